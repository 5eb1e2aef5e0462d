"""Bounds of the error E_d of best uniform approximation by polynomials of degree d, which quadrature errors follow from.

Trefethen (2013), Approximation Theory and Approximation Practice, theorems 7.1 and 8.2; Phillips (2003), Interpolation and
Approximation by Polynomials, theorem 2.4.6.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from flint import acb, arb
from numpy.typing import NDArray

from verify.core.claim import Claim
from verify.core.expression import Expression
from verify.core.fold import operations
from verify.ops.calculus import differentiate
from verify.oracle.analytic import ANALYTIC
from verify.oracle.balls import Column, compile_program
from verify.oracle.boxes import intervals, with_intervals
from verify.oracle.doubles import Floats, upper_floats
from verify.oracle.jets import value_and_coefficient
from verify.oracle.kinks import JUMPS
from verify.oracle.primitives import CLIPPED, REAL

Rows = NDArray[np.intp]

# Degrees up to which a derivative of order d + 1 is bounded first: higher ones grow too wide over an interval.
_LOW_DEGREE: Final = 7
# How many adjacent intervals are bounded together, as long as f^(d + 1) keeps its sign on them.
_TOGETHER: Final = (16, 4, 1)
# A part of the integrand's size below which no sharper bound is looked for.
_SMALL: Final = 2.0**-20
# Parameters of the Bernstein ellipses, tried upwards while the bound improves.
_ELLIPSES: Final = (1.25, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0)
_FIRST_ELLIPSE: Final = 2


# From an expression, its arguments, points, the variable, an order, and ends of intervals: middles and radii [order + 1, n] of
# the Taylor coefficients, NaN where none is proved.
TaylorRanges = Callable[[Expression, tuple[str, ...], Floats, str, int, Floats, Floats], tuple[Floats, Floats]]


def best_approximation(
    claim: Claim, points: Floats, low: Floats, high: Floats, degree: int, path: Rows, ranges: TaylorRanges | None = None
) -> Floats:
    """Bounds of E_degree on intervals: the first of those below if f^(d + 1) varies little, else the least of them.

    With h half the interval: h**(d + 1)/2**d max|f^(d + 1)|/(d + 1)!; half the range of f; Jackson's
    pi/(2 (d + 1)) h max|f'|; and Bernstein's 2 M rho**-d / (rho - 1), with M the maximum of |f| over the ellipse with the
    interval's ends as foci and axes' sum 2 rho h.

    Parameters
    ----------
    claim : its expression is f, its variable that of the intervals
    points : float64[m, k], parameters, columns in the order of `claim.arguments`
    low, high : float64[m]
    path : int[m], equal numbers for adjacent intervals with the same parameters, in their order
    ranges : asked first; by balls where it knows nothing sharp

    Returns
    -------
    float64[m] ; infinity where f is not bounded.
    """
    wrt = str(claim.wrt)
    names = tuple(dict.fromkeys((*claim.arguments, wrt)))
    if wrt not in claim.arguments:
        points = np.column_stack([points, low])
    best, settled = np.full(len(low), np.inf), np.zeros(len(low), bool)
    if degree <= _LOW_DEGREE:
        levels = [(size, ranges or _by_balls) for size in _TOGETHER] + ([(1, _by_balls)] if ranges else [])
        best, settled = _by_derivative(claim.expression, names, points, wrt, low, high, degree, path, levels)
    rows = np.flatnonzero(~settled)
    if len(rows):
        others = _by_others(claim.expression, names, points[rows], wrt, low[rows], high[rows], degree)
        best[rows] = np.minimum(best[rows], others)
    return best


def _by_derivative(
    expression: Expression,
    names: tuple[str, ...],
    points: Floats,
    wrt: str,
    low: Floats,
    high: Floats,
    degree: int,
    path: Rows,
    levels: Sequence[tuple[int, TaylorRanges]],
) -> tuple[Floats, NDArray[np.bool_]]:
    """The bound, and where it will do: where f^(d + 1) keeps its sign, or the bound is a small part of f.

    levels : how many adjacent intervals to bound together, and by what, one after another
    """
    largest, sizes = np.full((2, len(low)), np.inf)
    settled = np.zeros(len(low), dtype=bool)
    place = np.arange(len(low)) - np.searchsorted(path, path)
    for size, enclose in levels:
        rows = np.flatnonzero(~settled)
        if not len(rows):
            break
        block = np.stack([path[rows], place[rows] // size])
        starts = np.flatnonzero(np.r_[True, (block[:, 1:] != block[:, :-1]).any(axis=0)])
        lower, upper = np.minimum.reduceat(low[rows], starts), np.maximum.reduceat(high[rows], starts)
        middle, radius = enclose(expression, names, points[rows[starts]], wrt, degree + 1, lower, upper)
        lengths = np.diff(np.r_[starts, len(rows)])
        found = np.abs(middle) + radius
        found = np.where(found == 0.0, 0.0, np.nextafter(np.where(np.isnan(found), np.inf, found), np.inf))
        largest[rows] = np.minimum(largest[rows], np.repeat(found[-1], lengths))
        sizes[rows] = np.minimum(sizes[rows], np.repeat(found[0], lengths))
        settled[rows] = np.repeat(radius[-1] <= np.abs(middle[-1]), lengths)
        if size == 1:
            bound = _scaled(largest[rows], low[rows], high[rows], degree)
            settled[rows] |= np.isfinite(bound) & (bound <= _SMALL * sizes[rows])
    return _scaled(largest, low, high, degree), settled


def _by_balls(
    expression: Expression, names: tuple[str, ...], points: Floats, wrt: str, order: int, low: Floats, high: Floats
) -> tuple[Floats, Floats]:
    """Values and the last coefficient, as middles and radii [2, m]; NaN where the derivative is not proved to exist."""
    box = with_intervals(points, names, wrt, intervals(low, high))
    found = value_and_coefficient(expression, names, wrt, order, box)
    middle = np.array([list(map(float, column)) for column in found], dtype=np.float64)
    rest = [list(map(operator.sub, column, map(arb, row))) for column, row in zip(found, middle.tolist(), strict=True)]
    return middle, np.array(list(map(upper_floats, rest)), dtype=np.float64)


def _scaled(largest: Floats, low: Floats, high: Floats, degree: int) -> Floats:
    """2 (h/2)**(d + 1) times a coefficient, rounded up at each step."""
    bound, quarter = 2 * largest, np.nextafter((high - low) / 4, np.inf)
    for _ in range(degree + 1):
        bound = np.nextafter(bound * quarter, np.inf)
    return np.where(largest == 0, 0.0, bound)


def _by_others(
    expression: Expression, names: tuple[str, ...], points: Floats, wrt: str, low: Floats, high: Floats, degree: int
) -> Floats:
    """By the range, by Bernstein's ellipses, and by Jackson's theorem."""
    box = with_intervals(points, names, wrt, intervals(low, high))
    value = compile_program((expression,), names, CLIPPED).run(box, len(points))[0]
    best = upper_floats([ball.rad() if ball.is_finite() else arb.nan() for ball in value])
    best = np.minimum(best, _by_ellipses(expression, names, points, wrt, low, high, degree))
    if not JUMPS & set(operations(expression)):
        slope = compile_program((differentiate(expression, wrt),), names, REAL).run(box, len(points))[0]
        jackson = math.pi / (4 * (degree + 1)) * (1 + 2.0**-40)
        best = np.minimum(best, upper_floats(slope) * (high - low) * jackson)
    return best


def _by_ellipses(
    expression: Expression, names: tuple[str, ...], points: Floats, wrt: str, low: Floats, high: Floats, degree: int
) -> Floats:
    """Bernstein's bound, over rectangles around the ellipses; each interval climbs while its bound improves."""
    program = compile_program((expression,), names, ANALYTIC)

    def bound(rho: float, rows: Rows) -> Floats:
        boxes = _rectangles(low[rows], high[rows], rho)
        columns = with_intervals(points[rows], names, wrt, boxes, complex_parameters=True)
        shrink = 2 / (arb(rho) ** degree * (arb(rho) - 1))
        return upper_floats([value.abs_upper() * shrink for value in program.run(columns, len(rows))[0]])

    everything = np.arange(len(low))
    best = bound(_ELLIPSES[_FIRST_ELLIPSE], everything)
    rows = np.flatnonzero(np.isfinite(best))
    for rho in _ELLIPSES[_FIRST_ELLIPSE + 1 :]:
        rows = _improve(best, rows, bound(rho, rows)) if len(rows) else rows
    rows = np.flatnonzero(~np.isfinite(best))
    for rho in reversed(_ELLIPSES[:_FIRST_ELLIPSE]):
        if len(rows):
            _improve(best, rows, bound(rho, rows))
            rows = np.flatnonzero(~np.isfinite(best))
    return best


def _improve(best: Floats, rows: Rows, found: Floats) -> Rows:
    """Takes what is better into `best`; returns the rows where something was."""
    better = found < best[rows]
    best[rows[better]] = found[better]
    improved: Rows = rows[better]
    return improved


def _rectangles(low: Floats, high: Floats, rho: float) -> Column:
    """Complex balls around the Bernstein ellipses of the intervals: half-axes (rho +- 1/rho)/2 times the half-width."""
    boxes = []
    for x, y in zip(map(arb, low.tolist()), map(arb, high.tolist()), strict=True):
        half = (y - x) / 2
        real, imaginary = half * (arb(rho) + 1 / arb(rho)) / 2, half * (arb(rho) - 1 / arb(rho)) / 2
        boxes.append(acb((x + y) / 2 + real.union(-real), imaginary.union(-imaginary)))
    return boxes
