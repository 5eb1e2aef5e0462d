"""The third witness: every declared partial against the mean-value theorem, in balls. No table of derivatives is involved.

(f(a + h) - f(a)) / h equals the partial somewhere in [a, a + h], so that its ball must meet the ball of the declared formula
over that interval; disjoint balls refute the formula. With shrinking h both become sharp.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flint import arb

from verify.core.expression import Expression
from verify.ops import Operation
from verify.ops.parsing import parse
from verify.oracle.balls import evaluate
from verify.oracle.conditions import holds
from verify.oracle.precision import working_precision
from verify.oracle.primitives import Ball

# At 256 bits a step of 2**-64 leaves 190 bits of the quotient, and an enclosure of the partial some 2**-60 wide.
_BITS: Final = 256
_STEPS: Final = (2.0**-4, 2.0**-20, 2.0**-64)

Point = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PartialCheck:
    """What the mean-value theorem says of the partials of one operation.

    checked : boxes where the operation is smooth and both balls are finite
    refuted : (argument, point, step) where the balls are disjoint: a proof that the formula is wrong
    resolution : the smallest relative fault of the formula that would have been refuted at some box
    """

    checked: int
    refuted: tuple[int, Point, float] | None
    resolution: float


def check_partials(row: Operation, points: Iterable[Point]) -> PartialCheck:
    """Every declared partial of `row` at every point, with steps of 2**-4, 2**-20 and 2**-64 of the point."""
    checked, resolution = 0, float("inf")
    formulas = [parse(text) for text in row.partials]
    with working_precision(_BITS):
        for point in points:
            for argument, formula in enumerate(formulas):
                for step in _STEPS:
                    balls = _meeting(row, formula, argument, point, step)
                    if balls is None:
                        continue
                    quotient, declared = balls
                    if not quotient.overlaps(declared):
                        return PartialCheck(checked, (argument, point, step), resolution)
                    checked += 1
                    resolution = min(resolution, _width(quotient, declared))
    return PartialCheck(checked, None, resolution)


def _meeting(row: Operation, formula: Expression, argument: int, point: Point, step: float) -> tuple[Ball, Ball] | None:
    """The difference quotient and the declared partial over its interval, or None where it is not smooth there."""
    base = dict(zip(row.arguments, map(arb, point), strict=True))
    name = row.arguments[argument]
    h = abs(base[name]) * step if not base[name].is_zero() else arb(step)
    moved = {**base, name: base[name] + h}
    box = {**base, name: base[name].union(base[name] + h)}
    if holds(row.where_smooth, box) is not True or holds(row.where, box) is not True:
        return None
    quotient = (evaluate(row.node, moved) - evaluate(row.node, base)) / h
    declared = evaluate(formula, box)
    return (quotient, declared) if quotient.is_finite() and declared.is_finite() else None


def _width(quotient: Ball, declared: Ball) -> float:
    size = abs(declared.mid())
    return float((quotient.rad() + declared.rad()) / size) if size > 0 else float("inf")


def random_points(row: Operation, count: int, seed: int) -> list[Point]:
    """Points of all magnitudes, both signs, and some small integers; those outside the domain are skipped by the check."""
    draw = random.Random(seed)

    def coordinate() -> float:
        size = 2.0 ** draw.uniform(-8, 4) if draw.random() < 0.8 else float(draw.randint(0, 5))
        return size if draw.random() < 0.6 else -size

    return [tuple(coordinate() for _ in row.arguments) for _ in range(count)]
