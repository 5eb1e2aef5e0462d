"""Are two expressions the same number? Decided point by point, by proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from verify.core.budget import PRECISIONS_TRIED
from verify.core.expression import Expression
from verify.oracle.balls import Program, compile_program
from verify.oracle.doubles import Floats
from verify.oracle.filtering import Filter, equal
from verify.oracle.kinks import JUMPS, Obstacle, value_obstacle
from verify.oracle.precision import working_precision
from verify.oracle.primitives import STRICT, Ball
from verify.oracle.questions import narrow
from verify.oracle.refinement import as_points, columns_of


class Equality(IntEnum):
    """How a comparison ended at one point."""

    EQUAL = 0  # both enclosures are narrow and overlap
    REFUTED = 1  # the enclosures are disjoint: a proof that the sides differ
    UNDECIDED = 2  # an enclosure stays wide at the precision ceiling
    OUTSIDE = 3  # a side is not defined there, or a derivative in it is taken at a kink


@dataclass(frozen=True, slots=True)
class Comparison:
    """outcomes : int8[n] of Equality."""

    outcomes: Any

    @property
    def refuted_at(self) -> Any:
        """bool[n], where the enclosures are disjoint."""
        return self.outcomes == Equality.REFUTED

    def count(self, outcome: Equality) -> int:
        """At how many points it ended so."""
        return int(np.count_nonzero(self.outcomes == outcome))

    @property
    def equal(self) -> bool:
        """Decided at one point at least, and refuted nowhere."""
        return not self.refuted and self.count(Equality.EQUAL) > 0

    @property
    def refuted(self) -> bool:
        """Disjoint somewhere: a proof."""
        return self.count(Equality.REFUTED) > 0


def compare(
    left: Expression, right: Expression, arguments: tuple[str, ...], points: Floats, filter: Filter | None = None
) -> Comparison:
    """Whether two expressions are equal, at each point.

    Parameters
    ----------
    arguments : names of the columns of `points`; they must include the variables of both sides
    points : float64[n, k]
    filter : asked first; only balls refute
    """
    points = as_points(points, arguments)
    outcomes = np.full(len(points), Equality.UNDECIDED, dtype=np.int8)
    if filter is not None:
        outcomes[equal(filter, (left, right), tuple(arguments), points)] = Equality.EQUAL
    pending = np.flatnonzero(outcomes == Equality.UNDECIDED).tolist()
    if not pending:
        return Comparison(outcomes)
    program = compile_program((left, right), tuple(arguments), STRICT)
    for bits in PRECISIONS_TRIED:
        with working_precision(bits):
            pending = _pass(program, (left, right), points, pending, outcomes)
        if not pending:
            break
    return Comparison(outcomes)


def _pass(program: Program, sides: tuple[Expression, ...], points: Floats, pending: list[int], outcomes: Any) -> list[int]:
    """One precision: outcomes are filled in where decided; the rest is returned."""
    columns = columns_of(points, pending)
    balls = zip(*program.run(columns, len(pending)), strict=True)
    still = []
    for row, (number, pair) in enumerate(zip(pending, balls, strict=True)):
        outcome = equality(*pair)
        if outcome is None and not all(ball.is_finite() for ball in pair):
            point = dict(zip(program.arguments, (column[row] for column in columns), strict=True))
            outcome = Equality.OUTSIDE if _hopeless(sides, point) else None
        if outcome is None:
            still.append(number)
        else:
            outcomes[number] = outcome
    return still


def equality(left: Ball, right: Ball) -> Equality | None:
    """What two balls say of the numbers in them; None while they are too wide. NaN overlaps everything, so it says nothing."""
    if not (left.is_finite() and right.is_finite()):
        return None
    if not left.overlaps(right):
        return Equality.REFUTED
    return Equality.EQUAL if narrow(left) and narrow(right) else None


def _hopeless(sides: tuple[Expression, ...], point: dict[str, Ball]) -> bool:
    """Whether no higher precision can help: a domain condition is refuted, or a sign is taken of an exact zero."""
    return any(value_obstacle(side, point, smooth=JUMPS) is Obstacle.DOMAIN for side in sides)
