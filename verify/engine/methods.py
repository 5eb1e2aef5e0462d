"""Names to methods: built-in kernels, null adapters, installed plug-ins, `module:object` and `path.py:object`."""

from __future__ import annotations

import importlib
import importlib.util
import math
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import entry_points
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from verify.adapters import ADAPTERS, LIBRARIES, MODES, Library
from verify.adapters.null import liar
from verify.core.errors import UsageError, VerifyError, unknown
from verify.core.method import Method
from verify.kernels import METHODS
from verify.ops import DRAWN

# The methods of a default run: one or two of each kind. `all` stands for every built-in method.
EVERYDAY: Final = (
    "tape", "dual", "dual-2", "jet", "reverse", "forward-over-reverse", "complex-step",
    "forward-1", "forward-2", "central-2", "central-4",
    "gauss-legendre", "simpson", "gauss-kronrod", "tanh-sinh", "tensor-gauss", "area-gauss", "area-simpson",
)  # fmt: skip
ALL: Final = "all"
# What follows the name of a backend that is not ours, for its first derivatives taken from its Jacobians.
BY_JACOBIAN: Final = ".by_jacobian"


def is_ours(method: Method) -> bool:
    """Whether it is a kernel of ours, and not somebody's that is called the same."""
    return METHODS.get(method.name) is method


def are_foreign(names: Sequence[str] | None) -> bool:
    """Whether a selection has a method that is no kernel of ours."""
    return not set(chosen_methods(names)) <= set(METHODS)


def chosen_methods(names: Sequence[str] | None) -> tuple[str, ...]:
    """The methods that a selection stands for: the everyday ones for None, every built-in one for `all`, all of a library's."""
    if names is None:
        return EVERYDAY
    return tuple(dict.fromkeys(name for given in names for name in _stands_for(given)))


def _stands_for(given: str) -> Sequence[str]:
    return tuple(METHODS) if given == ALL else MODES.get(given, (given,))


def check_method(name: str) -> None:
    """UsageError, with the nearest valid names, if `find_method` would not know `name`."""
    known = {*METHODS, *ADAPTERS, *MODES, *_plugins()}
    if ":" not in name and name not in known and name.removesuffix(BY_JACOBIAN) not in {**_plugins(), **LIBRARIES}:
        raise unknown("method", name, [*known, ALL, "module:object", "liar:OPERATION:FAULT"])
    if name.startswith("liar:"):
        _liar(name)


def is_method(name: str) -> bool:
    """Whether `find_method` would look for `name` at all."""
    try:
        check_method(name)
    except UsageError:
        return False
    return True


@cache
def find_method(name: str) -> Method:
    """The method that `name` stands for.

    Raises
    ------
    UsageError : no such name, module or object, or the object does not answer claims.
    """
    check_method(name)
    if name.startswith("liar:"):
        return _liar(name)
    if name in METHODS:
        return METHODS[name]
    if name in ADAPTERS:
        adapter = ADAPTERS[name]
        return adapter.here() if isinstance(adapter, Library) else adapter
    if name in MODES:
        raise UsageError(f"{name!r} stands for several methods; name one of {', '.join(MODES[name])}")
    found = _load(name) if ":" in name else _plugin(name)
    if not all(hasattr(found, attribute) for attribute in ("name", "version", "model", "capabilities", "answer")):
        raise UsageError(
            f"method {name!r} is a {type(found).__name__}; it needs name, version, model, capabilities and answer()"
        )
    return found  # type: ignore[no-any-return]  # checked above


def with_jacobians(names: Sequence[str]) -> tuple[str, ...]:
    """The methods, and after them a second mode of each backend that gives Jacobians: these are two ways to one derivative."""
    foreign = [name for name in names if ":" in name or name in _plugins()]
    return (*names, *(f"{name}{BY_JACOBIAN}" for name in foreign if getattr(find_method(name), "by_jacobian", None)))


def jacobians_of_libraries(names: Sequence[str]) -> tuple[str, ...]:
    """A second mode of each library among the methods that has a function for Jacobians, by that function."""
    return tuple(f"{name}{BY_JACOBIAN}" for name in names if name in LIBRARIES and LIBRARIES[name].by_jacobian is not None)


def _plugin(name: str) -> Any:
    """What an entry point names, or that backend, or a library, by its Jacobians."""
    if name in _plugins():
        return _plugins()[name].load()
    base = name.removesuffix(BY_JACOBIAN)
    found = (_plugins()[base].load() if base in _plugins() else LIBRARIES[base].here()).by_jacobian
    if found is None:
        raise UsageError(f"method {name!r} does not exist: {base} has no function for Jacobians")
    return found


def _liar(name: str) -> Method:
    parts = name.split(":")
    try:
        fault = float(parts[2]) if len(parts) == 3 else math.nan
    except ValueError:
        fault = math.nan
    if not math.isfinite(fault) or fault == 0.0:
        raise UsageError(f"method {name!r} is not valid; a liar is liar:OPERATION:FAULT, such as liar:sin:1e-6")
    if parts[1] not in DRAWN:
        raise unknown("operation", parts[1], DRAWN)
    return liar(parts[1], fault)


def _load(name: str) -> Any:
    where, _, attribute = name.rpartition(":")
    try:
        module = _from_file(Path(where)) if where.endswith(".py") else importlib.import_module(where)
    except VerifyError:
        raise
    except Exception as error:
        raise UsageError(f"method {name!r} cannot be loaded: {type(error).__name__}: {error}") from error
    try:
        return attrgetter(attribute)(module)
    except AttributeError:
        raise UsageError(f"method {name!r}: {where} has no {attribute!r}") from None


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise UsageError(f"method file {str(path)!r} does not exist")
    spec = importlib.util.spec_from_file_location(f"verify_method_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UsageError(f"method file {str(path)!r} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


@cache
def _plugins() -> dict[str, Any]:
    return {point.name: point for group in ("verify.adapters", "verify.kernels") for point in entry_points(group=group)}
