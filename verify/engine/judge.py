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
_DECIDED, _WIDE, _DOMAIN, _KINK = (int(status) for status in (Status.DECIDED, Status.WIDE, Status.DOMAIN, Status.KINK))
_WHY: Final = SimpleNamespace(**{kind.name: kind.name.lower() for kind in Kind})
# What each rule of `_first_rule` says, in its order: the first that holds decides.
_RULES: Final = (
    (_OUTSIDE, _WHY.DOMAIN),
    (_OUTSIDE, _WHY.KINK),
    (_UNDECIDED, _WHY.WIDE),
    (_UNDECIDED, _WHY.RANGE),
    (_INACCURATE, _WHY.RANGE),
    (_UNDECIDED, _WHY.CONDITION),
    (_CRASHED, _WHY.NOT_FINITE),
    (_WRONG, _WHY.UNEXPLAINED),
    (_INACCURATE, _WHY.ESTIMATE),
    (_INACCURATE, _WHY.FORMULA),
    (_UNDECIDED, _WHY.WIDE),
    (_UNDECIDED, _WHY.CONDITION),
    (_INACCURATE, _WHY.ESTIMATE),
    (_AGREES, _WHY.TRUNCATION),
    (_AGREES, _WHY.NONE),
)
_VERDICTS: Final = np.array([verdict for verdict, _ in _RULES], np.int8)
_KINDS: Final = np.array([why for _, why in _RULES], object)
_NONE: Final = len(_RULES) - 1
_TRUNCATION: Final = _NONE - 1


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
    if _all_agree(high, magnitude, exact, allowed, precision):
        first = np.where(allowed.truncation > allowed.tight - allowed.truncation, _TRUNCATION, _NONE)
    else:
        first = _first_rule(computed, low, high, magnitude, exact, allowed, precision)
    kind = _KINDS[first]
    ulps = in_ulps(high, magnitude, precision)
    bits = np.clip(np.log2(np.maximum(ulps, 1.0)), 0.0, precision.bits)
    bits[~finite] = precision.bits
    kind[(first == _NONE) & (bits > 1.0)] = _WHY.ROUNDING
    return Judged(verdict=_VERDICTS[first], kind=kind, error=high, ulps=ulps, lost_bits=bits)


def _all_agree(high: Floats, magnitude: Floats, exact: Enclosures, allowed: Allowance, precision: Precision) -> bool:
    """Whether no rule but the last two holds anywhere: so it is for nearly all answers, and most rules need not be asked."""
    with np.errstate(invalid="ignore", over="ignore"):
        tight = allowed.tight
        agree = (exact.status == _DECIDED) & (high <= tight) & (tight < np.inf) & (magnitude <= precision.huge)
        agree &= ((tight < HOPELESS * magnitude) | (high <= 0.0)) & ~(high > allowed.estimate + tight - allowed.truncation)
    return bool(agree.all())


def _first_rule(
    computed: Floats,
    low: Floats,
    high: Floats,
    magnitude: Floats,
    exact: Enclosures,
    allowed: Allowance,
    precision: Precision,
) -> Any:
    """The number in `_RULES` of the first rule that holds at each point; the last one always does."""
    trusted = np.isfinite(allowed.tight)
    textbook = np.maximum(allowed.textbook, allowed.tight)
    with np.errstate(invalid="ignore"):
        # What underflows is lost: it explains a result that is too small, none that is too large.
        out_of_range = allowed.overflow | (allowed.underflow & (np.abs(computed) <= magnitude))
        hopeless = (allowed.tight >= HOPELESS * magnitude) & (high > 0.0)
        holds = [
            exact.status == _DOMAIN,
            # NaN says that there is no derivative, which is as true as any number between the one-sided ones.
            (exact.status == _KINK) & (np.isnan(computed) | (low <= allowed.tight)),
            exact.status == _WIDE,
            magnitude > precision.huge,
            out_of_range & ~(high <= allowed.tight),
            ~trusted,
            ~np.isfinite(computed),
            low > textbook,
            (low > allowed.tight) & np.isfinite(allowed.estimate),
            low > allowed.tight,
            high > allowed.tight,
            hopeless,
            high > allowed.estimate + allowed.tight - allowed.truncation,
            allowed.truncation > allowed.tight - allowed.truncation,
            np.ones(len(computed), bool),
        ]
    return np.argmax(holds, axis=0)


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
