"""Rigorous bounds of truncation errors: of high derivatives over intervals, and of quadrature rules on panels."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from flint import acb, arb
from numpy.typing import NDArray

from verify.core.budget import PRECISIONS_TRIED
from verify.core.claim import Claim
from verify.core.expression import Expression
from verify.core.method import Panels
from verify.oracle.analytic import ANALYTIC
from verify.oracle.approximation import TaylorRanges, best_approximation
from verify.oracle.balls import compile_program
from verify.oracle.boxes import intervals, vague, with_intervals
from verify.oracle.doubles import Floats, upper_floats
from verify.oracle.jets import derivatives_balls
from verify.oracle.precision import working_precision
from verify.oracle.refinement import as_points

# Pieces of an interval over which Taylor arithmetic found nothing at once, or a ball so many times wider than its middle.
_PIECES: Final = 8
_VAGUE: Final = 64
# Radii of the discs of Cauchy's estimate, as multiples of the interval's half-width, where it found nothing in pieces either.
_DISCS: Final = tuple(4.0**k for k in range(1, 15))


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
        unknown = np.array([any(vague(ball, _VAGUE) for ball in row) for row in zip(*found, strict=True)], dtype=bool)
        rows = np.flatnonzero(unknown & np.isfinite(low) & np.isfinite(high))
        if len(rows):
            _by_pieces(bounds, rows, expression, arguments, points[rows], wrt, low[rows], high[rows])
        rows = np.flatnonzero([not np.isfinite(row).all() for row in zip(*bounds.values(), strict=True)])
        if len(rows):
            _by_cauchy(bounds, rows, expression, arguments, points[rows], wrt, low[rows], high[rows])
    return bounds


def _by_pieces(
    bounds: dict[int, Floats],
    rows: NDArray[np.intp],
    expression: Expression,
    arguments: tuple[str, ...],
    points: Floats,
    wrt: str,
    low: Floats,
    high: Floats,
) -> None:
    """Improves bounds on some rows by Taylor arithmetic over equal pieces, which share their ends."""
    ends = np.linspace(low, high, _PIECES + 1)
    ends[0], ends[-1] = low, high
    columns = with_intervals(np.tile(points, (_PIECES, 1)), arguments, wrt, intervals(ends[:-1].ravel(), ends[1:].ravel()))
    for order, column in zip(bounds, derivatives_balls(expression, arguments, wrt, tuple(bounds), columns), strict=True):
        bounds[order][rows] = np.minimum(bounds[order][rows], upper_floats(column).reshape(_PIECES, -1).max(axis=0))


def _by_cauchy(
    bounds: dict[int, Floats],
    rows: NDArray[np.intp],
    expression: Expression,
    arguments: tuple[str, ...],
    points: Floats,
    wrt: str,
    low: Floats,
    high: Floats,
) -> None:
    """|f^(n)| <= n! M / R**n, with M the maximum of |f| within R of the interval; the least over a few R."""
    program = compile_program((expression,), arguments, ANALYTIC)
    half = np.maximum((high - low) / 2, np.spacing(np.maximum(abs(low), abs(high))))
    for factor in _DISCS:
        radius = list(map(arb, (factor * half).tolist()))
        discs = [acb(ball + arb(0, r), arb(0, r)) for ball, r in zip(intervals(low, high), radius, strict=True)]
        values = program.run(with_intervals(points, arguments, wrt, discs, complex_parameters=True), len(points))[0]
        sizes = [value.abs_upper() for value in values]
        for order, bound in bounds.items():
            factorial = math.factorial(order)
            estimates = upper_floats([size * factorial / r**order for size, r in zip(sizes, radius, strict=True)])
            bound[rows] = np.minimum(bound[rows], estimates)


def bound_quadrature(claim: Claim, points: Floats, panels: Panels, ranges: TaylorRanges | None = None) -> Floats:
    """Bounds of the truncation error of a quadrature rule with positive weights, exact up to a degree d on each panel.

    Such a rule errs on [a, b] by at most 2 (b - a) E_d, where E_d is the error of the best uniform approximation by
    polynomials of degree d. Trefethen (2013), Approximation Theory and Approximation Practice, theorem 19.3.

    Parameters
    ----------
    claim : an integral or area slope; f is its expression in its variable
    points : float64[n, k], columns in the order of `claim.arguments`
    panels : `ends` float64[n, m + 1] padded by NaN, `degree`, `scale` float64[n]
    ranges : encloses Taylor coefficients faster than balls, for where that is sharp enough

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
        errors = best_approximation(claim, points[rows], low, high, panels.degree, rows, ranges)
    total = np.zeros(len(ends))
    np.add.at(total, rows, errors * (high - low) * 2)
    # The products and sums above round in float64: one part in 2**40 more than covers a million of them.
    return np.asarray(total * np.abs(panels.scale) * (1 + 2.0**-40))
