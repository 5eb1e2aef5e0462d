"""Enclosures of claims at many points: the one entry to the exact side's numbers."""

from __future__ import annotations

import numpy as np

from verify.core.claim import Claim
from verify.core.exact import Enclosures, Status
from verify.oracle.doubles import Floats, double_double, upper_floats
from verify.oracle.questions import Settled, question
from verify.oracle.refinement import as_points, refine


def enclose(claim: Claim, points: Floats) -> Enclosures:
    """Proved enclosures of the claimed quantity.

    Parameters
    ----------
    claim : value, derivative of any order, definite integral, or slope of an area function
    points : float64[n, k], columns in the order of `claim.arguments`

    Returns
    -------
    Enclosures with float64[n] arrays. `exact` is infinite, with radius 0, where the value is proved to round beyond
    float64's range. WIDE points keep the ball reached at the highest precision.

    Raises
    ------
    UnsupportedError : an operation has no formula in balls.
    """
    points = as_points(points, claim.arguments)
    answers, condition = refine(question(claim), points)
    return pack(answers, condition)


def pack(answers: list[Settled], condition: Floats) -> Enclosures:
    """Answers as arrays."""
    numbers = double_double([answer.middle for answer in answers])
    status = np.array([answer.status for answer in answers], dtype=np.int8)
    spread = upper_floats([answer.spread for answer in answers])
    outside = status == Status.DOMAIN
    return Enclosures(
        exact=np.where(outside, np.nan, numbers.high) + 0.0,
        exact_low=np.where(outside, np.nan, numbers.low),
        radius=np.where(outside, np.nan, np.where(spread > 0, np.nextafter(numbers.radius + spread, np.inf), numbers.radius)),
        condition=condition,
        status=status,
    )
