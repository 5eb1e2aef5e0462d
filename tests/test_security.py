"""No text becomes code: what no file of the package may call or import, and the few places that load what a user names.

`tests/test_architecture.py` refuses eval, exec, compile, sympify, pickle and marshal; here is the rest.
"""

import ast

import pytest
from sources import SOURCES, syntax

ARCHIVES = {"tarfile", "zipfile", "unpack_archive", "extractall"}
UNPICKLERS = {"yaml", "ruamel", "joblib", "jsonpickle", "read_pickle", "unsafe_load", "full_load", "allow_pickle"}
SHELLS = {"system", "popen", "getoutput", "getstatusoutput", "shell", "execv", "execve", "execvp", "spawnv"}
DYNAMIC = {"runpy", "run_path", "run_module", "import_string", "InteractiveInterpreter"}
FORBIDDEN = ARCHIVES | UNPICKLERS | SHELLS | DYNAMIC
LOADERS = {"import_module", "exec_module", "spec_from_file_location", "load_module", "__import__"}
# What loads code by a name: a user's adapter, a machine of ours after its check, and libraries when they are first asked.
LOADING = {"__init__.py", "engine/methods.py", "kernels/cache.py"}


def words(source):
    """Every name that is called, imported, read as an attribute, or given as a keyword."""
    found = set()
    for node in syntax(source):
        if isinstance(node, ast.Import):
            found |= {part for alias in node.names for part in alias.name.split(".")}
        elif isinstance(node, ast.ImportFrom):
            found |= {*(node.module or "").split("."), *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Call):
            found |= {getattr(node.func, "id", ""), getattr(node.func, "attr", "")}
            found |= {keyword.arg for keyword in node.keywords if keyword.arg}
    return found


def test_nothing_unpacks_unpickles_or_begins_a_shell():
    assert {place: found for place, source in SOURCES.items() if (found := words(source) & FORBIDDEN)} == {}


def test_code_is_loaded_by_name_in_few_places():
    loading = {place for place, source in SOURCES.items() if words(source) & LOADERS}
    assert {place for place in loading if not place.startswith("adapters/")} == LOADING


def test_adapters_import_libraries_by_names_that_stand_in_their_source():
    for place, source in SOURCES.items():
        if place.startswith("adapters/"):
            assert words(source) & (LOADERS - {"import_module"}) == set()
            assert all(_is_written_out(call, source) for call in _imports(source)), place


def _imports(source):
    calls = (node for node in syntax(source) if isinstance(node, ast.Call))
    return [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) == "import_module"]


def _is_written_out(call, source):
    """Whether the module's name is a text, or runs over a tuple of texts in the same expression."""
    given = call.args[0]
    if isinstance(given, ast.Constant):
        return True
    loops = [node for node in syntax(source) if isinstance(node, ast.comprehension)]
    named = [loop for loop in loops if getattr(loop.target, "id", None) == getattr(given, "id", "")]
    return bool(named) and all(isinstance(loop.iter, ast.Tuple | ast.Name) for loop in named)


@pytest.mark.parametrize(
    "source",
    [
        "import yaml",
        "from zipfile import ZipFile",
        "shutil.unpack_archive(x)",
        "run(x, shell=True)",
        "os.system(x)",
        "numpy.load(x, allow_pickle=True)",
        "import runpy",
    ],
)
def test_the_walk_sees_what_is_forbidden(source):
    assert words(source) & FORBIDDEN
