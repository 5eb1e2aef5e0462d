"""Boxes as columns of balls: exact parameters, and an interval of the variable for each point."""

from __future__ import annotations

from collections.abc import Sequence

from flint import acb, arb

from verify.oracle.balls import Column
from verify.oracle.doubles import Floats
from verify.oracle.primitives import Ball


def intervals(low: Floats, high: Floats) -> Column:
    """Balls that contain the intervals [low_i, high_i]."""
    return [arb(x).union(arb(y)) for x, y in zip(low.tolist(), high.tolist(), strict=True)]


def vague(ball: Ball, times: float) -> bool:
    """Whether a ball is so many times wider than its middle that parts of its box would say much more, or is not finite."""
    return not (ball.is_finite() and ball.rad() <= times * abs(ball.mid()))


def with_intervals(
    points: Floats, arguments: Sequence[str], wrt: str, column: Column, *, complex_parameters: bool = False
) -> list[Column]:
    """Columns of argument balls: exact points, but for `wrt`."""
    number = acb if complex_parameters else arb
    columns = [list(map(number, values)) for values in points.T.tolist()]
    columns[list(arguments).index(wrt)] = column
    return columns
