"""From a computed number, its enclosure and its budget to a verdict. Vectorised over points; all judging happens here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from verify.core.budget import HOPELESS
from verify.core.exact import Enclosures, Status
from verify.core.precision import FLOAT64, Precision
from verify.core.verdict import Kind, Verdict

Floats = np.ndarray[Any, np.dtype[np.float64]]

# Codes and names, looked up once: members of an Enum answer slowly, the more so beside arrays, and a run judges 6,000 times.
_AGREES, _INACCURATE, _WRONG = Verdict.AGREES.code, Verdict.INACCURATE.code, Verdict.WRONG.code
_UNDECIDED, _OUTSIDE, _CRASHED = Verdict.UNDECIDED.code, Verdict.OUTSIDE.code, Verdict.CRASHED.code
_WIDE, _DOMAIN, _KINK = int(Status.WIDE), int(Status.DOMAIN), int(Status.KINK)
_WHY: Final = SimpleNamespace(**{kind.name: kind.name.lower() for kind in Kind})


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

    @classmethod
    def of_rounding(cls, found: Any, granted: Any = 0.0, absolute: Any = 0.0) -> Allowance:
        """What a method that only rounds may err: `kernels.Bounds`, the grant of a library, and what is charged beside them."""
        return cls(
            tight=found.tight + absolute,
            textbook=np.maximum(found.textbook, granted) + absolute,
            truncation=np.zeros(len(found.tight)),
            overflow=found.overflow,
            underflow=found.underflow,
            estimate=np.full(len(found.tight), np.nan),
        )


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
        rules: list[tuple[Any, int, str]] = [
            (exact.status == _DOMAIN, _OUTSIDE, _WHY.DOMAIN),
            # NaN says that there is no derivative, which is as true as any number between the one-sided ones.
            ((exact.status == _KINK) & (np.isnan(computed) | (low <= allowed.tight)), _OUTSIDE, _WHY.KINK),
            (exact.status == _WIDE, _UNDECIDED, _WHY.WIDE),
            (magnitude > precision.huge, _UNDECIDED, _WHY.RANGE),
            (out_of_range & ~(high <= allowed.tight), _INACCURATE, _WHY.RANGE),
            (~trusted, _UNDECIDED, _WHY.CONDITION),
            (~finite, _CRASHED, _WHY.NOT_FINITE),
            (low > textbook, _WRONG, _WHY.UNEXPLAINED),
            ((low > allowed.tight) & np.isfinite(allowed.estimate), _INACCURATE, _WHY.ESTIMATE),
            (low > allowed.tight, _INACCURATE, _WHY.FORMULA),
            (high > allowed.tight, _UNDECIDED, _WHY.WIDE),
            (hopeless, _UNDECIDED, _WHY.CONDITION),
            (high > allowed.estimate + allowed.tight - allowed.truncation, _INACCURATE, _WHY.ESTIMATE),
            (allowed.truncation > allowed.tight - allowed.truncation, _AGREES, _WHY.TRUNCATION),
            (np.ones(len(computed), bool), _AGREES, _WHY.NONE),
        ]
    first = np.argmax([holds for holds, _, _ in rules], axis=0)  # the first rule that holds decides; the last one always does
    verdict = np.array([given for _, given, _ in rules], np.int8)[first]
    kind = np.array([why for _, _, why in rules], object)[first]
    ulps = in_ulps(high, magnitude, precision)
    bits = np.clip(np.log2(np.maximum(ulps, 1.0)), 0.0, precision.bits)
    bits[~finite] = precision.bits
    kind[(first == len(rules) - 1) & (bits > 1.0)] = _WHY.ROUNDING
    return Judged(verdict=verdict, kind=kind, error=high, ulps=ulps, lost_bits=bits)


def judge_together(replies: Sequence[tuple[Floats, Enclosures, Allowance]], precision: Precision) -> list[Judged]:
    """The verdicts of several replies, found at once: judging a row costs next to nothing, a call does."""
    if not replies:
        return []
    computed, exact, allowed = zip(*replies, strict=True)
    found = judge(np.concatenate(computed), _joined(exact), _joined(allowed), precision)
    ends = np.cumsum([len(each) for each in computed])[:-1]
    names = [field.name for field in fields(Judged)]
    parts = zip(*(np.split(getattr(found, name), ends) for name in names), strict=True)
    return [Judged(**dict(zip(names, part, strict=True))) for part in parts]


def _joined(parts: Sequence[Any]) -> Any:
    """Enclosures, or allowances, one after another."""
    kind = type(parts[0])
    return kind(**{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(kind)})


def in_ulps(error: Floats, magnitude: Floats, precision: Precision) -> Floats:
    """`error` in units in the last place of `magnitude`, in `precision`; NaN where either is unknown."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        _, exponent = np.frexp(np.maximum(magnitude, precision.tiny))
        ulps: Floats = error / np.ldexp(1.0, exponent - precision.bits)
    return ulps
