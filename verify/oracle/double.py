"""Rigorous double integrals: flint's integrator for the outer variable, over an inner one that is rigorous in complex balls.

The inner path is mapped to 0 <= t <= 1, so that limits that move with the outer variable y become part of the integrand
h(t, y). On a ball of y the inner integrator returns a ball containing the inner integrals for all y in it. Where it saw h on
complex balls only, each of them finite, h is analytic in y beside the whole path, and so is the inner integral.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Final

import numpy as np
from flint import acb, arb

from verify.core.budget import PRECISIONS_TRIED
from verify.core.claim import Claim
from verify.core.exact import Status
from verify.core.expression import Expression, apply, variable
from verify.core.fold import substitute, variables
from verify.oracle.analytic import ANALYTIC, NAN, ComplexBall
from verify.oracle.balls import Column, compile_program
from verify.oracle.doubles import Floats
from verify.oracle.primitives import Ball
from verify.oracle.quadrature import Integrand, integrand_function
from verify.oracle.questions import OUTSIDE, Question, Settled

# Relative goals of the outer and of the inner integral, and of the inner one over a wide ball, where only the size is wanted.
_OUTER_GOAL: Final = arb(2) ** -76
_INNER_GOAL: Final = arb(2) ** -80
_ROUGH_GOAL: Final = arb(2) ** -12
_WIDE: Final = arb(2) ** -40
_OUTER_EVALUATIONS: Final = 600
_INNER_EVALUATIONS: Final = 600
# Evaluations of h after which inner integrals are enclosed by one each: about a second.
_MOST_EVALUATIONS: Final = 100_000
_UNIT: Final = acb(arb(0).union(arb(1)))
# Decided when the radius is this share of the integral of |f|: far below a unit in the last place of float64.
_DECIDED: Final = arb(2) ** -62
_SAMPLES: Final = (0.125, 0.375, 0.625, 0.875)


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
    """The integral over the outer variable of that of h(t, y) = f(a + (b - a) t, y) (b - a) over 0 <= t <= 1."""

    def __init__(self, claim: Claim) -> None:
        assert claim.lower is not None
        assert claim.upper is not None
        self.outer = str(claim.also)
        taken = {*variables(claim.expression), *variables(claim.lower), *variables(claim.upper), self.outer}
        self.share = next(name for name in (f"t{number}" for number in count()) if name not in taken)
        self.integrand = _on_unit_interval(claim.expression, str(claim.wrt), claim.lower, claim.upper, self.share)
        self.parameters = [name for name in variables(self.integrand) if name not in (self.share, self.outer)]
        self.evaluations = 0
        self.analytic = compile_program((self.integrand,), (self.share, self.outer, *self.parameters), ANALYTIC)

    def over(self, lower: Ball, upper: Ball, parameters: Mapping[str, Ball]) -> Ball:
        """A ball containing the integral; not finite where the integrand is not proved to be defined and bounded."""
        if not (lower.is_finite() and upper.is_finite()):
            return arb.nan()
        if lower.is_exact() and upper.is_exact() and lower == upper:
            return arb(0)
        self.evaluations = 0
        goal = (self.size(lower, upper, parameters) * _OUTER_GOAL).abs_upper()
        return acb.integral(
            lambda y, must_be_analytic: self.inner(y, must_be_analytic, parameters),
            acb(lower),
            acb(upper),
            rel_tol=_OUTER_GOAL,
            abs_tol=goal,
            eval_limit=_OUTER_EVALUATIONS,
            use_heap=True,
        ).real

    def inner(self, y: ComplexBall, must_be_analytic: bool, parameters: Mapping[str, Ball]) -> ComplexBall:
        """The inner integral for all y of the ball; where it must be analytic, finite only if it is."""
        if must_be_analytic:
            function = self.analytic_function(y, parameters)
        elif y.imag.is_zero():
            function = self.real_function(y.real, parameters)
        else:
            return NAN
        if self.evaluations > _MOST_EVALUATIONS:
            return function(_UNIT, False)
        wide = y.real.rad() + y.imag.rad() > _WIDE
        goal = _ROUGH_GOAL if wide else _INNER_GOAL
        middle = function(acb(arb(0.5)), False)
        size = abs(middle).abs_upper() if middle.is_finite() else arb(0)
        return acb.integral(
            function, acb(0), acb(1), rel_tol=goal, abs_tol=size * goal, eval_limit=_INNER_EVALUATIONS, use_heap=True
        )

    def analytic_function(self, y: ComplexBall, parameters: Mapping[str, Ball]) -> Integrand:
        """h on complex balls alone, for the real path too."""
        rest = [y, *(acb(parameters[name]) for name in self.parameters)]

        def call(t: ComplexBall, _: bool) -> ComplexBall:
            self.evaluations += 1
            return self.analytic.run_one([t, *rest])[0]

        return call

    def real_function(self, y: Ball, parameters: Mapping[str, Ball]) -> Integrand:
        """h over the real path, for real y."""
        function = integrand_function(self.integrand, self.share, {self.outer: y, **parameters})

        def call(t: ComplexBall, must_be_analytic: bool) -> ComplexBall:
            self.evaluations += 1
            return function(t, must_be_analytic)

        return call

    def size(self, lower: Ball, upper: Ball, parameters: Mapping[str, Ball]) -> Ball:
        """An estimate of the integral of |f|, from a few samples."""
        length, largest = upper - lower, arb(0)
        for share in _SAMPLES:
            y = arb((lower + length * share).mid())
            function = self.real_function(y, parameters)
            values = [abs(function(acb(arb(t)), False).real) for t in _SAMPLES]
            largest = max([largest, *(arb(value.mid()) for value in values if value.is_finite())])
        return abs(length) * largest


def _on_unit_interval(f: Expression, wrt: str, lower: Expression, upper: Expression, share: str) -> Expression:
    length = apply("subtract", upper, lower)
    place = apply("add", lower, apply("multiply", length, variable(share)))
    return apply("multiply", substitute(f, {wrt: place}), length)
