"""Numba's side: the tape machines, the budget, and the built-in methods. Numba is imported when something first runs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from verify.core.method import Method
from verify.kernels import values
from verify.kernels.blame import NodeArrays, adjoints, contributions
from verify.kernels.budget import Bounds, bounds
from verify.kernels.differentiation import complex_step, differences, dual, dual_2, jet, ridders
from verify.kernels.double_double import filter_balls
from verify.kernels.functional import functional_rounding, roundings_together
from verify.kernels.gradients import forward_over_reverse, reverse
from verify.kernels.integration import area, fixed, gauss_kronrod, nested_kronrod, tanh_sinh, tensor_gauss
from verify.kernels.integration.cumulative import cumulative
from verify.kernels.integration.sampled import area_under
from verify.kernels.machine import evaluate
from verify.kernels.ranges import bound_derivatives, taylor_ranges
from verify.kernels.series_budget import taylor_bounds
from verify.kernels.warming import is_compiled, warm

_FILES: Final = (
    values, dual, dual_2, jet, reverse, forward_over_reverse, complex_step, differences, ridders,
    fixed, gauss_kronrod, tanh_sinh, tensor_gauss, nested_kronrod, area,
)  # fmt: skip
# A file has one METHOD or a tuple of METHODS.
_METHODS: Final[tuple[Method, ...]] = tuple(
    method for file in _FILES for method in (file.METHODS if hasattr(file, "METHODS") else (file.METHOD,))
)

METHODS: Final[Mapping[str, Method]] = MappingProxyType({method.name: method for method in _METHODS})

__all__ = [
    "METHODS", "Bounds", "NodeArrays", "adjoints", "area_under", "bound_derivatives", "bounds", "contributions", "cumulative",
    "evaluate", "filter_balls", "functional_rounding", "is_compiled", "roundings_together", "taylor_bounds", "taylor_ranges",
    "warm",
]  # fmt: skip
