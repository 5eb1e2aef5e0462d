"""Taylor coefficients over intervals, enclosed in float64 by machine: what bounds truncation errors where it is sharp enough.

Values are the hulls of what operations give at corners and turning points, moved outwards by more than their accuracy; higher
coefficients follow by interval arithmetic on middles and radii with its roundings counted, as in a ball of Johansson (2017),
Arb, IEEE Transactions on Computers 66. Every domain that the operations have is checked on the enclosures of its own terms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final, NamedTuple

import numpy as np

from verify.core.expression import Expression
from verify.kernels.cache import load
from verify.kernels.closure import Closure, closure
from verify.kernels.machine import prepared, real
from verify.kernels.opcodes import NAMES, TURNS
from verify.kernels.workspace import workspace
from verify.ops import OPERATIONS

_SCRATCH: Final = 5
_PIECES: Final = 8  # into which an interval is cut where the whole of it gives nothing sharp


class Ranges(NamedTuple):
    """Enclosures of Taylor coefficients, f^(k)/k! for k = 0 to the order: middle +- radius, float64[order + 1, n] each.

    NaN where nothing is proved: the function is not known to be smooth on the interval, or float64's range is left.
    """

    middle: Any
    radius: Any

    def sharp(self, order: int, half: Any) -> Any:
        """bool[n], whether a coefficient's radius is about what it changes by over intervals of that half-width, or its size.

        The first-order change is (order + 1) times the next coefficient times the half-width.
        """
        change = (order + 1) * half * np.abs(self.middle[order + 1])
        return self.radius[order] <= np.abs(self.middle[order]) + change

    def upper(self, order: int) -> Any:
        """float64[n], bounds of the absolute value of a coefficient; infinite where nothing is proved."""
        bound = np.abs(self.middle[order]) + self.radius[order]
        return np.where(bound == 0.0, 0.0, np.nextafter(np.where(np.isnan(bound), np.inf, bound), np.inf))


def taylor_ranges(
    expression: Expression, arguments: Sequence[str], points: Any, wrt: str, order: int, low: Any, high: Any
) -> Ranges:
    """Coefficients of the function of `wrt` about every point of intervals, the other arguments being fixed.

    Parameters
    ----------
    points : float64[n, k], columns in the order of `arguments`; that of `wrt` is not used
    low, high : float64[n], ends of the intervals
    """
    found = closure(expression, frozenset([wrt]), order, guarded=True)
    tape = found.tape
    array, constants, columns = prepared(tape, arguments, points, "float64")
    ends = [np.ascontiguousarray(end, np.float64) for end in (low, high)]
    middle, radius = np.empty((2, order + 1, len(array)))
    slots, seed = tape.slots, tape.seed(wrt)
    exact = np.arange(slots) < len(constants) + len(tape.names)
    if seed >= 0:
        exact[seed] = False
    watched = np.array(sorted({slot for domain in found.conditions for part in domain for slot, _ in part}), np.int32)
    seen = np.empty((2, len(watched), len(array)))
    width = 2 * slots + _SCRATCH
    rows = workspace(width + 2 * (order + 1) * slots, len(array), "float64", copies=1)[0]
    work, planes = rows[:width], rows[width:].reshape(2, order + 1, slots, rows.shape[1])
    _machine().run_ranges(
        array, *ends, tape.program, constants, columns, found.sizes, exact, _traits(), found.rows, tape.root, seed,
        np.arange(order + 1.0), watched, work, planes, middle, radius, seen,
    )  # fmt: skip
    unknown = ~_smooth(found, dict(zip(watched.tolist(), seen.transpose(1, 0, 2), strict=True)), len(array))
    unknown |= ~(np.isfinite(middle) & np.isfinite(radius)).all(axis=0)
    middle[:, unknown], radius[:, unknown] = np.nan, np.nan
    return Ranges(middle, radius)


def bound_derivatives(
    expression: Expression, arguments: Sequence[str], points: Any, wrt: str, orders: Sequence[int], low: Any, high: Any
) -> tuple[dict[int, Any], dict[int, Any]]:
    """Bounds of derivatives' absolute values over intervals, float64[n] for each order, infinite where nothing is proved.

    Returns
    -------
    bounds, sharp : for each order; sharp is bool[n], whether a bound is hardly more than thrice the largest value there
    """
    points, low, high = (np.asarray(given, np.float64) for given in (points, low, high))
    with np.errstate(all="ignore"):
        bounds, sharp = _over_pieces(1, expression, arguments, points, wrt, orders, low, high)
        rows = np.flatnonzero(~np.all(list(sharp.values()), axis=0) & np.isfinite(high - low))
        if len(rows):
            more, found = _over_pieces(_PIECES, expression, arguments, points[rows], wrt, orders, low[rows], high[rows])
            for order in orders:
                better = (more[order] < bounds[order][rows]) & ~sharp[order][rows]
                bounds[order][rows[better]] = more[order][better]
                sharp[order][rows] |= better & found[order]
    return bounds, sharp


def _over_pieces(
    pieces: int, expression: Expression, arguments: Sequence[str], points: Any, wrt: str, orders: Sequence[int],
    low: Any, high: Any,
) -> tuple[dict[int, Any], dict[int, Any]]:  # fmt: skip
    """The largest of the bounds over so many equal pieces, and whether that one is sharp."""
    ends = np.linspace(low, high, pieces + 1)
    ends[0], ends[-1] = low, high
    lower, upper = ends[:-1].ravel(), ends[1:].ravel()
    found = taylor_ranges(expression, arguments, np.tile(points, (pieces, 1)), wrt, max(orders) + 1, lower, upper)
    half = 0.5 * (upper - lower)
    bounds, sharp = {}, {}
    for order in orders:
        each = (found.upper(order) * _factorial(order)).reshape(pieces, -1)
        worst, place = each.argmax(axis=0), np.arange(len(low))
        bounds[order] = each[worst, place]
        sharp[order] = found.sharp(order, half).reshape(pieces, -1)[worst, place]
    return bounds, sharp


def _factorial(order: int) -> float:
    return math.nextafter(float(math.factorial(order)), math.inf)


def _smooth(found: Closure, seen: dict[int, Any], count: int) -> Any:
    """bool[n], whether every domain is proved to hold on the whole interval."""
    holds = np.ones(count, bool)
    for domain in found.conditions:
        either = np.zeros(count, bool)
        for conjunction in domain:
            every = np.ones(count, bool)
            for slot, relation in conjunction:
                low, high = seen[slot]
                every &= _condition(low, high, relation)
            either |= every
        holds &= either
    return holds


def _condition(low: Any, high: Any, relation: str) -> Any:
    match relation:
        case ">":
            return low > 0.0
        case ">=":
            return low >= 0.0
        case "integer":
            return (low == high) & (low == np.floor(low))
    return (low > 0.0) | (high < 0.0)


@cache
def _machine() -> ModuleType:
    from verify.kernels.codegen import ranges_module  # imports numba

    return load("ranges_float64", ranges_module(real("float64").__name__))


@cache
def _traits() -> Any:
    """float64[operations, 5], facts of the operations in the order of `ranges_driver`."""
    return np.array([
        [row.arity, float(row.accuracy > 0.0), TURNS.index(row.critical) if row.critical else -1,
         row.range.lo if row.range else -np.inf, row.range.hi if row.range else np.inf]
        for row in map(OPERATIONS.__getitem__, NAMES)
    ])  # fmt: skip
