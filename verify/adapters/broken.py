"""`demo:broken`: forward differentiation with a mistake that many have made, to see what a red run looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from verify.adapters.backend import Backend

NAME: Final = "demo:broken"


class Dual:
    """A value and its slope along one direction, entry by entry."""

    def __init__(self, value: Any, slope: Any) -> None:
        self.value, self.slope = value, slope

    def __add__(self, other: Any) -> Dual:
        other = lifted(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other: Any) -> Dual:
        other = lifted(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __truediv__(self, other: Any) -> Dual:
        other = lifted(other)
        quotient = self.value / other.value
        return Dual(quotient, (self.slope - quotient * other.slope) / other.value)

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope)

    def __sub__(self, other: Any) -> Dual:
        return self + -lifted(other)

    def __radd__(self, other: float) -> Dual:
        return lifted(other) + self

    def __rmul__(self, other: float) -> Dual:
        return lifted(other) * self

    def __rsub__(self, other: float) -> Dual:
        return lifted(other) - self

    def __rtruediv__(self, other: float) -> Dual:
        return lifted(other) / self


def lifted(given: Any) -> Dual:
    """A constant has no slope."""
    return given if isinstance(given, Dual) else Dual(np.float64(given), np.float64(0.0))


def _of(value: Callable[[Any], Any], slope: Callable[[Any], Any]) -> Callable[[Any], Dual]:
    def function(given: Any) -> Dual:
        x = lifted(given)
        return Dual(value(x.value), slope(x.value) * x.slope)

    return function


FUNCTIONS: Final[Mapping[str, Callable[[Any], Dual]]] = MappingProxyType({
    "sin": _of(np.sin, np.cos),
    "cos": _of(np.cos, np.sin),  # the planted fault: the sign is missing
    "exp": _of(np.exp, np.exp),
    "log": _of(np.log, lambda x: 1.0 / x),
    "sqrt": _of(np.sqrt, lambda x: 0.5 / np.sqrt(x)),
    "tanh": _of(np.tanh, lambda x: 1.0 - np.tanh(x) ** 2),  # no mistake, but a formula that loses all digits at 20
})  # fmt: skip


def value_and_grad(f: Callable[[Any], Any], x: Any) -> Any:
    """A pass for each variable."""
    shape = x.shape[1:]
    with np.errstate(all="ignore"):
        passes = [lifted(f([Dual(row, np.full(shape, float(i == j))) for i, row in enumerate(x)])) for j in range(len(x))]
        value = passes[0].value if passes else lifted(f(x)).value
    gradient = [np.broadcast_to(found.slope, shape) for found in passes]
    return np.broadcast_to(value, shape), np.array(gradient).reshape(x.shape)


METHODS: Final = (Backend(NAME, FUNCTIONS, value_and_grad, vectorised=True, version="1"),)
