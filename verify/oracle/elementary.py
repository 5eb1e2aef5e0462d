"""Elementary functions of power series by their addition theorems: f(u) from f(u_0) and a series in h = u - u_0.

Only u_0 is a wide ball; what multiplies it are series about zero or one, as exact as the precision. So these are faster than
the recurrences that follow from the partials, and hardly ever wider. Each function guards the open domain where f is smooth; on
its edge there may be a value, and no slope. DLMF 4.6.7, 4.21, 4.35; 7.10 for erf.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from flint import arb, arb_series, ctx

from verify.oracle import primitives
from verify.oracle.primitives import Ball, BallFunction

Series = Any  # flint.arb_series, which has no type stubs

_NAN: Final = arb.nan()
_ZERO: Final = arb(0)
_HALF: Final = arb_series([0.5], 2**30)
_TWO: Final = arb_series([2], 2**30)
# Beyond, sigmoid is nearly an exponential.
_TAIL: Final = 2


def lift(u: Series) -> Series:
    """A ball as a series; a series as it is."""
    return u if type(u) is arb_series else arb_series([u])


def cut(u: Series, length: int) -> Series:
    """A new series with no more than so many coefficients; a ball as it is."""
    return u + _empty(length) if type(u) is arb_series else u


@lru_cache(maxsize=64)
def _empty(length: int) -> Series:
    return arb_series([], length)


def with_value(u: Series, first: Ball) -> Series:
    """A series just made, with another enclosure of its value."""
    u[0] = first
    return u


def nowhere(length: int, first: Ball = _NAN) -> Series:
    """No derivative exists, or is proved to; perhaps a value does."""
    return arb_series([first, *[_NAN] * (length - 1)], length)


def step(u: Series) -> Series:
    """The series without its value."""
    return with_value(u + _empty(u.prec), _ZERO)


def compose(outer: Series, h: Series) -> Series:
    """outer(h) for a series h without value; flint refuses an empty one."""
    return outer(h) if len(h) else arb_series([outer[0]], h.prec)


def _line(a: Ball, slope: int, length: int) -> Series:
    return arb_series([a, slope], length)


# Series in t at zero.
_AT_ZERO: Final[Mapping[str, Callable[[Series], Series]]] = MappingProxyType({
    "sqrt": lambda t: (1 + t).sqrt(),
    "rsqrt": lambda t: (1 + t).rsqrt(),
    "cbrt": lambda t: (1 + t) ** (arb(1) / 3),
    "sinh": lambda t: (t.exp() - (-t).exp()) / 2,
    "cosh": lambda t: (t.exp() + (-t).exp()) / 2,
    "tanh": lambda t: (t.exp() - (-t).exp()) / (t.exp() + (-t).exp()),
})  # fmt: skip


@lru_cache(maxsize=256)
def _at_zero(name: str, length: int, bits: int) -> Series:
    assert bits == ctx.prec, "a key, for what depends on the working precision"
    found = _AT_ZERO[name](arb_series([0, 1], length))
    return with_value(found, arb(0) if name in ("sinh", "tanh") else arb(1))


def at_zero(name: str, h: Series) -> Series:
    """The series of that name at h, which has no value."""
    return compose(_at_zero(name, h.prec, ctx.prec), h)


def _root(name: str, u: Series, first: Ball) -> Series:
    """f(u_0) f(1 + h/u_0), for homogeneous f."""
    return at_zero(name, step(u) * lift(1 / u[0])) * lift(first)


def sqrt(u: Series) -> Series:
    """sqrt(u), for u > 0."""
    first = u[0]
    return _root("sqrt", u, first.sqrt()) if first > 0 else nowhere(u.prec, first.sqrt())


def rsqrt(u: Series) -> Series:
    """1/sqrt(u), for u > 0."""
    first = u[0]
    return _root("rsqrt", u, first.rsqrt()) if first > 0 else nowhere(u.prec)


def cbrt(u: Series) -> Series:
    """The real cube root, for u != 0."""
    first = u[0]
    root = primitives.cbrt(first)
    return _root("cbrt", u, root) if first > 0 or first < 0 else nowhere(u.prec, root)


def real_power(u: Series, exponent: Ball) -> Series:
    """u**exponent, for u > 0."""
    first = u[0]
    if not first > 0:
        return nowhere(u.prec)
    outer = with_value(arb_series([1, 1], u.prec) ** exponent, arb(1))
    return compose(outer, step(u) * lift(1 / first)) * lift(first**exponent)


def sinh(u: Series) -> Series:
    """sinh(u_0) cosh(h) + cosh(u_0) sinh(h)."""
    return _addition(u, u[0].sinh(), u[0].cosh())


def cosh(u: Series) -> Series:
    """cosh(u_0) cosh(h) + sinh(u_0) sinh(h)."""
    return _addition(u, u[0].cosh(), u[0].sinh())


def _addition(u: Series, even: Ball, odd: Ball) -> Series:
    length = u.prec
    outer = _at_zero("cosh", length, ctx.prec) * lift(even) + _at_zero("sinh", length, ctx.prec) * lift(odd)
    return compose(outer, step(u))


def tanh(u: Series) -> Series:
    """2 sigmoid(2 u) - 1."""
    return with_value(sigmoid(u + u) * _TWO, u[0].tanh())


def sigmoid(u: Series) -> Series:
    """s + s (1 - s) 2 t/(1 + (2 s - 1) t) with s = sigmoid(u_0) and t = tanh(h/2); in the tails, where that would cancel,
    s/(1 + (1 - s)(exp(-h) - 1)), or 1 minus its mirror image.
    """
    a, h = u[0], step(u)
    first, rest = primitives.sigmoid(a), primitives.sigmoid(-a)
    if a > _TAIL:
        return _logistic(first, rest, -h)
    if a < -_TAIL:
        return with_value(-_logistic(rest, first, h), first)
    t = at_zero("tanh", h * _HALF)
    return with_value(t * lift(2 * first * rest) / with_value(t * lift(first - rest), arb(1)), first)


def _logistic(large: Ball, small: Ball, h: Series) -> Series:
    return lift(large) / with_value(h.exp() * lift(small), arb(1))


def softplus(u: Series) -> Series:
    """The integral of sigmoid."""
    return with_value((sigmoid(u) * u.derivative()).integral(), primitives.softplus(u[0]))


def erf(u: Series) -> Series:
    """The integral of 2/sqrt(pi) exp(-u_0**2) exp(-2 u_0 t - t**2)."""
    return _integral(u, u[0].erf(), _bell(u))


def erfc(u: Series) -> Series:
    """1 - erf(u)."""
    return _integral(u, u[0].erfc(), -_bell(u))


def _bell(u: Series) -> Series:
    a = u[0]
    factor = 2 / arb.pi().sqrt() * (-primitives.square(a)).exp()
    return arb_series([0, -2 * a, -1], u.prec).exp() * lift(factor)


def asin(u: Series) -> Series:
    """The integral of 1/sqrt((1 + u)(1 - u))."""
    a, length = u[0], u.prec
    if not (a > -1 and a < 1):
        return nowhere(length, a.asin())
    return _integral(u, a.asin(), rsqrt(_line(1 + a, 1, length)) * rsqrt(_line(1 - a, -1, length)))


def acos(u: Series) -> Series:
    """pi/2 - asin(u)."""
    return with_value(-asin(u), u[0].acos())


def asinh(u: Series) -> Series:
    """The integral of 1/sqrt(1 + u**2)."""
    a = u[0]
    inverse = 1 / (1 + primitives.square(a))
    return _integral(u, a.asinh(), at_zero("rsqrt", arb_series([0, 2 * a * inverse, inverse], u.prec)) * lift(inverse.sqrt()))


def acosh(u: Series) -> Series:
    """The integral of 1/sqrt((u - 1)(u + 1))."""
    a, length = u[0], u.prec
    if not a > 1:
        return nowhere(length, a.acosh())
    return _integral(u, a.acosh(), rsqrt(_line(a - 1, 1, length)) * rsqrt(_line(a + 1, 1, length)))


def atanh(u: Series) -> Series:
    """The integral of (1/(1 + u) + 1/(1 - u))/2."""
    a, length = u[0], u.prec
    if not (a > -1 and a < 1):
        return nowhere(length)
    return _integral(u, a.atanh(), (_line(1 + a, 1, length).inv() + _line(1 - a, -1, length).inv()) * _HALF)


def _integral(u: Series, first: Ball, slope: Series) -> Series:
    """first + the integral over h of a slope, which is a series in t at u_0."""
    return with_value(compose(cut(slope.integral(), u.prec), step(u)), first)


TABLE: Final[Mapping[str, BallFunction]] = MappingProxyType(
    {f.__name__: f for f in (
        sqrt, cbrt, sinh, cosh, tanh, sigmoid, softplus, erf, erfc, asin, acos, asinh, acosh, atanh
    )}
)  # fmt: skip
