"""The floating-point filter before the balls: which claims it may answer, and which of its answers are final.

What is final is an enclosure as narrow as balls must be to decide, and a condition number that is known. Nothing else is
believed: domains that are not left, kinks, jumps and wide enclosures are for balls to tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from verify.core.budget import CONDITION_DOUBT, CONDITION_NEGLIGIBLE
from verify.core.claim import Claim, Quantity
from verify.core.errors import UnsupportedError
from verify.core.exact import Enclosures, Status
from verify.core.expression import Expression
from verify.oracle.doubles import Floats
from verify.oracle.questions import NARROW_BITS, first_derivative

# So few points are answered by balls sooner than a filter is made for them.
_FEW: Final = 4


class Filtered(Protocol):
    """What a filter knows."""

    @property
    def high(self) -> Any: ...
    @property
    def low(self) -> Any: ...
    @property
    def radius(self) -> Any:
        """As high and low float64[outputs, n]; infinite or NaN where an output is not proved to exist."""

    @property
    def condition(self) -> Any: ...
    @property
    def doubt(self) -> Any:
        """As the condition number of the first output float64[n], and as large as its error may be."""


# From outputs, arguments, the variables that the first output's condition number is about, and points float64[n, k] to balls
# high + low +- radius that contain the outputs.
Filter = Callable[[tuple[Expression, ...], tuple[str, ...], tuple[str, ...], Floats], Filtered]
Balls = Callable[[Claim, Floats], Enclosures]


def through(filter: Filter, claim: Claim, points: Floats, by_balls: Balls) -> Enclosures:
    """The filter's answers where they are final, and those of balls at the other points."""
    if len(points) < _FEW or outputs(claim) is None:
        return by_balls(claim, points)
    try:
        found, final = _filtered(filter, claim, points)
    except UnsupportedError:
        return by_balls(claim, points)
    rows = np.flatnonzero(~final)
    if len(rows):
        rest = by_balls(claim, points[rows])
        for field in fields(found):
            getattr(found, field.name)[rows] = getattr(rest, field.name)
    return found


@lru_cache(maxsize=256)
def outputs(claim: Claim) -> tuple[tuple[Expression, ...], tuple[str, ...]] | None:
    """What is claimed and what must exist beside it, and the variables of its condition number; None for other quantities."""
    match claim.quantity:
        case Quantity.VALUE:
            return (claim.expression,), claim.arguments
        case Quantity.AREA_SLOPE:
            return (claim.expression,), (str(claim.wrt),)
        case Quantity.DERIVATIVE | Quantity.VJP if claim.order <= 1:
            return first_derivative(claim.expression, str(claim.wrt)), (str(claim.wrt),)
    return None


def _filtered(filter: Filter, claim: Claim, points: Floats) -> tuple[Enclosures, NDArray[np.bool_]]:
    """What the filter says, and where that is final."""
    asked = outputs(claim)
    assert asked is not None
    found = filter(asked[0], claim.arguments, asked[1], points)
    exact, low, radius, condition = found.high[0], found.low[0], found.radius[0], found.condition
    zero = (exact == 0.0) & (radius == 0.0)  # has no relative condition
    with np.errstate(invalid="ignore"):
        narrow = np.isfinite(found.radius).all(axis=0) & is_narrow(exact, radius)
        known = np.isfinite(condition) & (found.doubt <= np.maximum(condition * CONDITION_DOUBT, CONDITION_NEGLIGIBLE))
    return (
        Enclosures(
            exact=exact + 0.0, exact_low=low, radius=radius, condition=np.where(zero, np.nan, condition),
            status=np.full(len(points), Status.DECIDED, np.int8),
        ),
        narrow & (known | zero),
    )  # fmt: skip


def equal(
    filter: Filter, sides: tuple[Expression, Expression], arguments: tuple[str, ...], points: Floats
) -> NDArray[np.bool_]:
    """bool[n], where the filter encloses both sides narrowly, and the enclosures overlap. Where not, that says nothing."""
    if len(points) < _FEW:
        return np.zeros(len(points), bool)
    try:
        found = filter(sides, arguments, (), points)
    except UnsupportedError:
        return np.zeros(len(points), bool)
    with np.errstate(invalid="ignore"):
        gap = np.abs((found.high[0] - found.high[1]) + (found.low[0] - found.low[1]))
        return is_narrow(found.high, found.radius).all(axis=0) & (gap <= found.radius[0] + found.radius[1])  # type: ignore[no-any-return]


def is_narrow(high: Floats, radius: Floats) -> NDArray[np.bool_]:
    """What `questions.narrow` says of balls, as arrays."""
    with np.errstate(invalid="ignore"):
        return radius <= np.abs(high) * 2.0**-NARROW_BITS
