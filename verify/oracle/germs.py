"""What is known of a function on a whole half-line [Y, oo): its value at Y, its sign, and its elasticity y u'(y) / u(y).

An elasticity between l and h says (y/Y)**l <= u(y)/u(Y) <= (y/Y)**h, so one number and one range bound all values, and the
integral with them. Elasticities follow from the structure of the expression: they add in products, scale in powers, and in
a sum they are a mean, weighted by the parts. The rules for single operations are in `growth`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Final

from flint import arb

from verify.oracle.primitives import Ball
from verify.oracle.spans import INFINITY, NOTHING, Exponent, PowerSum, Span, number, power_of, single

# A decay y**-8 is enough where there is a faster one.
_FASTEST: Final = -8


@dataclass(frozen=True, slots=True)
class Bound:
    """A positive function with the value `size` at Y and an elasticity of at most `rate`, above a function's absolute value."""

    size: Ball
    rate: PowerSum


@dataclass(frozen=True, slots=True, kw_only=True)
class Germ:
    """A function u on [start, oo).

    at : u(start)
    values : contains all values
    rate : contains the elasticity; None unless u is known to keep one sign and never to vanish
    shape : contains the values too, as a sum of powers, where known; `exact` if its coefficients are fixed numbers
    bound : bounds |u|, where known
    """

    start: Ball
    at: Ball
    values: Span
    rate: PowerSum | None = None
    shape: PowerSum | None = None
    exact: bool = False
    bound: Bound | None = None

    @property
    def zero(self) -> bool:
        return self.exact and self.shape is not None and not self.shape.terms

    @property
    def constant(self) -> bool:
        return self.exact and self.shape is not None and set(self.shape.terms) <= {0}


def exact_germ(start: Ball, coefficients: Mapping[Exponent, Ball]) -> Germ:
    """sum_e c_e y**e, for numbers c_e."""
    known = {e: c for e, c in coefficients.items() if not c.is_zero()}
    shape = PowerSum({e: Span.of(c) for e, c in known.items()})
    at = sum((c * power_of(start, e) for e, c in known.items()), arb(0))
    rate = _exact_rate(start, known)
    if rate is not None:
        return signed_germ(start, at, rate, shape, exact=True)
    size = sum((abs(c) * power_of(start, e) for e, c in known.items()), arb(0))
    bound = Bound(size, single(Span.of(arb(0) if not known else number(shape.leading))))
    return Germ(start=start, at=at, values=shape.over(start), shape=shape, exact=True, bound=bound)


def _exact_rate(start: Ball, known: Mapping[Exponent, Ball]) -> PowerSum | None:
    """sum e c_e y**e / sum c_e y**e, by taking the leading power out; None unless that dominates from `start` on."""
    if not known:
        return None
    top = max(known)
    if known[top].contains(0):
        return None
    rest = {e - top: Span.of(c / known[top]) for e, c in known.items() if e != top}
    total = reduce(Span.__add__, (c * Span.of(arb(0), power_of(start, e)) for e, c in rest.items()), Span(arb(1), arb(1)))
    if not total.lo > 0:
        return None
    share = total.reciprocal()
    return PowerSum({0: Span.of(number(top)), **{e: c * Span.of(number(e)) * share for e, c in rest.items()}})


def signed_germ(start: Ball, at: Ball, rate: PowerSum, shape: PowerSum | None = None, *, exact: bool = False) -> Germ:
    """A function without zeros, from its first value and its elasticity."""
    growth = rate.over(start)
    far = INFINITY if at > 0 else -INFINITY
    near_end = at if growth.lo >= 0 else arb(0)
    far_end = at if growth.hi <= 0 else far
    values = Span.of(at, near_end, far_end)
    if shape is None:
        shape = _power_shape(start, at, rate)
    if shape is not None:
        values &= shape.over(start)
    return Germ(start=start, at=at, values=values, rate=rate, shape=shape, exact=exact, bound=Bound(abs(at), rate))


def _power_shape(start: Ball, at: Ball, rate: PowerSum) -> PowerSum | None:
    """at (y/start)**e times a bounded factor, where the elasticity is e + sum_k D_k y**-k: D_k adds D_k/k start**-k."""
    spans = {e: c for e, c in rate.terms.items() if c != NOTHING}
    main = spans.pop(0, NOTHING)
    if main.lo != main.hi or not all(e < 0 and c.bounded for e, c in spans.items()):
        return None
    exponent = rational(main.lo)
    drift = NOTHING
    for e, c in spans.items():
        drift += c * Span.of(arb(0), power_of(start, e) / number(-e))
    return single(Span.of(at * power_of(start, -exponent)) * drift.map(exponential), exponent)


def exponential(end: Ball) -> Ball:
    """exp, with its limits."""
    return arb(0) if end == -INFINITY else end.exp()


def rational(exact: Ball) -> Exponent:
    """An exact ball as an integer or a fraction."""
    mantissa, exponent = (int(part) for part in exact.man_exp())
    return _whole(Fraction(mantissa) * Fraction(2) ** exponent)


def _whole(value: Fraction) -> Exponent:
    return int(value) if value.denominator == 1 else value


def values_germ(start: Ball, at: Ball, values: Span) -> Germ:
    """A function of which nothing is known but its values."""
    bound = Bound(values.size, PowerSum({})) if values.bounded else None
    shape = single(values) if values.bounded else None
    return Germ(start=start, at=at, values=values, shape=shape, bound=bound)


def negate(a: Germ) -> Germ:
    """The same elasticity."""
    shape = None if a.shape is None else -a.shape
    return Germ(start=a.start, at=-a.at, values=-a.values, rate=a.rate, shape=shape, exact=a.exact, bound=a.bound)


def add(a: Germ, b: Germ) -> Germ:
    """Powers add exactly; otherwise the part that grows more slowly is a perturbation, or both have one sign."""
    if a.exact and b.exact:
        return exact_germ(a.start, _coefficients(_sum(a.shape, b.shape)))
    if a.zero or b.zero:
        return b if a.zero else a
    at = a.at + b.at
    shape = _sum(a.shape, b.shape)
    rate = None if a.rate is None or b.rate is None else _rate_of_sum(a, b)
    if rate is not None:
        return signed_germ(a.start, at, rate, shape)
    values = a.values + b.values
    values = values if shape is None else values & shape.over(a.start)
    bound = None if a.bound is None or b.bound is None else Bound(a.bound.size + b.bound.size, a.bound.rate | b.bound.rate)
    return Germ(start=a.start, at=at, values=values, shape=shape, bound=bound)


def _rate_of_sum(a: Germ, b: Germ) -> PowerSum | None:
    """rate(a) + (rate(b) - rate(a)) w, with the weight w = r/(1 + r) of b, where r = b/a."""
    assert a.rate is not None
    assert b.rate is not None
    difference = b.rate - a.rate
    growth = difference.over(a.start)
    if growth.lo >= 0 and not growth.hi <= 0:
        a, b, difference, growth = b, a, -difference, -growth
    ratio = b.at / a.at
    if growth.hi <= 0:
        range_of_ratio = Span.of(ratio) if growth == NOTHING else Span.of(ratio, arb(0))
        whole = range_of_ratio + Span(arb(1), arb(1))
        if whole.lo > 0:
            assert a.rate is not None
            decay = _whole(Fraction(max(float(growth.hi.upper()), _FASTEST))) if growth.hi < 0 else 0
            weight = range_of_ratio * whole.reciprocal() * Span.of(power_of(a.start, -decay))
            return a.rate + difference * single(weight, decay)
    if ratio > 0:
        assert a.rate is not None
        assert b.rate is not None
        return a.rate | b.rate
    return None


def multiply(a: Germ, b: Germ) -> Germ:
    """Elasticities add."""
    shape = None if a.shape is None or b.shape is None else a.shape * b.shape
    if a.zero or b.zero:
        return a if a.zero else b
    if a.exact and b.exact:
        return exact_germ(a.start, _coefficients(shape))
    at = a.at * b.at
    if a.rate is not None and b.rate is not None:
        return signed_germ(a.start, at, a.rate + b.rate, shape)
    bound = None if a.bound is None or b.bound is None else Bound(a.bound.size * b.bound.size, a.bound.rate + b.bound.rate)
    values = a.values * b.values
    values = values if shape is None else values & shape.over(a.start)
    return Germ(start=a.start, at=at, values=values, shape=shape, bound=bound)


def reciprocal(a: Germ) -> Germ | None:
    """None where a may vanish."""
    if a.rate is None:
        return None
    if a.exact and a.shape is not None and len(a.shape.terms) == 1:
        ((exponent, coefficient),) = a.shape.terms.items()
        return exact_germ(a.start, {-exponent: 1 / coefficient.ball()})
    return signed_germ(a.start, 1 / a.at, -a.rate)


def real_power(a: Germ, exponent: Ball) -> Germ | None:
    """a**c for a number c, where a > 0."""
    if a.rate is None or not a.at > 0:
        return None
    if a.exact and a.shape is not None and len(a.shape.terms) == 1 and exponent.is_exact():
        ((e, coefficient),) = a.shape.terms.items()
        return exact_germ(a.start, {_whole(Fraction(e * rational(exponent))): coefficient.ball() ** exponent})
    return signed_germ(a.start, a.at**exponent, a.rate.scaled(Span.of(exponent)))


def scaled_germ(a: Germ, at: Ball, factor: PowerSum) -> Germ | None:
    """A function of a with the value `at`, whose elasticity is that of a times `factor`."""
    if a.rate is None or not (at > 0 or at < 0):
        return None
    return signed_germ(a.start, at, a.rate * factor)


def exponential_germ(a: Germ) -> Germ:
    """exp(a): its elasticity is y a'."""
    slope = None
    if a.exact and a.shape is not None:
        slope = PowerSum({e: c * Span.of(number(e)) for e, c in a.shape.terms.items()})
    elif a.rate is not None:
        slope = (single(a.values) if a.shape is None else a.shape) * a.rate
    at = a.at.exp()
    if slope is None:
        return values_germ(a.start, at, a.values.map(exponential))
    return signed_germ(a.start, at, slope)


def _sum(a: PowerSum | None, b: PowerSum | None) -> PowerSum | None:
    return None if a is None or b is None else a + b


def _coefficients(shape: PowerSum | None) -> dict[Exponent, Ball]:
    assert shape is not None
    return {e: c.ball() for e, c in shape.terms.items()}
