"""Enclosures as decimal text, rounded outwards."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Final

import numpy as np

from verify.core.claim import Claim
from verify.core.errors import UsageError
from verify.core.exact import Status
from verify.oracle.enclosure import question
from verify.oracle.precision import working_precision
from verify.oracle.primitives import Ball
from verify.oracle.refinement import refine

_BITS_PER_DIGIT: Final = 3.33
_GUARD_DIGITS: Final = 2
# Beyond these binary exponents a number is printed as zero to the smallest float64, or as infinite: it is far outside float64.
_EXPONENTS: Final = 20_000


def interval_text(claim: Claim, point: Mapping[str, float], digits: int = 30) -> tuple[str, str]:
    """Two decimals with so many digits that enclose the exact value; equal where it is that decimal exactly.

    Raises
    ------
    UsageError : the claim is not defined at the point, or its value is not enclosed.
    """
    row = np.array([[point[name] for name in claim.arguments]], dtype=np.float64)
    answers, _ = refine(question(claim), row, int((digits + _GUARD_DIGITS) * _BITS_PER_DIGIT))
    answer = answers[0]
    if answer.status is Status.DOMAIN:
        where = ", ".join(f"{name} = {value!r}" for name, value in point.items())
        raise UsageError(f"{claim} is not defined, or not proved to be, at {where}")
    with working_precision(int(digits * _BITS_PER_DIGIT) * 4):
        low, high = (answer.middle - answer.spread).lower(), (answer.middle + answer.spread).upper()
    return decimal(low, digits, ROUND_FLOOR), decimal(high, digits, ROUND_CEILING)


def decimal(end: Ball, digits: int, rounding: str) -> str:
    """The exact binary number as a decimal rounded in that direction."""
    mantissa, exponent = (int(part) for part in end.man_exp())
    if mantissa == 0:
        return "0"
    if abs(exponent) > _EXPONENTS:
        return _beyond(mantissa > 0, exponent > 0, rounding)
    context = Context(prec=digits, rounding=rounding, Emax=MAX_EMAX, Emin=MIN_EMIN)
    if exponent >= 0:
        return str(context.create_decimal(mantissa << exponent))
    return str(context.divide(Decimal(mantissa), Decimal(1 << -exponent)))


def _beyond(positive: bool, large: bool, rounding: str) -> str:
    up = rounding == ROUND_CEILING
    outer, inner = ("Infinity", "1.7E+308") if large else ("5E-324", "0")
    edge = outer if up == positive else inner
    return edge if positive or edge == "0" else "-" + edge
