"""Errors in bits: how many of a number's digits are gone, in the precision it was computed in."""

from __future__ import annotations

import math

from verify.core.precision import Precision


def ulp(value: float, precision: Precision) -> float:
    """Distance of the numbers of `precision` near `value`, which is finite."""
    return max(math.ldexp(1.0, math.frexp(value)[1] - precision.bits), precision.smallest) if value else precision.smallest


def lost_bits(error: float, exact: float, precision: Precision) -> float | None:
    """log2 of an absolute error in ulps of the exact value: 0 up to one ulp, at most all bits; None if either is not finite.

    An infinite error has lost all bits, if the exact value is a number of this precision.
    """
    if math.isnan(error) or not abs(exact) <= precision.huge:
        return None
    ulps = abs(error) / ulp(exact, precision)
    return min(max(math.log2(ulps), 0.0), float(precision.bits)) if ulps > 1.0 else 0.0


def grown_bits(factor: float, precision: Precision) -> float | None:
    """log2 of a factor by which a relative error grows, at most all bits of the precision; None for NaN."""
    if math.isnan(factor):
        return None
    return min(math.log2(factor), float(precision.bits)) if factor > 0.0 else -float(precision.bits)
