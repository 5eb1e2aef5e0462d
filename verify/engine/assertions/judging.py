"""One claim at many points against its enclosure, under the budget of the traced expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from verify import kernels
from verify.core.claim import Claim
from verify.core.errors import VerifyError
from verify.core.exact import Enclosures
from verify.core.expression import Expression
from verify.core.precision import Precision
from verify.core.verdict import Verdict
from verify.engine.ask import columns_of
from verify.engine.assertions.arguments import Floats
from verify.engine.exact import enclose
from verify.engine.grant import granted_bounds
from verify.engine.judge import Allowance, Judged, judge
from verify.engine.rounding import rounding_bounds


@dataclass(slots=True, kw_only=True)
class Entry:
    """One number of a derivative, judged at n points. Arrays are [n].

    exact, low : the exact value as a double-double; NaN where there is none
    """

    verdict: Any
    kind: Any
    error: Floats
    ulps: Floats
    exact: Floats
    low: Floats
    tight: Floats
    textbook: Floats


def judge_claim(
    claim: Claim, names: tuple[str, ...], points: Floats, computed: Floats, precision: Precision, own: Expression | None = None
) -> Entry:
    """Verdicts on what was computed for a claim.

    Parameters
    ----------
    names : of the columns of `points`
    own : the computation itself as an expression, if it was traced: what its rounding explains is INACCURATE and not WRONG
    """
    there = columns_of(claim, points, names, {})
    exact = enclose(claim, there)
    allowed = Allowance.of_rounding(rounding_bounds(claim, there, precision), granted_bounds(claim, there, precision))
    judged = judge(computed, exact, allowed, precision)
    if own is not None and (judged.verdict == Verdict.WRONG.code).any():
        allowed.textbook = np.maximum(allowed.textbook, _own_rounding(own, names, points, precision))
        judged = judge(computed, exact, allowed, precision)
    return entry_of(judged, exact, allowed)


def entry_of(judged: Judged, exact: Enclosures, allowed: Allowance) -> Entry:
    """Everything that the message needs."""
    return Entry(
        verdict=judged.verdict, kind=judged.kind, error=judged.error, ulps=judged.ulps, exact=exact.exact, low=exact.exact_low,
        tight=allowed.tight, textbook=allowed.textbook,
    )  # fmt: skip


def _own_rounding(own: Expression, names: tuple[str, ...], points: Floats, precision: Precision) -> Floats:
    """What a computation may lose by its own rounding; infinite where the analysis says so."""
    try:
        found: Floats = kernels.bounds(own, names, points, precision).error
    except VerifyError:
        return np.zeros(len(points))
    return np.where(np.isnan(found), 0.0, found)
