"""Other people's ways to differentiate, one library a file, and the null adapters that exercise the checker itself."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from verify.adapters import autograd, broken, casadi, jacobi, jax, mpmath, mygrad, null, numdifftools, scipy, torch
from verify.adapters.backend import Backend
from verify.adapters.conformance import conformance
from verify.adapters.library import Library
from verify.core.method import Method

_FILES: Final = (autograd, casadi, jacobi, jax, mpmath, mygrad, numdifftools, scipy, torch)

LIBRARIES: Final = MappingProxyType({method.name: method for file in _FILES for method in file.METHODS})

# What the name of a library stands for: all its methods.
MODES: Final = MappingProxyType({file.METHODS[0].module: tuple(m.name for m in file.METHODS) for file in _FILES})

_ALL: Final[tuple[Method, ...]] = (*null.METHODS, *broken.METHODS, *LIBRARIES.values())
ADAPTERS: Final = MappingProxyType({method.name: method for method in _ALL})

__all__ = ["ADAPTERS", "LIBRARIES", "MODES", "Backend", "Library", "conformance"]
