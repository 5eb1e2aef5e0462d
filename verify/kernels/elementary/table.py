"""Which operations have a vectorised function, where it may be used, and how accurate it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from verify.core.cache import folder_digest
from verify.kernels.elementary import circular, exponential, logarithmic
from verify.kernels.elementary.circular import LARGEST_ANGLE
from verify.kernels.elementary.vectorised import HUGE, TINY, vectorised

_EXPONENT: Final = 708.0  # exp(x) and exp(-x) are normal numbers up to here
_SQUARED: Final = 2.0**500  # squares stay finite up to here
_INVERTED: Final = 2.0**1000  # reciprocals stay normal up to here


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A vectorised function for the operation `name`.

    core : floats in, float out, without branches; valid where `safe` holds
    safe : the same arguments, bool out; elsewhere the operation's own `evaluate` must do
    ulps : what the error stays below, in ulps of the result, or of the magnitude that the operation's row names
    """

    name: str
    core: Callable[..., float]
    safe: Callable[..., bool]
    ulps: float


@vectorised
def everywhere(x: float) -> bool:
    """No argument needs care, not even NaN and infinity."""
    return True


@vectorised
def exponent(x: float) -> bool:
    """exp(x) and exp(-x) are normal numbers."""
    return abs(x) < _EXPONENT


@vectorised
def binary_exponent(x: float) -> bool:
    """2**x and 2**-x are normal numbers."""
    return abs(x) < 1022.0


@vectorised
def normal_positive(x: float) -> bool:
    """Positive and neither subnormal nor infinite."""
    return TINY <= x <= HUGE


@vectorised
def normal(x: float) -> bool:
    """Neither zero, nor subnormal, nor infinite."""
    return TINY <= abs(x) <= HUGE


@vectorised
def above_minus_one(x: float) -> bool:
    """1 + x is positive, and its reciprocal a normal number."""
    return -1.0 < x < _INVERTED


@vectorised
def has_square(x: float) -> bool:
    """x**2 is finite."""
    return abs(x) < _SQUARED


@vectorised
def from_one(x: float) -> bool:
    """At least 1, and x**2 is finite."""
    return 1.0 <= x < _SQUARED


@vectorised
def inside_unit(x: float) -> bool:
    """Between -1 and 1."""
    return abs(x) < 1.0


@vectorised
def unit(x: float) -> bool:
    """Between -1 and 1, or one of them."""
    return abs(x) <= 1.0


@vectorised
def angle(x: float) -> bool:
    """Few enough quarter turns that they are subtracted exactly."""
    return abs(x) < LARGEST_ANGLE


@vectorised
def exponents(a: float, b: float) -> bool:
    """exp of the difference is a normal number."""
    return abs(a - b) < _EXPONENT


# The bounds are the worst of some two million points, ordinals and reals (benchmarks/elementary.py), with a tenth to spare.
_ROWS: Final = (
    Replacement(name="exp", core=exponential.exp, safe=exponent, ulps=1.25),
    Replacement(name="exp2", core=exponential.exp2, safe=binary_exponent, ulps=1.75),
    Replacement(name="expm1", core=exponential.expm1, safe=exponent, ulps=1.5),
    Replacement(name="sinh", core=exponential.sinh, safe=exponent, ulps=1.75),
    Replacement(name="cosh", core=exponential.cosh, safe=exponent, ulps=1.75),
    Replacement(name="tanh", core=exponential.tanh, safe=everywhere, ulps=1.5),
    Replacement(name="sigmoid", core=exponential.sigmoid, safe=exponent, ulps=1.5),
    Replacement(name="log", core=logarithmic.log, safe=normal_positive, ulps=1.0),
    Replacement(name="log2", core=logarithmic.log2, safe=normal_positive, ulps=1.25),
    Replacement(name="log10", core=logarithmic.log10, safe=normal_positive, ulps=1.5),
    Replacement(name="log1p", core=logarithmic.log1p, safe=above_minus_one, ulps=1.5),
    Replacement(name="softplus", core=logarithmic.softplus, safe=exponent, ulps=2.0),
    Replacement(name="asinh", core=logarithmic.asinh, safe=has_square, ulps=2.0),
    Replacement(name="acosh", core=logarithmic.acosh, safe=from_one, ulps=2.25),
    Replacement(name="atanh", core=logarithmic.atanh, safe=inside_unit, ulps=2.25),
    Replacement(name="cbrt", core=logarithmic.cbrt, safe=normal, ulps=0.75),
    Replacement(name="sin", core=circular.sin, safe=angle, ulps=1.25),
    Replacement(name="cos", core=circular.cos, safe=angle, ulps=1.25),
    Replacement(name="tan", core=circular.tan, safe=angle, ulps=2.5),
    Replacement(name="atan", core=circular.atan, safe=everywhere, ulps=1.5),
    Replacement(name="asin", core=circular.asin, safe=unit, ulps=1.25),
    Replacement(name="acos", core=circular.acos, safe=unit, ulps=1.25),
    Replacement(name="logaddexp", core=logarithmic.logaddexp, safe=exponents, ulps=2.0),
)

VECTOR: Final[Mapping[str, Replacement]] = MappingProxyType({row.name: row for row in _ROWS})


def digest() -> str:
    """Hash of this package's source: generated code that calls it is cached on disk, and numba looks at that code alone."""
    return folder_digest(Path(__file__).parent)
