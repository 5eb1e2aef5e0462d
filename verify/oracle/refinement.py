"""Precision refinement: a question is asked at rising precision, each time only where it is still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import arb

from verify.core.exact import Status
from verify.oracle.balls import Column
from verify.oracle.doubles import Floats
from verify.oracle.precision import working_precision
from verify.oracle.questions import NARROW_BITS, OUTSIDE, Question, Settled, narrow


def refine(asked: Question, points: Floats, bits: int = NARROW_BITS) -> tuple[list[Settled], Floats]:
    """An answer for each point, and condition numbers float64[n] where it is decided, else NaN.

    bits : relative accuracy at which an enclosure counts as narrow
    """
    answers = [OUTSIDE] * len(points)
    conditions = np.full(len(points), np.nan)
    pending = list(range(len(points)))
    for precision in asked.precisions:
        with working_precision(precision):
            settled, left = _try(asked, points, pending, bits)
            for number, answer in settled.items():
                answers[number] = answer
            decided = [number for number, answer in settled.items() if answer.status is Status.DECIDED]
            if decided:
                values = [answers[number].middle for number in decided]
                conditions[decided] = asked.conditions(columns_of(points, decided), values)
        pending = [number for number in pending if number not in settled]
        if not pending:
            break
    else:
        with working_precision(asked.precisions[-1]):
            hulls = left if asked.hulls is asked.balls else asked.hulls(columns_of(points, pending), len(pending))
        _give_up(pending, hulls, answers)
    return answers, conditions


def as_points(points: Any, arguments: Sequence[str]) -> Floats:
    """Points as float64[n, k], one column per argument; one dimension will do for one argument."""
    array = np.asarray(points, dtype=np.float64)
    return array.reshape(len(array), len(arguments))


def columns_of(points: Floats, chosen: Sequence[int]) -> list[Column]:
    """Columns of exact balls, one per argument, for some rows of the points."""
    rows = points if len(chosen) == len(points) else points[list(chosen)]
    return [list(map(arb, column)) for column in rows.T.tolist()]


def _try(asked: Question, points: Floats, pending: list[int], bits: int) -> tuple[dict[int, Settled], Column]:
    """The answers that this precision gives, by number of the point; and the balls of the other points."""
    columns = columns_of(points, pending)
    found, left = {}, []
    for row, (number, ball) in enumerate(zip(pending, asked.balls(columns, len(pending)), strict=True)):
        if narrow(ball, bits):
            found[number] = Settled(Status.DECIDED, ball)
            continue
        answer = asked.settle(dict(zip(asked.arguments, (column[row] for column in columns), strict=True)), ball)
        if answer is not None:
            found[number] = answer
        else:
            left.append(ball)
    return found, left


def _give_up(pending: list[int], hulls: Column, answers: list[Settled]) -> None:
    """What is left at the ceiling: wide where some number is enclosed, else the domain is not proved."""
    for number, ball in zip(pending, hulls, strict=True):
        answers[number] = Settled(Status.WIDE, ball) if ball.is_finite() else OUTSIDE
