"""Operations on complex balls, finite only where they are proved analytic: what rigorous integration and its bounds need.

Each function here continues its real operation from the real axis and answers NaN on balls that touch a branch cut, a pole, or
the line over a kink or jump. flint's integrator is silently wrong where that is left out. The cuts lie where DLMF 4.23 and 4.37
draw them; they are tested by the imaginary part's ball containing zero.

A ball must contain real points (as those of the integrator and of the bounds do): on it, the continuation from them is unique,
whichever of two formulas was taken. Single points off the axis may get another branch.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flint import acb, arb

from verify.ops import OPERATIONS
from verify.oracle.primitives import Arithmetic, BallFunction

ComplexBall = Any  # flint.acb, which has no type stubs

NAN: Final = acb(arb.nan(), arb.nan())
_I: Final = acb(0, 1)
# Balls with so many bits are points for our purposes, on which flint's own functions lose nothing.
_POINT: Final = 64


def log(z: ComplexBall) -> ComplexBall:
    """Cut along the negative reals and zero."""
    return z.log(analytic=True)


def sqrt(z: ComplexBall) -> ComplexBall:
    """Cut likewise."""
    return z.sqrt(analytic=True)


def _rsqrt(z: ComplexBall) -> ComplexBall:
    """1/sqrt(z), cut likewise."""
    return z.rsqrt(analytic=True)


def log1p(z: ComplexBall) -> ComplexBall:
    """Cut along z <= -1."""
    return z.log1p() if (1 + z).log(analytic=True).is_finite() else NAN


def on_axis(z: ComplexBall) -> bool:
    """Whether the ball may touch the real axis."""
    return bool(z.imag.contains(0))


def _is_point(*balls: ComplexBall) -> bool:
    return all(ball.rel_accuracy_bits() > _POINT for ball in balls)


def _in_both(first: ComplexBall, second: ComplexBall) -> ComplexBall:
    """Where two enclosures of the same numbers meet; one that is not finite says nothing."""
    if not (first.is_finite() and second.is_finite()):
        return first if first.is_finite() else second
    return acb(first.real.intersection(second.real), first.imag.intersection(second.imag))


def _centred(function: BallFunction, slope: BallFunction) -> BallFunction:
    """Also f(m) + f'(z) (z - m) about the middle m: flint's own inverse functions are a hundred times as wide on wide balls.

    By the mean value theorem in its integral form: where f is analytic on the ball, which is convex, as f'(z) is too.
    """

    def call(z: ComplexBall) -> ComplexBall:
        if _is_point(z):
            return function(z)
        middle = z.mid()
        return _in_both(function(z), function(middle) + slope(z) * (z - middle))

    return call


def _cut_beyond_one(function: BallFunction) -> BallFunction:
    """For functions with cuts along the reals outside (-1, 1): asin, acos, atanh."""
    return lambda z: NAN if on_axis(z) and not (z.real > -1 and z.real < 1) else function(z)


def _cut_below_one(function: BallFunction) -> BallFunction:
    """For acosh: cut along the reals up to 1."""
    return lambda z: function(z) if z.real > 1 or not on_axis(z) else NAN


def _cut_along_imaginary(function: BallFunction) -> BallFunction:
    """For functions with cuts along the imaginary axis outside (-i, i): atan, asinh."""
    return lambda z: NAN if z.real.contains(0) and not (z.imag > -1 and z.imag < 1) else function(z)


def power(z: ComplexBall, w: ComplexBall) -> ComplexBall:
    """z**w: without a cut for exact integer w."""
    if w.imag.is_zero() and w.real.is_exact() and w.real.is_integer():
        return z**w if z.is_finite() else NAN
    return (w * log(z)).exp()


def constant_power(n: int) -> BallFunction:
    """The function z -> z**n."""
    return lambda z: z**n


def cbrt(z: ComplexBall) -> ComplexBall:
    """The real cube root, continued from either half of the axis."""
    if z.real > 0:
        return z.root(3)
    return -((-z).root(3)) if z.real < 0 else NAN


def absolute(z: ComplexBall) -> ComplexBall:
    """z or -z by the sign of the real part."""
    return z.real_abs(analytic=True)


def sign(z: ComplexBall) -> ComplexBall:
    """1 or -1 by the sign of the real part."""
    return z.real_sgn(analytic=True) if z.is_finite() else NAN


def minimum(z: ComplexBall, w: ComplexBall) -> ComplexBall:
    """The one with the smaller real part."""
    return z.real_min(w, analytic=True)


def maximum(z: ComplexBall, w: ComplexBall) -> ComplexBall:
    """The one with the larger real part."""
    return z.real_max(w, analytic=True)


def hypot(z: ComplexBall, w: ComplexBall) -> ComplexBall:
    """sqrt(z**2 + w**2); on wide balls about their middles, as `_centred` does."""
    found = sqrt(z * z + w * w)
    if not found.is_finite() or _is_point(z, w):
        return found
    a, b = z.mid(), w.mid()
    return _in_both(found, hypot(a, b) + (z * (z - a) + w * (w - b)) / found)


def atan2(z: ComplexBall, w: ComplexBall) -> ComplexBall:
    """The angle of (w, z) as (log(w + iz) - log(w - iz)) / 2i, whose cuts meet the reals where the angle's own cut is; on
    wide balls about their middles, as `_centred` does.
    """
    turned = z * _I
    found = (log(w + turned) - log(w - turned)) / (2 * _I)
    if not found.is_finite() or _is_point(z, w):
        return found
    a, b = z.mid(), w.mid()
    return _in_both(found, atan2(a, b) + (w * (z - a) - z * (w - b)) / ((w + turned) * (w - turned)))


def dsinc(z: ComplexBall) -> ComplexBall:
    """The derivative of sinc; see the real ball function."""
    if z.real > 1 or z.real < -1 or z.imag > 1 or z.imag < -1:
        return (z.cos_pi() - z.sinc_pi()) / z
    x = arb.pi() * z
    return -arb.pi() * x / 3 * (-x * x / 4).hypgeom_0f1(acb(2.5))


def sigmoid(z: ComplexBall) -> ComplexBall:
    """1 / (1 + exp(-z)) by whichever exponential does not overflow."""
    if z.real < 0:
        e = z.exp()
        return e / (1 + e)
    return 1 / (1 + (-z).exp())


def softplus(z: ComplexBall) -> ComplexBall:
    """log(1 + exp(z)) likewise."""
    return z + log1p((-z).exp()) if z.real > 0 else log1p(z.exp())


def logaddexp(z: ComplexBall, w: ComplexBall) -> ComplexBall:
    """log(exp(z) + exp(w)) likewise."""
    return w + softplus(z - w) if z.real < w.real else z + softplus(w - z)


_OURS: Final[dict[str, Callable[..., ComplexBall]]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "negate": operator.neg,
    "power": power,
    "pi": lambda: acb(arb.pi()),
    "log": log,
    "log1p": log1p,
    "sqrt": sqrt,
    "cbrt": cbrt,
    "hypot": hypot,
    "abs": absolute,
    "sign": sign,
    "min": minimum,
    "max": maximum,
    "asin": _cut_beyond_one(_centred(acb.asin, lambda z: _rsqrt(1 - z) * _rsqrt(1 + z))),
    "acos": _cut_beyond_one(_centred(acb.acos, lambda z: -_rsqrt(1 - z) * _rsqrt(1 + z))),
    "atanh": _cut_beyond_one(acb.atanh),
    "acosh": _cut_below_one(_centred(acb.acosh, lambda z: _rsqrt(z - 1) * _rsqrt(z + 1))),
    "atan": _cut_along_imaginary(acb.atan),
    "asinh": _cut_along_imaginary(_centred(acb.asinh, lambda z: _rsqrt(1 + z * z))),
    "atan2": atan2,
    "dsinc": dsinc,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "logaddexp": logaddexp,
}

# Analytic but for poles, where flint answers NaN by itself.
MEROMORPHIC: Final = ("exp", "expm1", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfc", "sinc")

TABLE: Final[Mapping[str, BallFunction]] = MappingProxyType(
    {name: getattr(acb, str(OPERATIONS[name].flint)) for name in MEROMORPHIC} | _OURS
)
ANALYTIC: Final = Arithmetic(TABLE, acb, constant_power)
