"""Derivatives of code that cannot be traced: extrapolated central differences, with an estimate of what they are worth.

An estimate and no proof: it says how the values behave on a few steps, and trusts that nothing happens between them.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb
from typing import Final, NamedTuple

import numpy as np

from verify.core.budget import HOPELESS, SAFETY, TRUST
from verify.core.precision import FLOAT64, Precision
from verify.core.verdict import Kind, Verdict
from verify.engine.assertions.arguments import Floats

# Steps fall by this ratio from an eighth of the scale of the point; the last is near the square root of the unit roundoff.
_RATIO: Final = 2.0
_FIRST: Final = 1.0 / 8.0
_STEPS: Final = 24
_COLUMNS: Final = 5  # of the extrapolation: order 2 to 10
# Points of the difference table behind the noise, and the orders of difference that show it.
_TABLE: Final = 9
_ORDERS: Final = (4, 5, 6)
_CLOSER: Final = 16.0  # a kink looks the same on a step so much smaller
# How many of its error estimates an extrapolated difference may be off.
TRUSTED: Final = SAFETY / TRUST

Line = Callable[[float], float]


class Estimate(NamedTuple):
    """A derivative and the estimated size of its error; infinite where the differences do not settle, as at a kink."""

    value: float
    error: float


def line_derivative(line: Line, scale: float, order: int, precision: Precision = FLOAT64) -> Estimate:
    """d/dt or d^2/dt^2 of line(t) at 0.

    Parameters
    ----------
    line : one number for each t; it may be NaN or raise away from 0
    scale : on which it changes, such as the size of the point
    order : 1 or 2
    precision : in which the values are computed

    Notes
    -----
    Ridders (1982), Adv. Eng. Softw. 4(2), 75-76; the noise as in Moré and Wild (2011), SIAM J. Sci. Comput. 33(3), 1292-1314.
    """
    values = _Values(line)
    noise = _noise(values, scale, precision)
    best, chosen, row = Estimate(np.nan, np.inf), 0.0, np.array([])
    for number in range(_STEPS):
        step = scale * _FIRST * _RATIO**-number
        new = _extrapolated(_difference(values, step, order), row)
        rounding = 2.0**order * (noise + precision.unit_roundoff * _spread(values, step, scale)) / step**order
        for column in range(1, len(new)):
            error = max(abs(new[column] - new[column - 1]), abs(new[column] - row[column - 1])) + rounding
            if error < best.error:
                best, chosen = Estimate(float(new[column]), float(error)), step
        row = new
    return Estimate(best.value, np.inf) if _kinked(values, chosen, noise) else best


def verdict_of(computed: float, found: Estimate) -> tuple[Verdict, Kind]:
    """What differences can say of a computed number."""
    allowed = TRUSTED * found.error
    if not np.isfinite(allowed):
        return Verdict.UNDECIDED, Kind.WIDE
    if not np.isfinite(computed):
        return Verdict.CRASHED, Kind.NOT_FINITE
    if abs(computed - found.value) > allowed:
        return Verdict.WRONG, Kind.UNEXPLAINED
    return (Verdict.UNDECIDED, Kind.CONDITION) if allowed >= HOPELESS * abs(found.value) else (Verdict.AGREES, Kind.TRUNCATION)


class _Values:
    """Values on the line, each asked for once; NaN where the code raises."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.known: dict[float, float] = {}

    def __call__(self, t: float) -> float:
        if t not in self.known:
            try:
                self.known[t] = float(self.line(t))
            except Exception:  # foreign code outside its domain
                self.known[t] = np.nan
        return self.known[t]


def _difference(values: _Values, step: float, order: int) -> float:
    ahead, behind = values(step), values(-step)
    return (ahead - behind) / (2.0 * step) if order == 1 else (ahead - 2.0 * values(0.0) + behind) / step**2


def _spread(values: _Values, step: float, scale: float) -> float:
    """What one rounding of the argument and one of the value amount to a step away, in units of roundoff."""
    ahead, behind = values(step), values(-step)
    return abs(ahead) + abs(behind) + scale * abs(ahead - behind) / (2.0 * step)


def _extrapolated(first: float, before: Floats) -> Floats:
    """The next row of the tableau: both differences have errors in even powers of the step."""
    row = [first]
    for column in range(1, min(len(before) + 1, _COLUMNS)):
        factor = _RATIO ** (2 * column)
        row.append((factor * row[-1] - before[column - 1]) / (factor - 1.0))
    return np.array(row)


def _noise(values: _Values, scale: float, precision: Precision) -> float:
    """Of the values near 0: what remains of high differences on points so close that the function itself is a polynomial."""
    spacing = scale * precision.unit_roundoff**0.5
    table = np.array([values(spacing * (k - _TABLE // 2)) for k in range(_TABLE)])
    # At least the rounding of the value, and what the rounding of the argument makes of it.
    slope = float(np.nanmax(np.abs(np.diff(table)), initial=0.0)) / spacing
    found = [precision.unit_roundoff * (float(np.nanmax(np.abs(table), initial=0.0)) + scale * slope)]
    for order in _ORDERS:
        differences = np.diff(table, order)
        found.append(float(np.sqrt(np.mean(differences**2) / comb(2 * order, order))))
    return float(np.nanmax(found)) + precision.smallest


def _kinked(values: _Values, step: float, noise: float) -> bool:
    """Whether the one-sided slopes differ as much on a far smaller step: at a smooth point they draw together."""
    gaps = [abs(values(h) - 2.0 * values(0.0) + values(-h)) / h for h in (step, step / _CLOSER) if h]
    return len(gaps) == 2 and gaps[1] > gaps[0] / 2.0 and gaps[1] * step / _CLOSER > TRUSTED * noise
