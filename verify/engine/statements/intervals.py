"""Exact values as decimal intervals, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from enum import Enum
from typing import Final

import numpy as np

from verify import oracle
from verify.core.claim import Claim, Quantity
from verify.core.errors import VerifyError
from verify.core.exact import Status
from verify.engine.exact import enclose
from verify.engine.statements.singular import pieces

DIGITS: Final = 30
_SHORT: Final = 12  # digits of decimals that are shown as they are
# Decimal arithmetic with room for every printed decimal, rounded outwards.
DOWN: Final = Context(prec=800, rounding=ROUND_FLOOR)
UP: Final = Context(prec=800, rounding=ROUND_CEILING)


class Known(Enum):
    """What is known of a number."""

    DECIDED = "enclosed, as narrowly as wanted"
    WIDE = "enclosed, but not narrowly"
    KINK = "only one-sided derivatives exist, and they differ"
    ABSENT = "proved not to exist"
    OPEN = "neither enclosed nor proved not to exist"


@dataclass(frozen=True, slots=True)
class Found:
    """A number of which `known` is known: it lies between `low` and `high` (at a kink, these are the one-sided derivatives)."""

    known: Known
    low: Decimal = Decimal("-Infinity")
    high: Decimal = Decimal("Infinity")

    def __str__(self) -> str:
        match self.known:
            case Known.ABSENT:
                return "does not exist"
            case Known.OPEN:
                return "unknown"
            case Known.KINK:
                return f"between {float(self.low):.15g} and {float(self.high):.15g}"
        return str(self.low) if self.low == self.high else self._digits()

    def _digits(self) -> str:
        """A short decimal between the ends, or the digits that they share."""
        middle, sure = (self.low + self.high) / 2, self.digits
        for count in range(1, min(sure, _SHORT) + 1):
            short = Context(prec=count).plus(middle)
            if self.low <= short <= self.high:
                return f"{_text(short)} to {sure} digits"
        low, high = str(self.low), str(self.high)
        shared = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
        plain = "E" not in low + high and shared > len(low.partition(".")[0]) + 1
        return f"{low[:shared]}..." if plain else f"{low} to {high}"

    @property
    def digits(self) -> int:
        """To how many significant digits the ends agree."""
        width, size = self.high - self.low, max(abs(self.low), abs(self.high))
        if not width.is_finite() or not size.is_finite():
            return 0
        return max(0, size.adjusted() - width.adjusted()) if width else DIGITS


def _text(short: Decimal) -> str:
    """A decimal of few digits, with an exponent where it would have many zeros."""
    if abs(short.adjusted()) >= DIGITS:
        return str(short.normalize())
    return f"{short.normalize() if abs(short) < 1 else short:f}"


def find(claim: Claim, point: Mapping[str, float], digits: int = DIGITS) -> Found:
    """What is known of a claim at a point."""
    try:
        return _find(claim, {name: point[name] for name in claim.arguments}, digits)
    except VerifyError:  # an operation without balls, or a value that is not enclosed
        return Found(Known.OPEN)


def _find(claim: Claim, point: Mapping[str, float], digits: int) -> Found:
    row = np.array([list(point.values())], np.float64).reshape(1, len(point))
    exact = enclose(claim, row)
    match Status(int(exact.status[0])):
        case Status.DECIDED | Status.WIDE as status:
            if not np.isfinite(exact.exact[0] + exact.radius[0]):
                return Found(Known.OPEN)
            low, high = map(Decimal, oracle.interval_text(claim, point, digits))
            return Found(Known.DECIDED if status is Status.DECIDED else Known.WIDE, low, high)
        case Status.KINK:
            middle, half = (Decimal(float(part[0])) for part in (exact.exact, exact.radius))
            return Found(Known.KINK, DOWN.subtract(middle, half), UP.add(middle, half))
    if claim.quantity is Quantity.INTEGRAL:
        return _find(replace(claim, quantity=Quantity.IMPROPER), point, digits)
    if oracle.proves_absence(claim, point):
        return Found(Known.ABSENT)
    return _in_pieces(claim, point, digits) if claim.quantity is Quantity.IMPROPER else Found(Known.OPEN)


def _in_pieces(claim: Claim, point: Mapping[str, float], digits: int) -> Found:
    """An integral over a singularity inside the path exists where it does on both sides of it."""
    for left, right in pieces(claim, point):
        found = [_find_piece(part, point, digits) for part in (left, right)]
        if any(part.known is Known.ABSENT for part in found):
            return Found(Known.ABSENT)
        if all(part.known is Known.DECIDED for part in found):
            left_part, right_part = found
            return Found(Known.DECIDED, DOWN.add(left_part.low, right_part.low), UP.add(left_part.high, right_part.high))
    return Found(Known.OPEN)


def _find_piece(claim: Claim, point: Mapping[str, float], digits: int) -> Found:
    row = np.array([list(point.values())], np.float64).reshape(1, len(point))
    status = Status(int(enclose(claim, row).status[0]))
    if status is Status.DECIDED:
        return Found(Known.DECIDED, *map(Decimal, oracle.interval_text(claim, point, digits)))
    return Found(Known.ABSENT if oracle.proves_absence(claim, point) else Known.OPEN)
