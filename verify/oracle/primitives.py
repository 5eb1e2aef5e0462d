"""One ball function per operation: from its row's name in flint where it has one, else from the table of this file.

Inclusion is the contract: the result contains the operation's value for every point of the argument balls, and is not
finite where the operation's domain is not proved to hold on them. (In flint alone, sgn(NaN) is finite, NaN**0 is 1, and
atan2(0, 0) is 0.)
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flint import arb

from verify.ops import OPERATIONS

Ball = Any  # flint.arb, which has no type stubs
BallFunction = Callable[..., Ball]

_ONE: Final = arb(1)
_HALF: Final = arb(0.5)


def hull(low: Ball, high: Ball) -> Ball:
    """A ball that contains both balls and everything between."""
    return low.union(high)


def square(a: Ball) -> Ball:
    """a**2, without negative numbers where a contains zero (but for the last bits)."""
    return a * a if a > 0 or a < 0 else (a * a).nonnegative_part()


def power(a: Ball, b: Ball) -> Ball:
    """a**b on its domain: b any real for a > 0, else an exact integer."""
    if a > 0:
        return a**b
    if b.is_exact() and b.is_integer():
        return integer_power(a, b)
    return arb.nan()


def integer_power(a: Ball, n: Ball) -> Ball:
    """a**n for an exact integer n, any sign of a; 0**0 is 1. flint answers NaN for a ball centred at zero."""
    if n == 0:
        return _ONE if a.is_finite() else arb.nan()
    if a > 0 or a < 0 or a.is_zero() or not n > 0 or not a.is_finite():
        return a**n
    largest = a.abs_upper() ** n
    odd = not (n * _HALF).is_integer()
    return hull(-largest, largest) if odd else hull(arb(0), largest)


def constant_power(n: int) -> BallFunction:
    """The function a -> a**n."""
    exponent = arb(n)
    return lambda a: a**n if a > 0 or a < 0 else integer_power(a, exponent)


def cbrt(a: Ball) -> Ball:
    """The real cube root, of negative numbers too."""
    if a > 0:
        return a.root(3)
    if a < 0:
        return -((-a).root(3))
    return a if a.is_zero() or not a.is_finite() else hull(cbrt(a.lower()), cbrt(a.upper()))


def hypot(a: Ball, b: Ball) -> Ball:
    """The length sqrt(a**2 + b**2), also where the square root's ball would reach below zero."""
    total = square(a) + square(b)
    if total > 0:
        return total.sqrt()
    return hull(arb(0), total.abs_upper().sqrt()) if total.is_finite() else arb.nan()


def sign(a: Ball) -> Ball:
    """The hull of the signs: [-1, 1] where a contains zero, and more."""
    return a.sgn() if a.is_finite() else arb.nan()


def strict_sign(a: Ball) -> Ball:
    """The sign, not finite where a contains zero: no derivative may be formed across a jump."""
    if a > 0:
        return _ONE
    return -_ONE if a < 0 else arb.nan()


def atan2(a: Ball, b: Ball) -> Ball:
    """The angle of (b, a), not finite unless the point is proved to be off the cut b <= 0, a = 0."""
    return arb.atan2(a, b) if b > 0 or a > 0 or a < 0 else arb.nan()


def dsinc(a: Ball) -> Ball:
    """The derivative of sinc, from sinc(a) = 0F1(; 3/2; -(pi a)**2 / 4) near zero (DLMF 10.16.9)."""
    if a > 1 or a < -1:
        return (a.cos_pi() - a.sinc_pi()) / a
    if a.rad() > 1:
        # sinc(a) is the integral of cos(pi a t) over [0, 1], so that its slope never exceeds pi/2.
        return arb(0, 1) * arb.pi() / 2 if a.is_finite() else arb.nan()
    pi = arb.pi()
    return -pi * pi * a / 3 * (-square(pi * a) / 4).hypgeom_0f1(arb(2.5))


def sigmoid(a: Ball) -> Ball:
    """1 / (1 + exp(-a)) by whichever exponential does not overflow."""
    if a < 0:
        e = a.exp()
        return e / (1 + e)
    return 1 / (1 + (-a).exp())


def softplus(a: Ball) -> Ball:
    """log(1 + exp(a)) likewise."""
    return a + (-a).exp().log1p() if a > 0 else a.exp().log1p()


def logaddexp(a: Ball, b: Ball) -> Ball:
    """log(exp(a) + exp(b)) likewise."""
    return b + softplus(a - b) if a < b else a + softplus(b - a)


# Where flint has no function of that name, where the row's `spec` would overflow, or where flint's own edge is not ours.
PRIMITIVES: Final[Mapping[str, BallFunction]] = MappingProxyType({
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "negate": operator.neg,
    "power": power,
    "pi": arb.pi,
    "cbrt": cbrt,
    "hypot": hypot,
    "abs": operator.abs,
    "sign": sign,
    "min": arb.min,
    "max": arb.max,
    "atan2": atan2,
    "dsinc": dsinc,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "logaddexp": logaddexp,
})  # fmt: skip


def _collect() -> Mapping[str, BallFunction]:
    named = {row.name: getattr(arb, row.flint) for row in OPERATIONS.values() if row.flint is not None}
    return MappingProxyType({**named, **PRIMITIVES})


# Operations that are not here have a `spec` in terms of those that are.
BALLS: Final = _collect()


@dataclass(frozen=True, eq=False, slots=True)
class Arithmetic:
    """What expressions can be evaluated in: a function per operation, and how constants enter.

    still : what is enough for the parts that do not depend on the variable of differentiation; None for the same
    """

    table: Mapping[str, BallFunction]
    number: Callable[[float], Ball]
    constant_power: Callable[[int], BallFunction]
    still: Arithmetic | None = None


def clipped(function: BallFunction, low: float | None, high: float | None) -> BallFunction:
    """`function` on the part of the ball inside [low, high], where it is monotone: the hull of its values at the ends."""

    def call(a: Ball) -> Ball:
        value = function(a)
        if value.is_finite() or not a.is_finite():
            return value
        first, last = a.lower(), a.upper()
        first = arb(low) if low is not None and first < low else first
        last = arb(high) if high is not None and last > high else last
        return hull(function(first), function(last)) if first <= last else arb.nan()

    return call


def clipped_power(a: Ball, b: Ball) -> Ball:
    """a**b, and for positive b on the nonnegative part of a: all that an integral from 0 needs."""
    value = power(a, b)
    return hull(arb(0), a.upper() ** b) if b > 0 and a.is_finite() and a.upper() > 0 and not value.is_finite() else value


REAL: Final = Arithmetic(BALLS, arb, constant_power)
STRICT: Final = Arithmetic(MappingProxyType({**BALLS, "sign": strict_sign}), arb, constant_power, still=REAL)
# Balls that stand for pieces of a path inside a closed domain, which they overlap by rounding alone.
CLIPPED: Final = Arithmetic(
    MappingProxyType(
        {
            **BALLS,
            "sqrt": clipped(arb.sqrt, 0, None),
            "asin": clipped(arb.asin, -1, 1),
            "acos": clipped(arb.acos, -1, 1),
            "acosh": clipped(arb.acosh, 1, None),
            "power": clipped_power,
        }
    ),
    arb,
    constant_power,
)
