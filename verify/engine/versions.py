"""Versions of everything that a result depends on."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Final

DISTRIBUTIONS: Final = {
    "verify": "verify-calculus", "numpy": "numpy", "numba": "numba", "sympy": "sympy", "python-flint": "python-flint",
    "scipy": "scipy", "duckdb": "duckdb",
}  # fmt: skip


@cache
def _found() -> Mapping[str, str]:
    """Asked once in a process, which takes a millisecond for each."""
    found = {"python": platform.python_version(), "platform": platform.platform()}
    for name, distribution in DISTRIBUTIONS.items():
        try:
            found[name] = version(distribution)
        except PackageNotFoundError:
            found[name] = "not installed"
    return MappingProxyType(dict(sorted(found.items())))


def versions() -> dict[str, str]:
    """Versions of everything that a result depends on, by name."""
    return dict(_found())


def differences(theirs: Mapping[str, str]) -> list[str]:
    """What another machine has in another version than this one, as `numpy 2.3.1 (here 2.4.6)`; the kind of system aside."""
    ours = {name: found for name, found in versions().items() if name != "platform"}
    return [f"{name} {theirs.get(name)} (here {found})" for name, found in ours.items() if theirs.get(name) != found]
