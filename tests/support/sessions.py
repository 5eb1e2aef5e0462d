"""A pytest session, or the controller of one, in this process: what it needs is loaded already, and takes a new one seconds."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest

# Plugins that say something about the whole process, of which the session is only a part.
OTHERS = ("cacheprovider", "faulthandler", "hypothesispytest", "threadexception", "unraisableexception")


_LOADED = {}


def restore():
    """Back to what sessions in here have loaded: `pytester` forgets it when it ends, and numba cannot be loaded twice."""
    for name, module in _LOADED.items():
        sys.modules.setdefault(name, module)


def run_inside(*arguments):
    """What `pytester.runpytest` returns, of files in the current folder that no other session has loaded."""
    quiet = [word for name in OTHERS for word in ("-p", f"no:{name}")]
    loaded, line = set(sys.modules), sys.argv
    sys.argv = ["pytest", *map(str, arguments)]  # what the report repeats
    try:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            code = pytest.main(["--import-mode=importlib", *quiet, *sys.argv[1:]])
    finally:
        sys.argv = line
    for name in set(sys.modules) - loaded:
        if name == "conftest" or name.startswith("test_"):
            del sys.modules[name]
        else:
            _LOADED[name] = sys.modules[name]
    return pytest.RunResult(code, out.getvalue().splitlines(), err.getvalue().splitlines(), 0.0)
