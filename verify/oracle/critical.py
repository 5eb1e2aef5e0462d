"""All critical points of an expression in a box, by proof: interval Newton over balls with bisection.

Krawczyk's operator K(X) = m - Y g(m) + (1 - Y H(X)) (X - m), with the gradient g, the Hessian H over the box X, its midpoint
m and any matrix Y near H(m)**-1, contains every zero of g in X. If K(X) misses X there is none; if it lies inside X, there is
exactly one. Krawczyk (1969), Computing 4, 187-201; Neumaier (1990), Interval Methods for Systems of Equations, chapter 5.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from flint import arb, arb_mat

from verify.core.budget import PRECISIONS_TRIED
from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.ops.calculus import differentiate
from verify.oracle.balls import compile_program
from verify.oracle.inertia import Matrix, eigenvalues
from verify.oracle.jets import exponential_powers
from verify.oracle.kinks import Obstacle, value_obstacle
from verify.oracle.precision import working_precision
from verify.oracle.primitives import STRICT, Ball
from verify.oracle.questions import narrow

_MOST_VARIABLES: Final = 3
# Boxes examined before the rest is left undecided, and the share of the whole box's side below which none is cut further.
_BOXES: Final = 5_000
_NARROWEST: Final = 2.0**-40
# Where a side is cut: not in the middle, where the zeros of symmetric expressions lie.
_CUT: Final = 0.484375
# A box is widened by this share of itself before a proof is tried: a zero on a face lies inside then.
_WIDENED: Final = arb(0.125)
_MOST_STEPS: Final = 100  # of contraction: slow at first, quadratic in the end
_STALLED: Final = arb(0.96875)

Vector = list[Ball]


class CriticalKind(Enum):
    """What the eigenvalues of the Hessian say."""

    MINIMUM = "all eigenvalues are positive"
    MAXIMUM = "all eigenvalues are negative"
    SADDLE = "there are positive and negative eigenvalues"
    DEGENERATE = "the sign of some eigenvalue is not decided"


@dataclass(frozen=True, slots=True)
class CriticalPoint:
    """The only zero of the gradient in a ball about it.

    at : enclosures by variable
    eigenvalues : enclosures of those of the Hessian at the point
    inside : whether the point is proved to lie in the box; otherwise its enclosure meets an edge of it
    """

    at: Mapping[str, Ball]
    kind: CriticalKind
    eigenvalues: tuple[Ball, ...]
    inside: bool


@dataclass(frozen=True, slots=True)
class CriticalPoints:
    """Every critical point in the box is in one of `points` or in one of the boxes `undecided`."""

    points: tuple[CriticalPoint, ...]
    undecided: tuple[Mapping[str, Interval], ...]

    @property
    def none(self) -> bool:
        """Whether it is proved that there is no critical point."""
        return not self.points and not self.undecided

    @property
    def complete(self) -> bool:
        """Whether all are found."""
        return not self.undecided


def critical_points(expression: Expression, box: Mapping[str, Interval]) -> CriticalPoints:
    """All zeros of the gradient in a box, each proved to exist and to be the only one in its enclosure.

    Parameters
    ----------
    expression : of one to three variables
    box : an interval of positive length for each of them

    Raises
    ------
    UsageError : the box does not fit the expression, or is empty or infinite.

    Notes
    -----
    Points where the expression is not defined are no critical points. Where it is not smooth, or its Hessian is singular at a
    critical point, a small box about the place is left undecided.
    """
    names = _check(expression, box)
    with working_precision(PRECISIONS_TRIED[0]):
        return _Search(expression, names, box).run()


def _check(expression: Expression, box: Mapping[str, Interval]) -> tuple[str, ...]:
    names = variables(expression)
    if not 1 <= len(names) <= _MOST_VARIABLES:
        raise UsageError(
            f"expression {expression} has {len(names)} variables; critical points are sought in 1 to {_MOST_VARIABLES}"
        )
    if set(box) != set(names):
        raise UsageError(f"box has sides {', '.join(sorted(box)) or 'none'}; the expression's variables are {', '.join(names)}")
    for name, side in box.items():
        if not (math.isfinite(side.lo) and math.isfinite(side.hi)):
            raise UsageError(f"box side {name} = [{side.lo}, {side.hi}] is infinite; both ends must be finite")
        if side.lo == side.hi:
            raise UsageError(f"box side {name} = [{side.lo}, {side.hi}] is empty; the first end must be below the second")
    return names


@dataclass(frozen=True, slots=True)
class _Proved:
    """A zero in `zero`, the only one in `alone`."""

    zero: Vector
    alone: Vector


class _Search:
    """Boxes are vectors of balls, one for each variable."""

    def __init__(self, expression: Expression, names: tuple[str, ...], box: Mapping[str, Interval]) -> None:
        self.expression = expression
        self.names = names
        self.whole = [arb(box[name].lo).union(arb(box[name].hi)) for name in names]
        self.sides = [box[name] for name in names]
        formula = expression
        for name in names:
            formula = exponential_powers(formula, name)
        gradient = [differentiate(formula, name) for name in names]
        hessian = [differentiate(g, name) for g in gradient for name in names]
        self.slopes = compile_program((expression, *gradient), names, STRICT)
        self.bends = compile_program((expression, *gradient, *hessian), names, STRICT)
        self.found: list[_Proved] = []
        self.open: list[list[Interval]] = []

    def run(self) -> CriticalPoints:
        pending = [self.sides]
        for _ in range(_BOXES):
            if not pending:
                break
            pending.extend(self.examine(pending.pop()))
        self.open.extend(pending)
        undecided = tuple(dict(zip(self.names, sides, strict=True)) for sides in _joined(self.open))
        points = sorted((self.describe(each) for each in self.found), key=lambda point: [float(b) for b in point.at.values()])
        return CriticalPoints(tuple(points), undecided)

    def examine(self, sides: list[Interval]) -> list[list[Interval]]:
        """Nothing if the box is decided, or recorded as undecided; otherwise its halves."""
        box = [arb(side.lo).union(arb(side.hi)) for side in sides]
        if any(all(a.contains(b) for a, b in zip(known.alone, box, strict=True)) for known in self.found):
            return []
        gradient = self.gradient(box)
        if gradient is None:
            if value_obstacle(self.expression, dict(zip(self.names, box, strict=True))) is Obstacle.DOMAIN:
                return []
        elif not all(slope.contains(0) for slope in gradient) or self.prove(box):
            return []
        halves = self.halves(sides)
        if not halves:
            self.open.append(sides)
        return halves

    def gradient(self, box: Vector) -> Vector | None:
        value, *gradient = self.slopes.run_one(box)
        return gradient if value.is_finite() and all(slope.is_finite() for slope in gradient) else None

    def prove(self, box: Vector) -> bool:
        """Whether the box has no zero but one that is recorded."""
        if self.krawczyk(box) == []:
            return True
        wide = [side + (around := side.rad() * _WIDENED).union(-around) for side in box]
        image = self.krawczyk(wide)
        if not image or not all(outer.contains_interior(inner) for outer, inner in zip(wide, image, strict=True)):
            return image == []
        zero = self.contract(image)
        if all(part.overlaps(side) for part, side in zip(zero, self.whole, strict=True)):
            self.record(_Proved(zero, wide))
        return True

    def record(self, new: _Proved) -> None:
        """Unless it is known: two zeros in one another's boxes are one."""
        for known in self.found:
            if all(a.contains(b) for a, b in zip(known.alone, new.zero, strict=True)):
                return
        self.found.append(new)

    def contract(self, box: Vector) -> Vector:
        """The enclosure of the zero in the box, as narrow as the precision allows."""
        for _ in range(_MOST_STEPS):
            image = None if all(map(narrow, box)) else self.krawczyk(box)
            if not image or all(new.rad() > old.rad() * _STALLED for new, old in zip(image, box, strict=True)):
                break
            box = image
        return box

    def krawczyk(self, box: Vector) -> Vector | None:
        """K(X) cut with X; empty if there is no zero in X, None if nothing is known."""
        middle = [arb(side.mid()) for side in box]
        slopes, hessian = self.gradient(middle), self.hessian(box)
        centre = self.hessian(middle)
        if slopes is None or hessian is None or centre is None:
            return None
        try:
            inverse = arb_mat([[entry.mid() for entry in row] for row in centre]).inv()
        except ZeroDivisionError:
            return None
        size = len(box)
        approximate = arb_mat([[entry.mid() for entry in row] for row in inverse.tolist()])
        identity = arb_mat([[arb(i == j) for j in range(size)] for i in range(size)])
        offsets = arb_mat([[side - m] for side, m in zip(box, middle, strict=True)])
        step = (identity - approximate * arb_mat(hessian)) * offsets - approximate * arb_mat([[slope] for slope in slopes])
        image = [m + row[0] for m, row in zip(middle, step.tolist(), strict=True)]
        if not all(a.overlaps(b) for a, b in zip(image, box, strict=True)):
            return []
        return [a.intersection(b) if not b.contains_interior(a) else a for a, b in zip(image, box, strict=True)]

    def hessian(self, box: Vector) -> Matrix | None:
        size = len(box)
        found = self.bends.run_one(box)
        if not all(ball.is_finite() for ball in found):
            return None
        entries = found[1 + size :]
        return [entries[row * size : (row + 1) * size] for row in range(size)]

    def halves(self, sides: list[Interval]) -> list[list[Interval]]:
        """Cut across the side that is widest beside that of the whole box; empty where all are narrow."""
        shares = [(side.hi - side.lo) / (whole.hi - whole.lo) for side, whole in zip(sides, self.sides, strict=True)]
        widest = shares.index(max(shares))
        side = sides[widest]
        cut = side.lo + _CUT * (side.hi - side.lo)
        if shares[widest] < _NARROWEST or not side.lo < cut < side.hi:
            return []
        low, high = [*sides], [*sides]
        low[widest], high[widest] = Interval(side.lo, cut), Interval(cut, side.hi)
        return [low, high]

    def describe(self, proved: _Proved) -> CriticalPoint:
        hessian = self.hessian(proved.zero)
        values = eigenvalues(hessian) if hessian is not None else [arb.nan()] * len(self.names)
        ends = zip(proved.zero, self.sides, strict=True)
        inside = all(part >= arb(side.lo) and part <= arb(side.hi) for part, side in ends)
        return CriticalPoint(dict(zip(self.names, proved.zero, strict=True)), kind_of(values), tuple(values), inside)


def kind_of(eigenvalues: list[Ball]) -> CriticalKind:
    """From enclosed eigenvalues."""
    positive, negative = (sum(bool(sign * value > 0) for value in eigenvalues) for sign in (1, -1))
    if positive + negative < len(eigenvalues):
        return CriticalKind.SADDLE if positive and negative else CriticalKind.DEGENERATE
    if not negative:
        return CriticalKind.MINIMUM
    return CriticalKind.SADDLE if positive else CriticalKind.MAXIMUM


def _joined(boxes: list[list[Interval]]) -> list[list[Interval]]:
    """Boxes that touch, replaced by their hull."""
    groups: list[list[Interval]] = []
    for box in boxes:
        merged = box
        while near := [group for group in groups if _touch(group, merged)]:
            merged = [a | b for a, b in zip(near[0], merged, strict=True)]
            groups.remove(near[0])
        groups.append(merged)
    return groups


def _touch(first: list[Interval], second: list[Interval]) -> bool:
    return all(a.lo <= b.hi and b.lo <= a.hi for a, b in zip(first, second, strict=True))
