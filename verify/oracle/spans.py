"""Intervals whose ends may be infinite, and sums of powers with such intervals as coefficients: the language of tails.

Balls have no half-infinite ranges. A power sum says of a function u on [Y, oo) that u(y) lies in sum_e C_e y**e for every y,
with a `Span` C_e for each rational exponent e; so it keeps apart what grows, what stays and what decays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Final

from flint import arb, fmpq

from verify.core.domain import Interval
from verify.oracle.primitives import Ball

INFINITY: Final = arb("inf")

# Integers as `int`, which hash and add faster.
Exponent = int | Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """The reals between `lo` and `hi`, exact numbers or infinities."""

    lo: Ball
    hi: Ball

    @classmethod
    def of(cls, *balls: Ball) -> Span:
        """The hull of finite balls, infinities, and everything between."""
        lows, highs = [ball.lower() for ball in balls], [ball.upper() for ball in balls]
        return cls(reduce(arb.min, lows), reduce(arb.max, highs))

    @property
    def signed(self) -> bool:
        """Whether zero lies outside."""
        return bool(self.lo > 0 or self.hi < 0)

    @property
    def bounded(self) -> bool:
        return bool(self.lo.is_finite() and self.hi.is_finite())

    @property
    def size(self) -> Ball:
        """The largest absolute value."""
        return (-self.lo).max(self.hi)

    def __add__(self, other: Span) -> Span:
        return Span((self.lo + other.lo).lower(), (self.hi + other.hi).upper())

    def __neg__(self) -> Span:
        return Span(-self.hi, -self.lo)

    def __sub__(self, other: Span) -> Span:
        return self + -other

    def __mul__(self, other: Span) -> Span:
        if other.lo == other.hi and self.lo == self.hi:
            return Span.of(_times(self.lo, other.lo))
        return Span.of(*(_times(a, b) for a, b in product((self.lo, self.hi), (other.lo, other.hi))))

    def __or__(self, other: Span) -> Span:
        return Span(self.lo.min(other.lo), self.hi.max(other.hi))

    def __and__(self, other: Span) -> Span:
        return Span(self.lo.max(other.lo), self.hi.min(other.hi))

    def reciprocal(self) -> Span:
        """1 / self, for a span on one side of zero, which it may touch."""
        if self.hi <= 0:
            return -(-self).reciprocal()
        return Span((1 / self.hi).lower(), (1 / self.lo).upper() if self.lo > 0 else INFINITY)

    def map(self, rising: Callable[[Ball], Ball]) -> Span:
        """The image under a function that rises, from balls to balls, infinities included."""
        return Span(rising(self.lo).lower(), rising(self.hi).upper())

    def floats(self) -> Interval:
        """Rounded outwards."""
        low, high = float(self.lo), float(self.hi)
        return Interval(low, high).widened(1)

    def ball(self) -> Ball:
        """Exact where it is one number; not finite where an end is infinite."""
        if self.lo == self.hi:
            return self.lo
        return self.lo.union(self.hi) if self.bounded else arb.nan()


EVERYTHING: Final = Span(-INFINITY, INFINITY)
NOTHING: Final = Span(arb(0), arb(0))


def _times(a: Ball, b: Ball) -> Ball:
    """Where an infinite end only means "without bound", zero times it is zero."""
    return arb(0) if a.is_zero() or b.is_zero() else a * b


def from_interval(interval: Interval) -> Span:
    """The same ends."""
    return Span(arb(interval.lo), arb(interval.hi))


def power_of(base: Ball, exponent: Exponent) -> Ball:
    """base**exponent for base > 0; exact for integers where the precision allows."""
    return base**exponent if isinstance(exponent, int) else base ** number(exponent)


def number(exponent: Exponent) -> Ball:
    """As a ball."""
    return arb(exponent) if isinstance(exponent, int) else arb(fmpq(exponent.numerator, exponent.denominator))


@dataclass(frozen=True, slots=True)
class PowerSum:
    """sum_e terms[e] y**e, over y >= Y > 0; without terms it is zero."""

    terms: Mapping[Exponent, Span]

    @property
    def leading(self) -> Exponent:
        """The largest exponent."""
        return max(self.terms)

    def coefficient(self, exponent: Exponent) -> Span:
        return self.terms.get(exponent, NOTHING)

    def __add__(self, other: PowerSum) -> PowerSum:
        return self._merged(other, Span.__add__)

    def __neg__(self) -> PowerSum:
        return PowerSum({e: -c for e, c in self.terms.items()})

    def __sub__(self, other: PowerSum) -> PowerSum:
        return self + -other

    def __or__(self, other: PowerSum) -> PowerSum:
        """Contains both, and what lies between: coefficient by coefficient."""
        return self._merged(other, Span.__or__)

    def __mul__(self, other: PowerSum) -> PowerSum:
        terms: dict[Exponent, Span] = {}
        for (e, a), (f, b) in product(self.terms.items(), other.terms.items()):
            terms[e + f] = terms.get(e + f, NOTHING) + a * b
        return PowerSum(terms)

    def scaled(self, factor: Span) -> PowerSum:
        return PowerSum({e: c * factor for e, c in self.terms.items()})

    def over(self, start: Ball) -> Span:
        """The range over [start, oo), by taking the largest power out."""
        if not self.terms:
            return NOTHING
        top = self.leading
        inner = self.coefficient(top)
        for exponent, coefficient in self.terms.items():
            if exponent != top:
                inner += coefficient * Span.of(arb(0), power_of(start, exponent - top))
        scale = power_of(start, top)
        if top == 0:
            return inner
        grown = Span.of(scale, INFINITY) if top > 0 else Span.of(arb(0), scale)
        return inner * grown

    def _merged(self, other: PowerSum, join: Callable[[Span, Span], Span]) -> PowerSum:
        exponents = {**self.terms, **other.terms}
        return PowerSum({e: join(self.coefficient(e), other.coefficient(e)) for e in exponents})


def single(coefficient: Span, exponent: Exponent = 0) -> PowerSum:
    """One power."""
    return PowerSum({exponent: coefficient})
