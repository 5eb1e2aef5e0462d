"""What the exact side says of a claim at many points: proved enclosures, as numbers that any arithmetic can use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Status(IntEnum):
    """How the exact side ended at one point."""

    DECIDED = 0  # enclosed, narrow
    WIDE = 1  # enclosed, but not narrowly, at the precision ceiling
    DOMAIN = 2  # not defined there, or not proved to be
    KINK = 3  # continuous, but the one-sided derivatives differ: any number between them is right


@dataclass(slots=True, kw_only=True)
class Enclosures:
    """Proved enclosures of one claim at n points.

    The exact value lies within `radius` of exact + exact_low (a double-double), all float64[n]. Where status is KINK it may
    be any number of that ball, whose ends are the one-sided derivatives. NaN where status is DOMAIN.
    `exact` is infinite where the value exceeds float64's range; subnormal and smaller values keep a nonzero radius.

    condition : float64[n], |x q'(x) / q(x)| of the claimed quantity q in its variable (summed over variables for a value);
        NaN where unknown
    status : int8[n] of Status
    """

    exact: Any
    exact_low: Any
    radius: Any
    condition: Any
    status: Any
