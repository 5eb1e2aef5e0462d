"""Integrals as questions, and the check that an area function's slope is its integrand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from flint import acb, arb

from verify.core.budget import PRECISIONS_TRIED
from verify.core.claim import Claim
from verify.core.exact import Status
from verify.core.expression import Expression, apply
from verify.core.fold import substitute, variables
from verify.ops.calculus import differentiate
from verify.oracle.balls import Column, compile_program, evaluate
from verify.oracle.doubles import Floats
from verify.oracle.jets import derivative_balls
from verify.oracle.precision import working_precision
from verify.oracle.primitives import Ball
from verify.oracle.quadrature import integrand_function, integrate, scale
from verify.oracle.questions import NARROW_BITS, OUTSIDE, Question, Settled, narrow

# Rigorous integrals cost milliseconds at the lowest precision and seconds at the highest; two suffice, as they are decided
# when narrow against the integral of |f|, which no quadrature rule in floating point can beat.
_PRECISIONS: Final = PRECISIONS_TRIED[:2]
# How short a piece of the path becomes in the search for a place where the integrand is not finite, and pieces looked at.
_DEEPEST: Final = 64
_LOOKED_AT: Final = 1_000
# Step of the area function's difference quotient, as a share of 1 + |t|: its truncation is h**2/6 of f'', and the rigorous
# integrals (2**-96) still leave some 70 bits of the quotient.
_AREA_STEP: Final = 2.0**-16


def integral_question(claim: Claim) -> Question:
    """A definite integral by rigorous quadrature, point by point."""
    limits = compile_program((_limit(claim.lower), _limit(claim.upper)), claim.arguments)
    wrt = str(claim.wrt)

    def parts(point: Mapping[str, Ball]) -> tuple[Ball, Ball, dict[str, Ball]]:
        lower, upper = limits.run_one([point[name] for name in claim.arguments])
        return lower, upper, {name: point[name] for name in variables(claim.expression) if name != wrt}

    def balls(columns: list[Column], count: int) -> Column:
        points = ({name: column[row] for name, column in zip(claim.arguments, columns, strict=True)} for row in range(count))
        return [integrate(claim.expression, wrt, *parts(point)) for point in points]

    def settle(point: Mapping[str, Ball], ball: Ball) -> Settled | None:
        lower, upper, parameters = parts(point)
        if not ball.is_finite():
            outside = undefined_within(claim, lower, upper, parameters)
            return OUTSIDE if outside else Settled(Status.WIDE, ball)
        size = scale(integrand_function(claim.expression, wrt, parameters), lower, upper)
        return Settled(Status.DECIDED, ball) if ball.rad() <= size * arb(2) ** -NARROW_BITS else None

    def conditions(columns: list[Column], values: Column) -> Floats:
        return _conditions(claim, columns, values)

    return Question(
        arguments=claim.arguments,
        balls=balls,
        hulls=balls,
        settle=settle,
        conditions=conditions,
        precisions=_PRECISIONS,
    )


def undefined_within(claim: Claim, lower: Ball, upper: Ball, parameters: Mapping[str, Ball]) -> bool:
    """Whether bisection finds a piece of the path, 2**-_DEEPEST of it, on which the integrand is not proved to be finite.

    At the edge of its domain it need be finite inside alone. Where there is no such piece, the integral may well exist, and was
    too much work. True too for infinite limits.
    """
    strict = compile_program((claim.expression,), (str(claim.wrt), *parameters))
    inside = integrand_function(claim.expression, str(claim.wrt), parameters)
    waiting = [(arb(0), 0)]  # pieces: where they begin, as a share of the path, and how often it was halved
    for _ in range(_LOOKED_AT):
        if not waiting:
            return False
        start, halvings = waiting.pop()
        end = start + arb(2) ** -halvings
        piece = (lower + (upper - lower) * start).union(lower + (upper - lower) * end)
        if strict.run_one([piece, *parameters.values()])[0].is_finite():
            continue
        if halvings < _DEEPEST:
            waiting += [((start + end) / 2, halvings + 1), (start, halvings + 1)]
        elif not inside(acb(piece), False).is_finite():
            return True
    return False


def _limit(limit: Expression | None) -> Expression:
    assert limit is not None, "the claim has checked that its limits are there"
    return limit


def _conditions(claim: Claim, columns: list[Column], values: Column) -> Floats:
    """sum |x I'(x) / I| over the variables of the limits, by the fundamental theorem; NaN where there are parameters."""
    if set(variables(claim.expression)) & set(claim.arguments):
        return np.full(len(values), np.nan)
    total = np.zeros(len(values))
    for name, column in zip(claim.arguments, columns, strict=True):
        slope = apply("subtract", _rate(claim, claim.upper, name), _rate(claim, claim.lower, name))
        slopes = compile_program((slope,), claim.arguments).run(columns, len(values))[0]
        total += [_ratio(x * rate, value) for x, rate, value in zip(column, slopes, values, strict=True)]
    return total


def _rate(claim: Claim, limit: Expression | None, name: str) -> Expression:
    """f(limit) limit'(name)."""
    end = _limit(limit)
    return apply("multiply", substitute(claim.expression, {str(claim.wrt): end}), differentiate(end, name))


def _ratio(top: Ball, bottom: Ball) -> float:
    ratio = abs(top / bottom)
    return float(ratio.mid()) if ratio.is_finite() else math.nan


def check_area_slope(claim: Claim, point: Mapping[str, float]) -> bool | None:
    """Whether the area function's slope is the integrand at the point, by rigorous integrals alone.

    The central difference of the area function A over 2 h differs from f(t) by at most h**2/6 max|f''|, by balls.

    Returns
    -------
    True where the two agree to some bits, False where they are proved to differ, None where no bound was found.
    """
    wrt = str(claim.wrt)
    with working_precision(PRECISIONS_TRIED[0]):
        balls = {name: arb(value) for name, value in point.items()}
        step = arb(_AREA_STEP) * (1 + abs(balls[wrt]))
        slope = _area_difference(claim, balls, step)
        value = evaluate(claim.expression, {name: balls.get(name, arb(0)) for name in {*claim.arguments, wrt}})
        names = claim.arguments
        box = [[balls[name] + (step.union(-step) if name == wrt else 0)] for name in names]
        bend = derivative_balls(claim.expression, names, wrt, 2, box)[0]
        error = abs(bend) * step**2 / 6
        allowed = value + error.union(-error)
        if not (slope.is_finite() and allowed.is_finite()):
            return None
        return bool(slope.overlaps(allowed)) if not slope.overlaps(allowed) or _sharp(allowed, slope) else None


def _area_difference(claim: Claim, balls: Mapping[str, Ball], step: Ball) -> Ball:
    """(A(t + h) - A(t - h)) / 2h, each area from the lower limit."""
    wrt = str(claim.wrt)
    lower = evaluate(_limit(claim.lower), balls)
    parameters = {name: balls[name] for name in variables(claim.expression) if name != wrt}
    ahead, behind = (integrate(claim.expression, wrt, lower, balls[wrt] + h, parameters) for h in (step, -step))
    return (ahead - behind) / (2 * step)


def _sharp(allowed: Ball, slope: Ball) -> bool:
    """Whether agreement means anything: both balls are a small part of the value, or of one where the value is zero."""
    width = (allowed.rad() + slope.rad()) * 2**8
    return bool(width < abs(allowed.mid())) or narrow(slope) or bool(width < 1)
