"""Precision refinement: a question is asked at rising precision, each time only where it is still open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import arb

from verify.core.budget import PRECISIONS_TRIED
from verify.core.exact import Status
from verify.oracle.balls import Column
from verify.oracle.doubles import Floats
from verify.oracle.precision import working_precision
from verify.oracle.primitives import Ball
from verify.oracle.questions import OUTSIDE, Question, Settled

# A double-double holds 106 bits; an enclosure this narrow leaves every budget of float64 (2**-53) far above it.
NARROW_BITS = 80
# Below float64's smallest subnormal number relative width means nothing: this radius is as good as none.
_NEGLIGIBLE = arb(2) ** -(1074 + NARROW_BITS)
# Relative step of the difference quotient behind condition numbers: small enough for any that float64 can survive (2**53),
# and what NARROW_BITS leaves beyond it are the quotient's own bits.
_STEP = arb(2) ** -64


def narrow(ball: Ball) -> bool:
    """Whether the ball decides: radius at most 2**-80 of its value, or negligible in float64."""
    if ball.rel_accuracy_bits() >= NARROW_BITS:
        return True
    return bool(ball.is_finite() and ball.rad() <= _NEGLIGIBLE)


def refine(asked: Question, points: Floats) -> tuple[list[Settled], Floats]:
    """An answer for each point, and the condition numbers where an answer was decided (float64[n], NaN elsewhere)."""
    answers: list[Settled | None] = [None] * len(points)
    conditions = np.full(len(points), np.nan)
    pending = list(range(len(points)))
    for bits in PRECISIONS_TRIED:
        with working_precision(bits):
            settled = _try(asked, points, pending)
            answers_now = [number for number in pending if settled[number] is not None]
            for number in answers_now:
                answers[number] = settled[number]
            _add_conditions(asked, points, answers, answers_now, conditions)
            pending = [number for number in pending if settled[number] is None]
            if not pending:
                break
    else:
        with working_precision(PRECISIONS_TRIED[-1]):
            _give_up(asked, points, pending, answers)
    return [answer or OUTSIDE for answer in answers], conditions


def as_points(points: Any, arguments: Sequence[str]) -> Floats:
    """Points as float64[n, k], one column per argument; one dimension will do for one argument."""
    array = np.asarray(points, dtype=np.float64)
    return array.reshape(len(array), len(arguments))


def columns_of(points: Floats, chosen: Sequence[int]) -> list[Column]:
    """Columns of exact balls, one per argument, for some rows of the points."""
    rows = points if len(chosen) == len(points) else points[list(chosen)]
    return [list(map(arb, column)) for column in rows.T.tolist()]


def _try(asked: Question, points: Floats, pending: list[int]) -> dict[int, Settled | None]:
    columns = columns_of(points, pending)
    balls = asked.balls(columns, len(pending))
    return {number: _judge(asked, columns, row, balls[row]) for row, number in enumerate(pending)}


def _judge(asked: Question, columns: list[Column], row: int, ball: Ball) -> Settled | None:
    if narrow(ball):
        return Settled(Status.DECIDED, ball)
    if ball.is_finite():
        return None
    answer = asked.settle(dict(zip(asked.arguments, (column[row] for column in columns), strict=True)))
    return None if answer is not None and answer.status is Status.DECIDED and not narrow(answer.middle) else answer


def _give_up(asked: Question, points: Floats, pending: list[int], answers: list[Settled | None]) -> None:
    """What is left at the ceiling: wide where some number is enclosed, else the domain is not proved."""
    hulls = asked.hulls(columns_of(points, pending), len(pending))
    for number, ball in zip(pending, hulls, strict=True):
        answers[number] = Settled(Status.WIDE, ball) if ball.is_finite() else OUTSIDE


def _add_conditions(
    asked: Question, points: Floats, answers: list[Settled | None], chosen: list[int], conditions: Floats
) -> None:
    """sum |x q'(x) / q(x)| by a difference quotient in balls, each time at the precision that decided the point."""
    chosen = [number for number in chosen if (found := answers[number]) is not None and found.status is Status.DECIDED]
    if not chosen:
        return
    total = np.zeros(len(chosen))
    columns = columns_of(points, chosen)
    values = [answers[number].middle for number in chosen]  # type: ignore[union-attr]  # chosen has no None
    for name in asked.moving:
        index = asked.arguments.index(name)
        moved = [*columns]
        moved[index] = [x + x * _STEP for x in columns[index]]
        total += [_quotient(new, old) for new, old in zip(asked.balls(moved, len(chosen)), values, strict=True)]
    conditions[chosen] = total


def _quotient(new: Ball, old: Ball) -> float:
    slope = abs((new - old) / (old * _STEP))
    return float(slope) if (slope.is_finite() and slope.rad() <= slope.mid() / 2) or slope.is_zero() else math.nan
