"""Truncated power series of balls, one function per operation: Taylor arithmetic at flint's own speed.

A series is flint's `arb_series`, cut at `ctx.cap` coefficients or at its own `prec` if that is less. What an operation does to
a series follows from its row: y = f(u) from y' = sum_j phi_j(u) u_j', where the partials phi_j are wanted to one order less.
The functions in `NATIVE` do the same faster and hardly wider. Operands that do not depend on the variable are plain balls.

The contract is that of the balls: coefficients contain those of every point of the argument balls, and the value or the slope
is not finite where the derivative is not proved to exist. (In flint alone, 0 times NaN and 0/0 are 0 for series.)
Griewank and Walther (2008), Evaluating Derivatives, chapter 13.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from flint import arb, arb_series

from verify.ops import OPERATIONS, Operation
from verify.ops.calculus import partial
from verify.oracle import elementary, primitives
from verify.oracle.balls import Program, compile_program
from verify.oracle.elementary import Series, compose, cut, lift, nowhere, real_power, step, with_value
from verify.oracle.primitives import BALLS, REAL, STRICT, Arithmetic, Ball, BallFunction

# A constant must not be cut at the length that is current when this module is loaded.
_ONE: Final = arb_series([1], 2**30)


def value(u: Series) -> Ball:
    """The coefficient of order zero."""
    return u[0] if type(u) is arb_series else u


def _finite(u: Series) -> bool:
    return all(ball.is_finite() for ball in u.coeffs())


def multiply(u: Series, v: Series) -> Series:
    """The product; a factor that is exactly zero does not hide that the other one does not exist."""
    if type(u) is not arb_series or type(v) is not arb_series:
        u, v = lift(u), lift(v)
    return u * v if (len(u) and len(v)) or (_finite(u) and _finite(v)) else nowhere(min(u.prec, v.prec))


def divide(u: Series, v: Series) -> Series:
    """The quotient; removable singularities are not removed."""
    u, v = lift(u), lift(v)
    exists = not v[0].contains(0) and (len(u) or _finite(v))
    return u / v if exists else nowhere(min(u.prec, v.prec))


def power(a: Series, b: Series) -> Series:
    """a**b: for a > 0, and for every a if b does not move and is an exact integer."""
    base, exponent = value(a), value(b)
    if b is exponent and b.is_exact() and b.is_integer():
        return integer_power(a, b)
    if b is exponent:
        return real_power(a, b)
    return multiply(b, lift(a).log()).exp() if base > 0 else nowhere(min(lift(a).prec, lift(b).prec))


def integer_power(a: Series, n: Ball) -> Series:
    """By products where a has a sign; else from powers of its value, so that even ones stay sharp about zero."""
    first, length = a[0], a.prec
    if n.is_zero():
        return arb_series([1], length) if first.is_finite() and a[1].is_finite() else nowhere(length)
    if first > 0 or first < 0:
        return a**n
    binomial, outer = arb(1), []
    for k in range(length):
        outer.append(binomial * primitives.integer_power(first, n - k) if not binomial.is_zero() else arb(0))
        binomial = binomial * (n - k) / (k + 1)
    return compose(arb_series(outer, length), step(a)) if all(map(arb.is_finite, outer)) else nowhere(length, outer[0])


def constant_power(n: int) -> BallFunction:
    """The function a -> a**n."""
    exponent = arb(n)
    return lambda a: integer_power(a, exponent)


def hypot(u: Series, v: Series) -> Series:
    """sqrt(u**2 + v**2) from y' = (u/y) u' + (v/y) v', in which nothing cancels."""
    first = primitives.hypot(value(u), value(v))
    u, v = lift(u), lift(v)
    length = min(u.prec, v.prec)
    if not first > 0:
        return nowhere(length, first)
    total, du, dv = arb_series([first], 1), u.derivative(), v.derivative()
    for k in range(1, length):
        slope = u / total * cut(du, k) + v / total * cut(dv, k)
        total = with_value(slope.integral(), first)
    return total


def atan2(u: Series, v: Series) -> Series:
    """From y' = (v/r) (u'/r) - (u/r) (v'/r), with r = hypot(u, v), off the cut."""
    first, r = primitives.atan2(value(u), value(v)), hypot(u, v)
    u, v = lift(u), lift(v)
    if not (first.is_finite() and r[0] > 0):
        return nowhere(r.prec, first)
    return with_value((v / r * (u.derivative() / r) - u / r * (v.derivative() / r)).integral(), first)


def logaddexp(u: Series, v: Series) -> Series:
    """From y' = sigmoid(u - v) u' + sigmoid(v - u) v', a mean of the slopes."""
    first, weight = primitives.logaddexp(value(u), value(v)), elementary.sigmoid(u - v)
    other = with_value(-weight, primitives.sigmoid(value(v) - value(u)))
    return with_value((weight * lift(u).derivative() + other * lift(v).derivative()).integral(), first)


def expm1(u: Series) -> Series:
    """exp(u) - 1, with the value in one step."""
    return with_value(u.exp(), u[0].expm1())


def log1p(u: Series) -> Series:
    """log(1 + u), likewise."""
    return with_value((u + _ONE).log(), u[0].log1p())


def sinc(u: Series) -> Series:
    """At zero, derivatives beyond the first are not enclosed: their formula divides by the argument."""
    a, length = u[0], u.prec
    slopes = _dsinc_coefficients(a, length - 1)
    outer = [a.sinc_pi(), *(slope / k for k, slope in enumerate(slopes, 1))]
    if a > 0 or a < 0 or length <= 2:
        return compose(arb_series(outer, length), step(u))
    return arb_series([outer[0], outer[1] * u[1], *[arb.nan()] * (length - 2)], length)


def dsinc(u: Series) -> Series:
    """The derivative of sinc, smooth off zero."""
    a, length = u[0], u.prec
    outer = arb_series(_dsinc_coefficients(a, length), length)
    return compose(outer, step(u)) if a > 0 or a < 0 else nowhere(length, outer[0])


def _dsinc_coefficients(a: Ball, length: int) -> list[Ball]:
    """From y' = -(pi**2 sinc(a) + 2 q) with q = y/a."""
    found, square, quotient, value_of_sinc = [primitives.dsinc(a)], arb.pi() ** 2, arb(0), a.sinc_pi()
    for k in range(1, length):
        quotient = (found[-1] - quotient) / a
        found.append(-(square * value_of_sinc + 2 * quotient) / k)
        value_of_sinc = found[k - 1] / k
    return found[:length]


def absolute(u: Series) -> Series:
    """At the kink there is a value, and no slope."""
    first = u[0]
    if first > 0 or first < 0:
        return u if first > 0 else -u
    return nowhere(u.prec, abs(first))


def sign(u: Series) -> Series:
    """Constant off the jump; that does not hide that what it is the sign of has no derivative."""
    found = primitives.strict_sign(u[0])
    return arb_series([found], u.prec) if _finite(u) else nowhere(u.prec, found)


def minimum(u: Series, v: Series) -> Series:
    """Either; at a tie there is a value, and no slope."""
    return _chosen(u, v, operator.lt, value(u).min(value(v)))


def maximum(u: Series, v: Series) -> Series:
    """Likewise."""
    return _chosen(u, v, operator.gt, value(u).max(value(v)))


def _chosen(u: Series, v: Series, better: Callable[[Ball, Ball], bool], tie: Ball) -> Series:
    u, v = lift(u), lift(v)
    length = min(u.prec, v.prec)
    if u[1].is_finite() and v[1].is_finite() and (better(u[0], v[0]) or better(v[0], u[0])):
        return cut(u, length) if better(u[0], v[0]) else cut(v, length)
    return nowhere(length, tie)


def generic(row: Operation) -> BallFunction:
    """An operation on series from its row's value and partials alone."""

    def call(*operands: Series) -> Series:
        moving = tuple(name for name, u in zip(row.arguments, operands, strict=True) if type(u) is arb_series)
        length = min(u.prec for u in operands if type(u) is arb_series)
        total = arb_series([STRICT.table[row.name](*map(value, operands))], length)
        lower = [cut(u, length - 1) for u in operands] if length > 1 else []
        for argument, u in enumerate(operands):
            if lower and type(u) is arb_series:
                slope = _partial_program(row.name, argument, moving).run_one(lower)[0]
                total = total + multiply(slope, u.derivative()).integral()
        return total

    return call


@lru_cache(maxsize=512)
def _partial_program(name: str, argument: int, moving: tuple[str, ...]) -> Program:
    return compile_program((partial(name, argument),), OPERATIONS[name].arguments, SERIES, moving)


GENERIC: Final[Mapping[str, BallFunction]] = MappingProxyType(
    {name: generic(OPERATIONS[name]) for name in BALLS if OPERATIONS[name].arity}
)
# A test compares them with the generic ones, in value and in width.
NATIVE: Final[Mapping[str, BallFunction]] = MappingProxyType({
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": multiply,
    "divide": divide,
    "negate": operator.neg,
    "power": power,
    "hypot": hypot,
    "atan2": atan2,
    "logaddexp": logaddexp,
    "sinc": sinc,
    "dsinc": dsinc,
    "exp": arb_series.exp,
    "expm1": expm1,
    "log": arb_series.log,
    "log1p": log1p,
    "sin": arb_series.sin,
    "cos": arb_series.cos,
    "tan": arb_series.tan,
    "atan": arb_series.atan,
    "abs": absolute,
    "sign": sign,
    "min": minimum,
    "max": maximum,
    **elementary.TABLE,
})  # fmt: skip
SERIES: Final = Arithmetic(MappingProxyType({**GENERIC, **NATIVE}), arb, constant_power, still=REAL)
