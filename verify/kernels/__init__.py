"""Numba's side: the tape machines, the budget, and the built-in methods. Numba is imported when something first runs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from verify.core.method import Method
from verify.kernels import values
from verify.kernels.blame import NodeArrays, adjoints, contributions
from verify.kernels.budget import Bounds, bounds
from verify.kernels.differentiation import central_2, central_4, complex_step, dual, forward_1, forward_2
from verify.kernels.functional import functional_rounding
from verify.kernels.gradients import reverse
from verify.kernels.integration import area_gauss, area_simpson, gauss_kronrod, gauss_legendre, simpson
from verify.kernels.machine import evaluate
from verify.kernels.warming import warm

_FILES: Final = (
    values, dual, reverse, complex_step, forward_1, forward_2, central_2, central_4,
    gauss_legendre, simpson, gauss_kronrod, area_gauss, area_simpson,
)  # fmt: skip
_METHODS: Final[tuple[Method, ...]] = tuple(file.METHOD for file in _FILES)

METHODS: Final[Mapping[str, Method]] = MappingProxyType({method.name: method for method in _METHODS})

__all__ = [
    "METHODS", "Bounds", "NodeArrays", "adjoints", "bounds", "contributions", "evaluate", "functional_rounding", "warm",
]  # fmt: skip
