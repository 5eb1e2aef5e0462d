"""Balls as floats, with directed rounding: exact + exact_low +- radius contains the ball."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from flint import arb
from numpy.typing import NDArray

from verify.oracle.precision import working_precision
from verify.oracle.primitives import Ball

Floats = NDArray[np.float64]

# Enough for the difference of a ball and its double-double to lose nothing that matters to an upper bound.
_CONVERSION_BITS = 128


class DoubleDouble(NamedTuple):
    """float64[n] each; infinite `high` where the ball lies beyond float64's range, NaN where the ball is not finite."""

    high: Floats
    low: Floats
    radius: Floats


def double_double(balls: Sequence[Ball]) -> DoubleDouble:
    """Double-doubles with radii that cover the balls and the conversion.

    Notes
    -----
    float(ball) rounds the midpoint to nearest. What is left of the ball after subtracting both floats is a ball about the
    rounding error, whose largest absolute value is the radius, rounded up.
    """
    high = list(map(float, balls))
    with working_precision(_CONVERSION_BITS):
        rest = list(map(operator.sub, balls, map(arb, high)))
        low = list(map(float, rest))
        rest = list(map(operator.sub, rest, map(arb, low)))
        radius = upper_floats(rest)
    return _edges(balls, np.array(high, dtype=np.float64), np.array(low, dtype=np.float64), radius)


def upper_floats(balls: Sequence[Ball]) -> Floats:
    """float64[n] not below the largest absolute value in each ball; 0 for an exact zero, infinity for a ball not finite."""
    bounds = np.array(list(map(float, map(arb.abs_upper, balls))), dtype=np.float64)
    raised = np.nextafter(np.where(np.isnan(bounds), np.inf, bounds), np.inf)
    for place in np.flatnonzero(bounds == 0.0).tolist():  # an exact zero, or what is below float64's range
        raised[place] = 0.0 if balls[place].is_zero() else raised[place]
    return raised


def _edges(balls: Sequence[Ball], high: Floats, low: Floats, radius: Floats) -> DoubleDouble:
    """Balls that are not finite, and finite ones beyond float64's range, for which the subtraction means nothing."""
    finite = np.fromiter(map(arb.is_finite, balls), dtype=bool, count=len(balls))
    beyond = np.isinf(high) & finite
    high = np.where(finite, high, np.nan)
    low = np.where(beyond, 0.0, np.where(finite, low, np.nan))
    radius = np.where(finite, np.where(beyond, 0.0, radius), np.inf)
    return DoubleDouble(high, low, radius)
