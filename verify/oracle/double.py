"""Rigorous double integrals.

Both paths are mapped to the unit interval, so that limits that move with the outer variable become part of the integrand:
h(t, s) = f(a + (b - a) t, y) (b - a) (d - c) at y = c + (d - c) s.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count, islice
from typing import Final

import numpy as np
from flint import arb

from verify.core.budget import PRECISIONS_TRIED
from verify.core.claim import Claim
from verify.core.exact import Status
from verify.core.expression import Expression, apply, variable
from verify.core.fold import substitute, variables
from verify.oracle.balls import Column, compile_program
from verify.oracle.doubles import Floats
from verify.oracle.primitives import Ball
from verify.oracle.questions import OUTSIDE, Question, Settled
from verify.oracle.tensor import Surface, integrate_square

# Goal of the radius, as a share of the integral of |f|; and where it counts as decided: a small part of an ulp of float64.
_GOAL: Final = arb(2) ** -60
_DECIDED: Final = arb(2) ** -58
_SAMPLES: Final = tuple(map(arb, (0.125, 0.375, 0.625, 0.875)))


def double_question(claim: Claim) -> Question:
    """A double integral, point by point."""
    ends = tuple(limit for limit in (claim.also_lower, claim.also_upper) if limit is not None)
    limits = compile_program(ends, claim.arguments)
    integral = DoubleIntegral(claim)

    def at(point: Mapping[str, Ball]) -> tuple[Ball, Ball, dict[str, Ball]]:
        lower, upper = limits.run_one([point[name] for name in claim.arguments])
        return lower, upper, {name: point[name] for name in integral.parameters}

    def balls(columns: list[Column], number: int) -> Column:
        points = ({name: column[row] for name, column in zip(claim.arguments, columns, strict=True)} for row in range(number))
        return [integral.over(*at(point)) for point in points]

    def settle(point: Mapping[str, Ball], ball: Ball) -> Settled | None:
        if not ball.is_finite():
            return OUTSIDE
        narrow = ball.rad() <= integral.size(*at(point)) * _DECIDED
        return Settled(Status.DECIDED if narrow else Status.WIDE, ball)

    def conditions(_: list[Column], values: Column) -> Floats:
        return np.full(len(values), np.nan)

    return Question(
        arguments=claim.arguments,
        balls=balls,
        hulls=balls,
        settle=settle,
        conditions=conditions,
        precisions=PRECISIONS_TRIED[:1],
    )


class DoubleIntegral:
    """The integral over the outer variable y from c to d of that of f over the inner variable from a to b."""

    def __init__(self, claim: Claim) -> None:
        assert claim.lower is not None
        assert claim.upper is not None
        outer = str(claim.also)
        taken = {*variables(claim.expression), *variables(claim.lower), *variables(claim.upper), outer}
        t, s, c, d = islice((name for number in count() if (name := f"u{number}") not in taken), 4)
        across, ends = (t, s), (c, d)
        inner = _on_unit_interval(claim.expression, str(claim.wrt), claim.lower, claim.upper, across[0])
        self.parameters = [name for name in variables(inner) if name not in (across[0], outer)]
        integrand = _on_unit_interval(inner, outer, variable(ends[0]), variable(ends[1]), across[1])
        self.surface = Surface(integrand, across, (*ends, *self.parameters))

    def over(self, lower: Ball, upper: Ball, parameters: Mapping[str, Ball]) -> Ball:
        """A ball containing the integral; not finite where the integrand is not proved to be defined and bounded."""
        if not (lower.is_finite() and upper.is_finite()):
            return arb.nan()
        if lower.is_exact() and upper.is_exact() and lower == upper:  # nothing, unless f exists nowhere, as 1/(d - c)
            return arb(0) if any(value.is_finite() for value in self.sampled(lower, upper, parameters)) else arb.nan()
        goal = (self.size(lower, upper, parameters) * _GOAL).abs_upper()
        return integrate_square(self.started(lower, upper, parameters), goal)

    def size(self, lower: Ball, upper: Ball, parameters: Mapping[str, Ball]) -> Ball:
        """An estimate of the integral of |f|, from a few samples."""
        values = self.sampled(lower, upper, parameters)
        return max((arb(abs(value).mid()) for value in values if value.is_finite()), default=arb(0))

    def sampled(self, lower: Ball, upper: Ball, parameters: Mapping[str, Ball]) -> Column:
        """The integrand over the unit square at a few places."""
        t, s = [t for t in _SAMPLES for _ in _SAMPLES], [s for _ in _SAMPLES for s in _SAMPLES]
        return self.started(lower, upper, parameters).at(t, s)

    def started(self, lower: Ball, upper: Ball, parameters: Mapping[str, Ball]) -> Surface:
        """The integrand over the unit square, for these limits and parameters."""
        return self.surface.start([lower, upper, *(parameters[name] for name in self.parameters)])


def _on_unit_interval(f: Expression, wrt: str, lower: Expression, upper: Expression, share: str) -> Expression:
    length = apply("subtract", upper, lower)
    place = apply("add", lower, apply("multiply", length, variable(share)))
    return apply("multiply", substitute(f, {wrt: place}), length)
