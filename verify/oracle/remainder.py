"""Rigorous bounds of truncation errors: of high derivatives over intervals, and of quadrature rules on panels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np
from flint import acb, arb
from numpy.typing import NDArray

from verify.core.budget import PRECISIONS_TRIED
from verify.core.claim import Claim
from verify.core.expression import Expression
from verify.core.fold import operations
from verify.core.method import Panels
from verify.ops.calculus import differentiate
from verify.oracle.analytic import ANALYTIC
from verify.oracle.balls import Column, compile_program
from verify.oracle.doubles import Floats, upper_floats
from verify.oracle.jets import derivative_balls, derivatives_balls
from verify.oracle.kinks import JUMPS
from verify.oracle.precision import working_precision
from verify.oracle.primitives import CLIPPED, REAL
from verify.oracle.refinement import as_points

Rows = NDArray[np.intp]

# Pieces of an interval over which Taylor arithmetic found nothing at once.
_PIECES: Final = 8
# Radii of the discs of Cauchy's estimate, as multiples of the interval's half-width, where it found nothing in pieces either.
_DISCS: Final = tuple(4.0**k for k in range(1, 15))
# Parameters of the Bernstein ellipses, tried upwards while the bound improves.
_ELLIPSES: Final = (1.25, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0)
_FIRST_ELLIPSE: Final = 2


def bound_derivative(
    expression: Expression,
    arguments: tuple[str, ...],
    points: Floats,
    wrt: str,
    order: int,
    low: Floats,
    high: Floats,
) -> Floats:
    """Upper bounds of the derivative's absolute value over intervals.

    Parameters
    ----------
    expression, arguments, points : points is float64[n, k], columns in the order of `arguments`
    wrt : the variable of differentiation, whose column is replaced by the interval
    order : int >= 0
    low, high : float64[n], ends of the intervals

    Returns
    -------
    float64[n] : infinity where no bound is found: a kink, a pole or the edge of the domain is in or near the interval.
    """
    return bound_derivatives(expression, arguments, points, wrt, (order,), low, high)[order]


def bound_derivatives(
    expression: Expression,
    arguments: tuple[str, ...],
    points: Floats,
    wrt: str,
    orders: tuple[int, ...],
    low: Floats,
    high: Floats,
) -> dict[int, Floats]:
    """The same for several orders over the same intervals, which share their work."""
    points = as_points(points, arguments)
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    with working_precision(PRECISIONS_TRIED[0]):
        columns = with_intervals(points, arguments, wrt, intervals(low, high))
        found = derivatives_balls(expression, arguments, wrt, orders, columns)
        bounds = {order: upper_floats(column) for order, column in zip(orders, found, strict=True)}
        for order, attempt in product(orders, (_by_pieces, _by_cauchy)):
            rows = np.flatnonzero(~np.isfinite(bounds[order]))
            if len(rows):
                bounds[order][rows] = attempt(expression, arguments, points[rows], wrt, order, low[rows], high[rows])
    return bounds


def _by_taylor(
    expression: Expression, arguments: tuple[str, ...], points: Floats, wrt: str, order: int, low: Floats, high: Floats
) -> Floats:
    columns = with_intervals(points, arguments, wrt, intervals(low, high))
    return upper_floats(derivative_balls(expression, arguments, wrt, order, columns))


def _by_pieces(
    expression: Expression, arguments: tuple[str, ...], points: Floats, wrt: str, order: int, low: Floats, high: Floats
) -> Floats:
    """Taylor arithmetic over equal pieces, which share their ends."""
    ends = np.linspace(low, high, _PIECES + 1)
    ends[0], ends[-1] = low, high
    many = np.tile(points, (_PIECES, 1))
    bounds = _by_taylor(expression, arguments, many, wrt, order, ends[:-1].ravel(), ends[1:].ravel())
    return np.asarray(bounds.reshape(_PIECES, -1).max(axis=0))


def _by_cauchy(
    expression: Expression, arguments: tuple[str, ...], points: Floats, wrt: str, order: int, low: Floats, high: Floats
) -> Floats:
    """|f^(n)| <= n! M / R**n, with M the maximum of |f| within R of the interval; the least over a few R."""
    program = compile_program((expression,), arguments, ANALYTIC)
    half = np.maximum((high - low) / 2, np.spacing(np.maximum(abs(low), abs(high))))
    best = np.full(len(points), np.inf)
    for factor in _DISCS:
        radius = factor * half
        discs = [
            acb(x.union(y) + arb(0, r), arb(0, r))
            for x, y, r in zip(map(arb, low.tolist()), map(arb, high.tolist()), radius.tolist(), strict=True)
        ]
        values = program.run(with_intervals(points, arguments, wrt, discs, complex_parameters=True), len(points))[0]
        estimates = [
            value.abs_upper() * math.factorial(order) / arb(r) ** order for value, r in zip(values, radius, strict=True)
        ]
        best = np.minimum(best, upper_floats(estimates))
    return best


def intervals(low: Floats, high: Floats) -> Column:
    """Balls that contain the intervals [low_i, high_i]."""
    return [arb(x).union(arb(y)) for x, y in zip(low.tolist(), high.tolist(), strict=True)]


def with_intervals(
    points: Floats, arguments: Sequence[str], wrt: str, column: Column, *, complex_parameters: bool = False
) -> list[Column]:
    """Columns of argument balls: exact points, but for `wrt`."""
    number = acb if complex_parameters else arb
    columns = [list(map(number, values)) for values in points.T.tolist()]
    columns[list(arguments).index(wrt)] = column
    return columns


def bound_quadrature(claim: Claim, points: Floats, panels: Panels) -> Floats:
    """Bounds of the truncation error of a quadrature rule with positive weights, exact up to a degree d on each panel.

    Such a rule errs on [a, b] by at most 2 (b - a) E_d, where E_d is the error of the best uniform approximation by
    polynomials of degree d. E_d is bounded by the least of: half the range of f; Jackson's pi/(4 (d + 1)) (b - a) max|f'|;
    and Bernstein's 2 M rho**-d / (rho - 1), with M the maximum of |f| over the ellipse with foci a, b and axes' sum rho
    times half of b - a. Trefethen (2013), Approximation Theory and Approximation Practice, theorems 7.1, 8.2 and 19.3.

    Parameters
    ----------
    claim : an integral or area slope; f is its expression in its variable
    points : float64[n, k], columns in the order of `claim.arguments`
    panels : `ends` float64[n, m + 1] padded by NaN, `degree`, `scale` float64[n]

    Returns
    -------
    float64[n] : scale times the sum over the panels; infinity where f is not bounded on some panel.
    """
    points = as_points(points, claim.arguments)
    ends = np.asarray(panels.ends, dtype=np.float64)
    # Padding is NaN, and empty panels miss nothing, even where f is not bounded.
    rows, index = np.nonzero(np.isfinite(ends[:, 1:]) & (ends[:, 1:] != ends[:, :-1]))
    low, high = ends[rows, index], ends[rows, index + 1]
    low, high = np.minimum(low, high), np.maximum(low, high)
    with working_precision(PRECISIONS_TRIED[0]):
        errors = best_approximation(claim, points[rows], low, high, panels.degree)
    total = np.zeros(len(ends))
    np.add.at(total, rows, errors * (high - low) * 2)
    # The products and sums above round in float64: one part in 2**40 more than covers a million of them.
    return np.asarray(total * np.abs(panels.scale) * (1 + 2.0**-40))


def best_approximation(claim: Claim, points: Floats, low: Floats, high: Floats, degree: int) -> Floats:
    """float64[m], bounds of E_degree on the intervals, each with its row of parameters."""
    wrt = str(claim.wrt)
    names = tuple(dict.fromkeys((*claim.arguments, wrt)))
    if wrt not in claim.arguments:
        points = np.column_stack([points, low])
    box = with_intervals(points, names, wrt, intervals(low, high))
    value = compile_program((claim.expression,), names, CLIPPED).run(box, len(points))[0]
    best = upper_floats([ball.rad() if ball.is_finite() else arb.nan() for ball in value])
    best = np.minimum(best, _by_ellipses(claim.expression, names, points, wrt, low, high, degree))
    if not JUMPS & set(operations(claim.expression)):
        slope = compile_program((differentiate(claim.expression, wrt),), names, REAL).run(box, len(points))[0]
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
