"""Improper integrals as questions: over infinite ranges, and up to singular ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from flint import arb, ctx

from verify.core.budget import PRECISIONS_TRIED
from verify.core.claim import Claim
from verify.core.exact import Status
from verify.core.fold import variables
from verify.oracle.balls import Column, compile_program
from verify.oracle.doubles import Floats
from verify.oracle.primitives import Ball
from verify.oracle.questions import NARROW_BITS, OUTSIDE, Question, Settled
from verify.oracle.tails import Convergence, Improper, improper

# What two precisions do not decide is not a matter of precision.
_PRECISIONS: Final = PRECISIONS_TRIED[:2]
# Integrals kept while others are asked for.
_MOST_KEPT: Final = 10_000


def improper_question(claim: Claim) -> Question:
    """An improper integral, point by point: DOMAIN where it does not exist, WIDE where that is not decided."""
    asker = _Asker(claim)
    return Question(
        arguments=claim.arguments,
        balls=asker.balls,
        hulls=asker.balls,
        settle=asker.settle,
        conditions=lambda _, values: _unknown(len(values)),
        precisions=_PRECISIONS,
    )


def convergence(claim: Claim, point: Mapping[str, Ball]) -> Convergence:
    """What is known of an improper integral at a point, at the current working precision."""
    return _Asker(claim).at(point).convergence


def _unknown(count: int) -> Floats:
    return np.full(count, np.nan)


class _Asker:
    """Integrals at points, each found once for each precision."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        ends = (claim.lower, claim.upper)
        self.limits = compile_program(tuple(end for end in ends if end is not None), claim.arguments)
        self.parameters = [name for name in variables(claim.expression) if name != claim.wrt]
        self.found: dict[tuple[object, ...], Improper] = {}

    def balls(self, columns: list[Column], count: int) -> Column:
        if len(self.found) > _MOST_KEPT:
            self.found.clear()
        points = [dict(zip(self.claim.arguments, (column[row] for column in columns), strict=True)) for row in range(count)]
        return [self.at(point).ball for point in points]

    def settle(self, point: Mapping[str, Ball], ball: Ball) -> Settled | None:
        found = self.at(point)
        match found.convergence:
            case Convergence.CONVERGES:
                return Settled(Status.DECIDED, ball) if ball.rad() <= found.size * arb(2) ** -NARROW_BITS else None
            case Convergence.OPEN:
                return Settled(Status.WIDE, arb.nan())
        return OUTSIDE

    def at(self, point: Mapping[str, Ball]) -> Improper:
        key = (ctx.prec, *(ball.man_exp() for ball in point.values()))  # points are exact
        if key not in self.found:
            self.found[key] = self.integral(point)
        return self.found[key]

    def integral(self, point: Mapping[str, Ball]) -> Improper:
        claim = self.claim
        ends = iter(self.limits.run_one([point[name] for name in claim.arguments]))
        lower, upper = (None if end is None else next(ends) for end in (claim.lower, claim.upper))
        return improper(claim.expression, str(claim.wrt), lower, upper, {name: point[name] for name in self.parameters})
