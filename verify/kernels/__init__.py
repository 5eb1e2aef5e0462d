"""Numba's side: the tape machines, the budget, and the built-in methods. Numba is imported when something first runs."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from verify.core.method import Method
from verify.kernels import values
from verify.kernels.differentiation import dual
from verify.kernels.gradients import reverse
from verify.kernels.machine import evaluate

_FILES: Final = (values, dual, reverse)

METHODS: Final = MappingProxyType({method.name: method for method in (file.METHOD for file in _FILES)})

__all__ = ["METHODS", "Method", "evaluate"]
