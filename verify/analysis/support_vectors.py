"""The line of a small support-vector machine, and the Lagrange conditions that make it the one: in exact rationals.

The widest margin between two classes of points x_i with labels y_i = 1 or -1 minimises |w|**2 / 2 under y_i (w . x_i + b) >= 1.
Its Lagrangian |w|**2 / 2 - sum_i m_i (y_i (w . x_i + b) - 1) has its only saddle point where the conditions below hold.
Boyd and Vandenberghe (2004), Convex Optimization, 5.5.3 and 8.6.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from verify.core.errors import UsageError

# What is taken for a number: floats mean themselves exactly, texts are decimals or quotients such as "0.67" and "2/3".
Number = int | float | str | Fraction
Vector = tuple[Fraction, ...]

# Sets of support vectors are enumerated.
_MOST_POINTS: Final = 16


@dataclass(frozen=True, slots=True)
class LagrangeConditions:
    """How far a candidate is from each condition; all are exact.

    stationarity : w - sum_i m_i y_i x_i, to be zero
    balance : sum_i m_i y_i, to be zero
    margins : y_i (w . x_i + b) - 1, not to be negative
    multipliers : m_i, not to be negative
    slackness : m_i times the margins, to be zero
    """

    stationarity: Vector
    balance: Fraction
    margins: Vector
    multipliers: Vector
    slackness: Vector

    @property
    def violated(self) -> tuple[str, ...]:
        """A sentence for each condition that does not hold."""
        return tuple(self._violations())

    @property
    def hold(self) -> bool:
        """Whether all do, so that the candidate is the line of the widest margin."""
        return not self.violated

    def _violations(self) -> Iterator[str]:
        for axis, residual in enumerate(self.stationarity, 1):
            if residual:
                yield f"stationarity: component {axis} of w differs by {residual} from the sum of m y x"
        if self.balance:
            yield f"stationarity: the multipliers times the labels sum to {self.balance}, not 0"
        for number, (margin, multiplier, slack) in enumerate(
            zip(self.margins, self.multipliers, self.slackness, strict=True), 1
        ):
            if margin < 0:
                yield f"feasibility: point {number} is {-margin} short of its margin"
            if multiplier < 0:
                yield f"feasibility: multiplier {number} is {multiplier}, below 0"
            if slack:
                yield f"complementary slackness: multiplier {number} times its margin is {slack}, not 0"


@dataclass(frozen=True, slots=True)
class Separator:
    """The line w . x + b = 0 of the widest margin; `support` are the numbers, from 0, of points with a positive multiplier."""

    w: Vector
    b: Fraction
    multipliers: Vector
    support: tuple[int, ...]


def lagrange_conditions(
    points: Sequence[Sequence[Number]], labels: Sequence[int], w: Sequence[Number], b: Number, multipliers: Sequence[Number]
) -> LagrangeConditions:
    """The Lagrange conditions of a candidate.

    Parameters
    ----------
    points : n points of one dimension d
    labels : 1 or -1 for each of them; both occur
    w, b, multipliers : d numbers, one number, n numbers

    Raises
    ------
    UsageError : lengths that do not fit, labels other than 1 and -1, or what is no finite number.
    """
    places, weights, shift, factors = (
        _points(points, labels),
        _vector("w", w),
        _number("b", b),
        _vector("multipliers", multipliers),
    )
    if len(weights) != len(places[0]):
        raise UsageError(f"w has {len(weights)} components; the points have {len(places[0])}")
    if len(factors) != len(places):
        raise UsageError(f"multipliers has {len(factors)} entries; there are {len(places)} points")
    signed = [factor * label for factor, label in zip(factors, labels, strict=True)]
    pulled = [
        sum((m * place[axis] for m, place in zip(signed, places, strict=True)), Fraction(0)) for axis in range(len(weights))
    ]
    margins = tuple(label * (_dot(weights, place) + shift) - 1 for label, place in zip(labels, places, strict=True))
    return LagrangeConditions(
        stationarity=tuple(component - pull for component, pull in zip(weights, pulled, strict=True)),
        balance=sum(signed, Fraction(0)),
        margins=margins,
        multipliers=factors,
        slackness=tuple(factor * margin for factor, margin in zip(factors, margins, strict=True)),
    )


def widest_margin(points: Sequence[Sequence[Number]], labels: Sequence[int]) -> Separator:
    """The line of the widest margin, by trying sets of at most d + 1 support vectors until the Lagrange conditions hold.

    The line is unique; where several sets of multipliers belong to it, one with the fewest support vectors is given.

    Raises
    ------
    UsageError : as for `lagrange_conditions`; more than 16 points; or no line separates the classes.
    """
    places = _points(points, labels)
    if len(places) > _MOST_POINTS:
        raise UsageError(f"there are {len(places)} points; support vectors are enumerated for at most {_MOST_POINTS}")
    for size in range(2, min(len(places), len(places[0]) + 1) + 1):
        for support in combinations(range(len(places)), size):
            found = _from_support(places, labels, support)
            if found and lagrange_conditions(places, labels, found.w, found.b, found.multipliers).hold:
                return found
    raise UsageError(f"no line separates the {len(places)} points by their labels")


def _from_support(places: list[Vector], labels: Sequence[int], support: tuple[int, ...]) -> Separator | None:
    """Multipliers and b from margins of exactly 1 at the support, and from balance; None if they are not determined."""
    signed = [Fraction(labels[i]) for i in support]
    rows = [
        [sign * _dot(places[j], places[i]) for j, sign in zip(support, signed, strict=True)] + [Fraction(1)] for i in support
    ]
    solution = solve([*rows, [*signed, Fraction(0)]], [*signed, Fraction(0)])
    if solution is None or any(m <= 0 for m in solution[:-1]):
        return None
    multipliers = [Fraction(0)] * len(places)
    for i, m in zip(support, solution[:-1], strict=True):
        multipliers[i] = m
    axes = range(len(places[0]))
    w = tuple(sum((multipliers[i] * labels[i] * places[i][axis] for i in support), Fraction(0)) for axis in axes)
    return Separator(w, solution[-1], tuple(multipliers), support)


def solve(rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> Vector | None:
    """The solution of a square linear system in rationals; None if it is singular."""
    work = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for column in range(len(work)):
        pivot = next((i for i in range(column, len(work)) if work[i][column]), None)
        if pivot is None:
            return None
        work[column], work[pivot] = work[pivot], work[column]
        head = [entry / work[column][column] for entry in work[column]]
        work = [
            head if i == column else [entry - row[column] * top for entry, top in zip(row, head, strict=True)]
            for i, row in enumerate(work)
        ]
    return tuple(row[-1] for row in work)


def _dot(a: Vector, b: Vector) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def _points(points: Sequence[Sequence[Number]], labels: Sequence[int]) -> list[Vector]:
    places = [_vector(f"point {number}", point) for number, point in enumerate(points, 1)]
    if len(labels) != len(places):
        raise UsageError(f"labels has {len(labels)} entries; there are {len(places)} points")
    if set(labels) != {1, -1}:
        raise UsageError(
            f"labels are {', '.join(map(str, sorted(set(labels)))) or 'missing'}; both 1 and -1 must occur, and no others"
        )
    if len({len(place) for place in places}) > 1 or not places[0]:
        raise UsageError(f"points have {', '.join(str(len(place)) for place in places)} coordinates; all must have as many")
    return places


def _vector(what: str, numbers: Sequence[Number]) -> Vector:
    return tuple(_number(what, number) for number in numbers)


def _number(what: str, number: Number) -> Fraction:
    try:
        return Fraction(number)
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        raise UsageError(f"{what} contains {number!r}, which is no finite number") from None
