"""From a computed number, its enclosure and its budget to a verdict. Vectorised over points; all judging happens here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from verify.core.budget import HOPELESS
from verify.core.exact import Enclosures, Status
from verify.core.precision import FLOAT64, Precision
from verify.core.verdict import Kind, Verdict

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(slots=True, kw_only=True)
class Allowance:
    """How large the error of one answer may be at n points, absolute. All float64[n].

    tight, textbook : the two budgets; infinite where the first-order analysis is not to be trusted
    truncation : the part of both that is the method's own approximation
    overflow, underflow : bool[n], whether a standard intermediate exceeds the precision's range, or falls below it
    estimate : the method's own error estimate, NaN where it gives none
    """

    tight: Floats
    textbook: Floats
    truncation: Floats
    overflow: Any
    underflow: Any
    estimate: Floats


@dataclass(slots=True, kw_only=True)
class Judged:
    """Verdicts at n points with the errors they rest on; `kind` is an object array of names of Kind."""

    verdict: Any
    kind: Any
    error: Floats
    ulps: Floats
    lost_bits: Floats


def errors(computed: Floats, exact: Enclosures) -> tuple[Floats, Floats]:
    """Lower and upper bound of |computed - exact|.

    computed - exact is free of rounding where the two are close (Sterbenz), and elsewhere the rounding is one part in 2**53
    of the error itself, which the outward factor covers.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        middle = np.abs((computed - exact.exact) - exact.exact_low)
        slack = exact.radius + 4 * FLOAT64.unit_roundoff * middle
        return np.maximum(middle - slack, 0.0), middle + slack


def judge(computed: Floats, exact: Enclosures, allowed: Allowance, precision: Precision) -> Judged:
    """The verdict at every point.

    Parameters
    ----------
    computed : float64[n], what the method returned, in `precision`
    """
    low, high = errors(computed, exact)
    magnitude = np.abs(exact.exact)
    finite = np.isfinite(computed)
    trusted = np.isfinite(allowed.tight)
    textbook = np.maximum(allowed.textbook, allowed.tight)
    with np.errstate(invalid="ignore"):
        # What underflows is lost: it explains a result that is too small, none that is too large.
        out_of_range = allowed.overflow | (allowed.underflow & (np.abs(computed) <= magnitude))
        hopeless = (allowed.tight >= HOPELESS * magnitude) & (high > 0.0)
        rules: list[tuple[Any, Verdict, Kind]] = [
            (exact.status == Status.DOMAIN, Verdict.OUTSIDE, Kind.DOMAIN),
            # NaN says that there is no derivative, which is as true as any number between the one-sided ones.
            ((exact.status == Status.KINK) & (np.isnan(computed) | (low <= allowed.tight)), Verdict.OUTSIDE, Kind.KINK),
            (exact.status == Status.WIDE, Verdict.UNDECIDED, Kind.WIDE),
            (magnitude > precision.huge, Verdict.UNDECIDED, Kind.RANGE),
            (out_of_range & ~(high <= allowed.tight), Verdict.INACCURATE, Kind.RANGE),
            (~trusted, Verdict.UNDECIDED, Kind.CONDITION),
            (~finite, Verdict.CRASHED, Kind.NOT_FINITE),
            (low > textbook, Verdict.WRONG, Kind.UNEXPLAINED),
            ((low > allowed.tight) & np.isfinite(allowed.estimate), Verdict.INACCURATE, Kind.ESTIMATE),
            (low > allowed.tight, Verdict.INACCURATE, Kind.FORMULA),
            (high > allowed.tight, Verdict.UNDECIDED, Kind.WIDE),
            (hopeless, Verdict.UNDECIDED, Kind.CONDITION),
            (high > allowed.estimate + allowed.tight - allowed.truncation, Verdict.INACCURATE, Kind.ESTIMATE),
            (allowed.truncation > allowed.tight - allowed.truncation, Verdict.AGREES, Kind.TRUNCATION),
        ]
    verdict = np.full(len(computed), Verdict.AGREES.code, np.int8)
    kind = np.full(len(computed), _NAMES[Kind.NONE], object)
    for holds, given, why in reversed(rules):
        verdict[holds] = given.code
        kind[holds] = _NAMES[why]
    ulps = in_ulps(high, magnitude, precision)
    bits = np.clip(np.log2(np.maximum(ulps, 1.0)), 0.0, precision.bits)
    bits[~finite] = precision.bits
    rounding = (verdict == Verdict.AGREES.code) & (kind == _NAMES[Kind.NONE]) & (bits > 1.0)
    kind[rounding] = _NAMES[Kind.ROUNDING]
    return Judged(verdict=verdict, kind=kind, error=high, ulps=ulps, lost_bits=bits)


def in_ulps(error: Floats, magnitude: Floats, precision: Precision) -> Floats:
    """`error` in units in the last place of `magnitude`, in `precision`; NaN where either is unknown."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        _, exponent = np.frexp(np.maximum(magnitude, precision.tiny))
        ulps: Floats = error / np.ldexp(1.0, exponent - precision.bits)
    return ulps


_NAMES: Final = {kind: kind.name.lower() for kind in Kind}
