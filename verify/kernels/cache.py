"""Generated source as real files in an owner-only folder: numba's disk cache works for files and for nothing else."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from verify.core.cache import directory, is_ours, replace
from verify.core.errors import StoreError


def name_of(name: str, source: str) -> str:
    """The name of the module that `source` defines."""
    return f"verify_machine_{name}_{hashlib.sha256(source.encode()).hexdigest()[:32]}"


def finish(module_name: str) -> None:
    """Remember that everything that goes with a module has been compiled; a folder that is only read remembers nothing."""
    if not is_finished(module_name):
        with suppress(OSError):
            _mark(module_name).touch(mode=0o600)


def is_finished(module_name: str) -> bool:
    """Whether that is so: where a first run was interrupted, it is not."""
    return _mark(module_name).exists()


def _mark(module_name: str) -> Path:
    return directory() / f"{module_name}.finished"


def load(name: str, source: str) -> ModuleType:
    """The module that `source` defines, imported from a file named after its hash.

    What stands on disk is compared with `source` before it is imported, so that nobody else's code is ever run.

    Raises
    ------
    StoreError : the folder cannot be written, or others can write to it.
    """
    module_name = name_of(name, source)
    if module_name in sys.modules:
        return sys.modules[module_name]
    path = _written(directory() / f"{module_name}.py", source)
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    return module


def _written(path: Path, source: str) -> Path:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_others(path.parent)
        if not _holds(path, source):
            replace(path, source.encode())
    except OSError as error:
        raise StoreError(
            f"cannot write compiled machines to {path.parent} ({error.strerror}); set VERIFY_CACHE_DIR to a folder of yours"
        ) from None
    return path


def _refuse_others(folder: Path) -> None:
    """StoreError if somebody else could put files there: numba runs what it finds in its cache."""
    for place in filter(Path.is_dir, (folder, folder / "__pycache__")):
        if not is_ours(place):
            raise StoreError(f"others may write to {place}, from where code is run; set VERIFY_CACHE_DIR to a folder of yours")


def _holds(path: Path, source: str) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == source.encode()
