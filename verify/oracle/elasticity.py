"""Elasticities E(v) = v phi'(v) / phi(v) of the operations of one argument, as ranges over spans of v.

The elasticity of a composition phi(u) is E(u) times that of u. Each E here is monotone where it is said to be, which calculus
shows row by row and tests sample. Where `even`, E is monotone in |v|; E(0) is the limit there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flint import arb

from verify.oracle.primitives import Ball
from verify.oracle.spans import INFINITY, PowerSum, Span, single


@dataclass(frozen=True, slots=True, kw_only=True)
class Elasticity:
    """E on lo <= v <= hi, rising or falling there; outside, nothing is known.

    ends : E at lo and hi (of |v| where even), where the formula does not give it: limits
    """

    formula: Callable[[Ball], Ball]
    rising: bool
    lo: Ball
    hi: Ball
    ends: tuple[Ball | None, Ball | None] = (None, None)
    even: bool = False

    def over(self, values: Span) -> Span | None:
        """The range of E over a span inside [lo, hi]; None where it is not inside."""
        if self.even and values.lo < 0:
            values = -values if values.hi <= 0 else Span(arb(0), values.size)
        if not (values.lo >= self.lo and values.hi <= self.hi):
            return None
        first, last = self.at(values.lo), self.at(values.hi)
        if first.is_nan() or last.is_nan():
            return None
        return Span(first.lower(), last.upper()) if self.rising else Span(last.lower(), first.upper())

    def at(self, v: Ball) -> Ball:
        """E at an exact number of [lo, hi]."""
        low, high = self.ends
        if low is not None and v == self.lo:
            return low
        return high if high is not None and v == self.hi else self.formula(v)


_ZERO: Final = arb(0)
_ONE: Final = arb(1)


def _even(formula: Callable[[Ball], Ball], *, rising: bool, hi: Ball, ends: tuple[Ball, Ball | None]) -> Elasticity:
    return Elasticity(formula=formula, rising=rising, lo=_ZERO, hi=hi, ends=ends, even=True)


def _sigmoid(v: Ball) -> Ball:
    return 1 / (1 + (-v).exp())


def _erf(v: Ball) -> Ball:
    return 2 * v * (-v * v).exp() / (arb.pi().sqrt() * v.erf())


def _erfc(v: Ball) -> Ball:
    return -2 * v * (-v * v).exp() / (arb.pi().sqrt() * v.erfc())


def _expm1(v: Ball) -> Ball:
    return -v / (-v).expm1()


_THREE: Final = arb(3)  # inside (0, pi)
_HALF_TURN: Final = arb(1.5)  # inside (0, pi/2)

# By operation: pieces on which E is monotone, the first that contains the values is taken.
ELASTICITIES: Final[Mapping[str, tuple[Elasticity, ...]]] = MappingProxyType({
    "sin": (_even(lambda v: v * v.cot(), rising=False, hi=_THREE, ends=(_ONE, None)),),
    "cos": (_even(lambda v: -v * v.tan(), rising=False, hi=_HALF_TURN, ends=(_ZERO, None)),),
    "tan": (_even(lambda v: 2 * v / (2 * v).sin(), rising=True, hi=_HALF_TURN, ends=(_ONE, None)),),
    "asin": (_even(lambda v: v / ((1 - v * v).sqrt() * v.asin()), rising=True, hi=_ONE, ends=(_ONE, INFINITY)),),
    "atan": (_even(lambda v: v / ((1 + v * v) * v.atan()), rising=False, hi=INFINITY, ends=(_ONE, _ZERO)),),
    "sinh": (_even(lambda v: v * v.coth(), rising=True, hi=INFINITY, ends=(_ONE, INFINITY)),),
    "cosh": (_even(lambda v: v * v.tanh(), rising=True, hi=INFINITY, ends=(_ZERO, INFINITY)),),
    "tanh": (_even(lambda v: 2 * v * (2 * v).csch(), rising=False, hi=INFINITY, ends=(_ONE, _ZERO)),),
    "asinh": (_even(lambda v: v / ((1 + v * v).sqrt() * v.asinh()), rising=False, hi=INFINITY, ends=(_ONE, _ZERO)),),
    "atanh": (_even(lambda v: v / ((1 - v * v) * v.atanh()), rising=True, hi=_ONE, ends=(_ONE, INFINITY)),),
    "acosh": (
        Elasticity(
            formula=lambda v: v / ((v * v - 1).sqrt() * v.acosh()), rising=False, lo=_ONE, hi=INFINITY, ends=(INFINITY, _ZERO)
        ),
    ),
    "erf": (_even(_erf, rising=False, hi=INFINITY, ends=(_ONE, _ZERO)),),
    "erfc": (Elasticity(formula=_erfc, rising=False, lo=_ZERO, hi=INFINITY, ends=(_ZERO, -INFINITY)),),
    "expm1": (
        Elasticity(formula=_expm1, rising=True, lo=-INFINITY, hi=_ZERO, ends=(_ZERO, _ONE)),
        Elasticity(formula=_expm1, rising=True, lo=_ZERO, hi=INFINITY, ends=(_ONE, INFINITY)),
    ),
    "log1p": (
        Elasticity(formula=lambda v: v / ((1 + v) * v.log1p()), rising=False, lo=-_ONE, hi=_ZERO, ends=(INFINITY, _ONE)),
        Elasticity(formula=lambda v: v / ((1 + v) * v.log1p()), rising=False, lo=_ZERO, hi=INFINITY, ends=(_ONE, _ZERO)),
    ),
    "sigmoid": (
        Elasticity(formula=lambda v: v * _sigmoid(-v), rising=True, lo=-INFINITY, hi=_ZERO, ends=(-INFINITY, _ZERO)),
        # v s(-v) has its maximum where v = 1 + exp(-v), below 1.3.
        Elasticity(formula=lambda v: v * _sigmoid(-v), rising=False, lo=arb(1.5), hi=INFINITY, ends=(None, _ZERO)),
    ),
})  # fmt: skip


# Near zero |E(v) - E(0)| is below 2 |v|, and below 2 v**2 where E is even, for |v| up to this.
_NEAR_ZERO: Final = arb(0.5)


def elasticity(operation: str, values: Span, shape: PowerSum | None = None) -> PowerSum | None:
    """The range of the operation's elasticity, over all values of its argument; None where none is known.

    shape : contains the argument as a sum of powers; where it decays, the result says how fast E approaches E(0)
    """
    for piece in ELASTICITIES.get(operation, ()):
        found = piece.over(values)
        if found is not None:
            decays = shape is not None and max(shape.terms, default=0) < 0 and values.size <= _NEAR_ZERO
            return _approach(piece, values, shape) if decays and shape is not None else single(found)
    return None


def _approach(piece: Elasticity, values: Span, shape: PowerSum) -> PowerSum:
    """E(0), and a decaying distance from it whose sign is known, as E is monotone."""
    above = piece.rising == (piece.even or values.hi > 0)
    distance = (shape * shape if piece.even else shape).scaled(Span.of(arb(2)))
    sizes = {e: Span.of(arb(0), c.size if above else -c.size) for e, c in distance.terms.items()}
    return PowerSum({0: Span.of(piece.at(_ZERO)), **sizes})
