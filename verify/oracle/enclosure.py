"""Enclosures of claims at many points: the one entry to the exact side's numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from verify.core.claim import INTEGRALS, Claim, Quantity, derivative_of
from verify.core.domain import Interval
from verify.core.exact import Enclosures, Status
from verify.ops.parsing import evaluate
from verify.oracle.directions import directional_question, second_question
from verify.oracle.domains import prove_domain
from verify.oracle.double import double_question
from verify.oracle.doubles import Floats, double_double, upper_floats
from verify.oracle.filtering import Filter, through
from verify.oracle.improper import improper_question
from verify.oracle.integrals import integral_question
from verify.oracle.questions import Question, Settled, derivative_question, value_question
from verify.oracle.refinement import as_points, refine

_SETTLED: Final = 2.0**-77  # of an integral's value: far below what float64 tells, far above the noise of balls


def enclose(claim: Claim, points: Floats, filter: Filter | None = None) -> Enclosures:
    """Proved enclosures of the claimed quantity.

    Parameters
    ----------
    claim : of any quantity
    points : float64[n, k], columns in the order of `claim.arguments`
    filter : asked first where it may answer, see `verify.oracle.filtering`; by balls where it knows nothing final

    Returns
    -------
    Enclosures with float64[n] arrays. `exact` is infinite, with radius 0, where the value is proved to round beyond
    float64's range. WIDE points keep the ball reached at the highest precision.

    Raises
    ------
    UnsupportedError : an operation has no formula in balls.
    """
    points = as_points(points, claim.arguments)
    found = _by_balls(claim, points) if filter is None else through(filter, claim, points, _by_balls)
    if claim.quantity in INTEGRALS:
        _round_outwards(found)
    if claim.quantity is Quantity.AREA_SLOPE:
        _demand_integrable(claim, points, found)
    return found


def _by_balls(claim: Claim, points: Floats) -> Enclosures:
    return pack(*refine(question(claim), points))


def _round_outwards(found: Enclosures) -> None:
    """Widen enclosures of integrals to multiples of a power of two near their radius, or of 2**-77 of the value.

    flint remembers quadrature nodes at the highest precision that the process has asked for, so that the last bits of an
    integral's ball depend on what was integrated before. Equal seeds must give equal content in whichever process.
    """
    with np.errstate(all="ignore"):
        _, exponent = np.frexp(np.maximum(found.radius, np.abs(found.exact) * _SETTLED))
        grain = np.ldexp(1.0, exponent)
        rows = np.flatnonzero((found.radius > 0.0) & np.isfinite(found.exact) & (grain > 0.0) & np.isfinite(2.0 * grain))
        for part in (found.exact, found.exact_low):
            multiple = part[rows] / grain[rows]
            part[rows] = np.where(np.abs(multiple) < 2.0**52, np.rint(multiple) * grain[rows], part[rows])
        found.radius[rows] = 2.0 * grain[rows]


def _demand_integrable(claim: Claim, points: Floats, found: Enclosures) -> None:
    """An area function exists only where its integrand is defined all the way from the lower limit; DOMAIN elsewhere."""
    assert claim.lower is not None
    named = [dict(zip(claim.arguments, row, strict=True)) for row in points.tolist()]
    wrt = str(claim.wrt)
    paths = [(evaluate(claim.lower, point), point[wrt]) for point in named]
    others = [name for name in claim.arguments if name != wrt]
    hull = {name: Interval(min(p[name] for p in named), max(p[name] for p in named)) for name in others} if named else {}
    if named and prove_domain(claim.expression, {**hull, wrt: Interval(min(map(min, paths)), max(map(max, paths)))}):
        return
    for row, (point, path) in enumerate(zip(named, paths, strict=True)):
        box = {name: Interval(point[name], point[name]) for name in others} | {wrt: Interval(min(path), max(path))}
        if not prove_domain(claim.expression, box):
            found.status[row] = Status.DOMAIN
            found.exact[row] = found.exact_low[row] = found.radius[row] = np.nan


@lru_cache(maxsize=256)
def question(claim: Claim) -> Question:
    """What to ask of ball arithmetic for a claim."""
    match claim.quantity:
        case Quantity.VALUE:
            return value_question(claim.expression, claim.arguments, claim.arguments)
        case Quantity.AREA_SLOPE:
            return value_question(claim.expression, claim.arguments, (str(claim.wrt),))
        case Quantity.INTEGRAL:
            return integral_question(claim)
        case Quantity.IMPROPER:
            return improper_question(claim)
        case Quantity.DERIVATIVE:
            return derivative_question(claim)
        case Quantity.VJP:
            return derivative_question(derivative_of(claim.expression, str(claim.wrt)))
        case Quantity.JVP:
            return directional_question(claim)
        case Quantity.MIXED | Quantity.HVP:
            return second_question(claim)
        case Quantity.DOUBLE:
            return double_question(claim)


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
