"""Rigorous integrals over the unit square: Gauss-Legendre nodes in both directions, with proved errors, on adaptive rectangles.

On a rectangle, an integrand that is analytic in t on an ellipse about one side, for every s of the other, and likewise in s, is
summed at n by m nodes. If M bounds it on the ellipse whose half axes add up to rho, in units of half the side, n nodes err by
at most 64/15 M rho**(-2n) / (1 - rho**-2) on [-1, 1]: Trefethen, Approximation Theory and Approximation Practice, theorem
19.3. Rectangles on which this does not help are halved, or enclosed by their area times the range of the integrand.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from operator import mul
from typing import Final, NamedTuple

from flint import acb, arb, ctx

from verify.core.expression import Expression
from verify.core.fold import variables
from verify.oracle.analytic import ANALYTIC, ComplexBall
from verify.oracle.balls import Column, compile_program
from verify.oracle.primitives import CLIPPED, Ball

_NODES: Final = (1, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40)
_ELLIPSES: Final = (1.75, 3.0, 8.0, 24.0)  # what is not analytic on the smallest is so on none
# What one integral may cost, in evaluations at real points; one on complex balls takes as long as eight of them.
_MOST_COST: Final = 30_000
_COMPLEX_COST: Final = 8
# From this level of halving, ranges are clipped to closed domains, over whose edge rounding alone may take a rectangle.
_THIN: Final = 10
# A rectangle so small without a finite range holds a pole, or lies outside the domain.
_HOPELESS: Final = 64
_UNIT: Final = arb(0).union(arb(1)) * 2 - 1


class Side(NamedTuple):
    """The interval from place 2**-level to (place + 1) 2**-level: exact, however short."""

    level: int
    place: int

    @property
    def half(self) -> Ball:
        """Half its length."""
        return arb(2) ** -(self.level + 1)

    @property
    def middle(self) -> Ball:
        return (2 * self.place + 1) * self.half

    @property
    def ball(self) -> Ball:
        return self.middle + self.half * _UNIT

    def halves(self) -> tuple[Side, Side]:
        """The two sides of half the length."""
        return Side(self.level + 1, 2 * self.place), Side(self.level + 1, 2 * self.place + 1)


Rectangle = tuple[Side, Side]


class Surface:
    """An integrand over the unit square.

    Parameters
    ----------
    integrand : in the variables `across` and the parameters, defined and bounded on the open square
    """

    def __init__(self, integrand: Expression, across: tuple[str, str], parameters: Sequence[str]) -> None:
        names = (*across, *parameters)
        self.moving = tuple(name in variables(integrand) for name in across)
        self._real = compile_program((integrand,), names)
        self._clipped = compile_program((integrand,), names, CLIPPED)
        self._analytic = compile_program((integrand,), names, ANALYTIC)
        self._values: list[Ball] = []
        self.cost = 0

    def start(self, values: Sequence[Ball]) -> Surface:
        """Put the parameters in, and count from nothing."""
        self._values, self.cost = list(values), 0
        return self

    def at(self, t: Column, s: Column) -> Column:
        """Values at points."""
        self.cost += len(t)
        return self._real.run([t, s, *([value] * len(t) for value in self._values)], len(t))[0]

    def range(self, t: Ball, s: Ball, thin: bool) -> Ball:
        """A ball of all values; not finite where the integrand may be undefined."""
        self.cost += 2
        program = self._clipped if thin else self._real
        return program.run_one([t, s, *self._values])[0]

    def bound(self, t: ComplexBall, s: ComplexBall) -> Ball:
        """A bound on complex balls; not finite unless the integrand is analytic there."""
        self.cost += _COMPLEX_COST
        value = self._analytic.run_one([t, s, *map(acb, self._values)])[0]
        return abs(value).abs_upper() if value.is_finite() else arb.nan()


def integrate_square(surface: Surface, goal: Ball) -> Ball:
    """A ball about the integral, of radius about `goal` unless that costs too much; not finite where nothing is proved."""
    total, numbers = arb(0), count(0, -1)  # among equals the latest first, so that poles are found soon
    whole = (Side(0, 0), Side(0, 0))
    heap = [(-math.inf, next(numbers), whole, arb.nan())]
    while heap and -heap[0][0] * len(heap) > goal:
        worst, _, rectangle, _ = heap[0]
        if surface.cost > _MOST_COST or (worst == -math.inf and max(side.level for side in rectangle) > _HOPELESS):
            break
        heapq.heappop(heap)
        found = _by_nodes(surface, rectangle, goal / 64)
        if isinstance(found, int):
            for half in _halved(rectangle, found):
                enclosed = _by_range(surface, half)
                heapq.heappush(heap, (-_radius(enclosed), next(numbers), half, enclosed))
        else:
            total += found
    return sum((enclosed for *_, enclosed in heap), total)


def _radius(ball: Ball) -> float:
    return float(ball.rad()) if ball.is_finite() else math.inf


def _halved(rectangle: Rectangle, direction: int) -> list[Rectangle]:
    t, s = rectangle
    return [(half, s) for half in t.halves()] if direction == 0 else [(t, half) for half in s.halves()]


def _by_range(surface: Surface, rectangle: Rectangle) -> Ball:
    t, s = rectangle
    return 4 * t.half * s.half * surface.range(t.ball, s.ball, max(t.level, s.level) >= _THIN)


def _by_nodes(surface: Surface, rectangle: Rectangle, goal: Ball) -> Ball | int:
    """The integral over a rectangle by nodes, or the direction in which to halve it."""
    counts, errors = [], arb(0)
    area = 4 * rectangle[0].half * rectangle[1].half
    for direction in (0, 1):
        nodes, error = _fewest(surface, rectangle, direction, area, goal)
        counts.append(nodes)
        errors += error
    if not all(counts):
        return _to_halve(surface, rectangle, counts)
    (t, t_weights), (s, s_weights) = (_placed(side, nodes) for side, nodes in zip(rectangle, counts, strict=True))
    values = surface.at([x for x in t for _ in s], [y for _ in t for y in s])
    rows = [_weighed(values[i : i + len(s)], s_weights) for i in range(0, len(values), len(s))]
    return _weighed(rows, t_weights) + errors * _UNIT


def _fewest(surface: Surface, rectangle: Rectangle, direction: int, area: Ball, goal: Ball) -> tuple[int, Ball]:
    """The smallest number of nodes that serves in one direction, with their error over the rectangle; 0 if none does."""
    if not surface.moving[direction]:
        return 1, arb(0)
    best, error = 0, arb(0)
    for rho in _ELLIPSES:
        bound = surface.bound(*_stretched(rectangle, direction, arb(rho)))
        if not bound.is_finite():
            break
        scale = area * bound * arb(64) / 15 / (1 - arb(rho) ** -2)
        wanted = max(1.0, float((scale / goal).log() / arb(rho).log()) / 2) if scale > goal else 1.0
        nodes = next((n for n in _NODES if n >= wanted), 0)
        if nodes and (not best or nodes < best):
            best, error = nodes, (scale * arb(rho) ** (-2 * nodes)).abs_upper()
        elif best:
            break
    return best, error


def _stretched(rectangle: Rectangle, direction: int, rho: Ball) -> list[ComplexBall]:
    """The rectangle with the side of that direction stretched to an ellipse, inside a complex ball."""
    balls = [acb(side.ball) for side in rectangle]
    side = rectangle[direction]
    real, imaginary = (rho + 1 / rho) / 2, (rho - 1 / rho) / 2
    balls[direction] = acb(side.middle + side.half * real * _UNIT, side.half * imaginary * _UNIT)
    return balls


def _to_halve(surface: Surface, rectangle: Rectangle, counts: Sequence[int]) -> int:
    """The direction in which there is no good number of nodes; of two, the one that meets a kink or has the wider range."""
    if counts[0] or counts[1]:
        return 1 if counts[0] else 0
    t, s = rectangle
    lines = (t.ball, s.middle), (t.middle, s.ball)
    kinked = [not surface.bound(acb(x), acb(y)).is_finite() for x, y in lines]
    if kinked[0] != kinked[1]:
        return 0 if kinked[0] else 1
    wide = [_radius(surface.range(x, y, max(t.level, s.level) >= _THIN)) for x, y in lines]
    if wide[0] == wide[1]:
        return 0 if t.level <= s.level else 1
    return 0 if wide[0] > wide[1] else 1


def _placed(side: Side, nodes: int) -> tuple[Column, Column]:
    """Nodes and weights on a side."""
    places, weights = _legendre(nodes, ctx.prec)
    return [side.middle + side.half * place for place in places], [side.half * weight for weight in weights]


def _weighed(values: Column, weights: Column) -> Ball:
    return sum(map(mul, values, weights), arb(0))


@lru_cache(maxsize=256)
def _legendre(nodes: int, precision: int) -> tuple[Column, Column]:
    pairs = [arb.legendre_p_root(nodes, k, True) for k in range(nodes)]
    return [place for place, _ in pairs], [weight for _, weight in pairs]
