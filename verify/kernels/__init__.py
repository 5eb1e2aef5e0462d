"""Numba's side: the tape machines, the budget, and the built-in methods. Numba is imported when something first runs."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from verify.kernels import values
from verify.kernels.budget import Bounds, bounds
from verify.kernels.differentiation import dual
from verify.kernels.gradients import reverse
from verify.kernels.machine import evaluate
from verify.kernels.warming import warm

_FILES: Final = (values, dual, reverse)

METHODS: Final = MappingProxyType({method.name: method for method in (file.METHOD for file in _FILES)})

__all__ = ["METHODS", "Bounds", "bounds", "evaluate", "warm"]
