"""Problem or algorithm? The condition number says how much any method must lose; what is lost beyond it is the formula's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final, NamedTuple

import numpy as np

from verify.analysis.program import program_of
from verify.analysis.splitting import parts_of_error
from verify.analysis.trace import exact_values
from verify.core.budget import PARTIAL_ULPS, SAFETY
from verify.core.claim import Claim
from verify.core.errors import VerifyError
from verify.core.expression import apply
from verify.core.fold import nodes
from verify.core.method import Functional
from verify.core.precision import precision
from verify.core.verdict import Kind, Verdict
from verify.oracle import enclose


class Cause(Enum):
    """What an error is due to; the value is how it is written."""

    EXACT = "exact"
    ACCURATE = "accurate"
    ILL_CONDITIONED = "ill-conditioned problem"
    UNSTABLE = "unstable formula"
    RANGE = "range"
    TRUNCATION = "truncation"
    KINK = "kink"
    UNEXPLAINED = "unexplained"  # wrong, crashed or not asked: no matter of rounding


class Symptoms(NamedTuple):
    """What is known of one observation. `allowed_bits`: what a stable method may lose on this problem."""

    verdict: Verdict
    kind: Kind
    lost_bits: float
    allowed_bits: float


# Bits that rounding a few operations may cost on a well-conditioned problem: what the budget grants to one partial.
GRANTED_BITS: Final = math.log2(PARTIAL_ULPS * SAFETY)

_TRUNCATION: Final = frozenset({Kind.TRUNCATION, Kind.ESTIMATE})
# What an answer that was put together from values of the function may be due to, besides its truncation.
_ROUNDING: Final = frozenset({Kind.NONE, Kind.ROUNDING, Kind.FORMULA, Kind.CONDITION})
_NOT_ROUNDING: Final = frozenset({Kind.UNEXPLAINED, Kind.EXCEPTION, Kind.UNSUPPORTED, Kind.DOMAIN})

# The first line that holds decides.
DECISIONS: Final[tuple[tuple[Callable[[Symptoms], bool], Cause], ...]] = (
    (lambda s: s.kind is Kind.KINK, Cause.KINK),
    (lambda s: s.kind in _NOT_ROUNDING or s.verdict is Verdict.WRONG or math.isnan(s.lost_bits), Cause.UNEXPLAINED),
    (lambda s: s.lost_bits <= 0.0, Cause.EXACT),
    (lambda s: s.lost_bits <= GRANTED_BITS, Cause.ACCURATE),
    (lambda s: s.kind is Kind.RANGE, Cause.RANGE),
    (lambda s: s.kind in _TRUNCATION, Cause.TRUNCATION),
    (lambda s: s.kind is Kind.FORMULA, Cause.UNSTABLE),  # beyond what a stable formula loses on this very problem
    (lambda s: s.lost_bits <= s.allowed_bits, Cause.ILL_CONDITIONED),
    (lambda s: True, Cause.UNSTABLE),
)


def problem_or_algorithm(verdict: Verdict, kind: Kind, condition: float, lost_bits: float) -> str:
    """One of the values of `Cause`.

    Parameters
    ----------
    condition : condition number of the claimed quantity, NaN for unknown (which excuses nothing)
    lost_bits : log2 of the error in ulps, at least 0
    """
    excused = math.log2(condition) if condition > 1.0 else 0.0
    symptoms = Symptoms(verdict, kind, lost_bits, excused + GRANTED_BITS)
    return next(cause.value for holds, cause in DECISIONS if holds(symptoms))


def diagnose(
    claim: Claim,
    point: Mapping[str, float],
    dtype: str,
    symptoms: tuple[Verdict, Kind, float, float],
    computed: float | None = None,
    functional: Functional | None = None,
) -> str:
    """The same for one observation, with a look at the program: one of the values of `Cause`.

    A judgement says RANGE wherever an infinity or NaN turns up. Range is to blame only if a number on the way is too large or
    too small for the dtype; a denominator that cancels to 0 is the formula's fault, as in log(1 - x)/log(1 + x) at x = 1e-17.

    Parameters
    ----------
    symptoms : verdict, kind, condition number and lost bits, as for `problem_or_algorithm`
    computed : what the method returned
    functional : how a difference or quadrature formed it. Budgets say which of truncation and rounding might be the larger,
        and which it was, the two parts of the error itself do
    """
    verdict, kind, condition, lost = symptoms
    if functional is not None and computed is not None and kind in _ROUNDING | _TRUNCATION:
        parts = parts_of_error(claim, point, functional, computed)
        if parts is not None:
            kind = Kind.TRUNCATION if abs(parts.truncation) >= abs(parts.rounding) else Kind.ROUNDING
    if kind is Kind.RANGE and verdict is not Verdict.WRONG and not leaves_range(claim, point, dtype, computed):
        verdict, kind = Verdict.INACCURATE, Kind.ROUNDING
    return problem_or_algorithm(verdict, kind, condition, lost)


def leaves_range(claim: Claim, point: Mapping[str, float], dtype: str, computed: float | None = None) -> bool:
    """Whether an intermediate of the program is exactly beyond the largest number of the dtype, or below the smallest normal.

    True as well where the program is not known: nothing speaks against it then. Nodes without an exact value do not count.
    """
    form = precision(dtype)
    try:
        program = program_of(claim, point, form, computed)
    except VerifyError:
        program = None
    if program is None:
        return True
    # Exponents, as a value itself would be an infinity or 0 in float64; that of an exact 0 is unknown, and 0 is no underflow.
    exponents = [apply("log2", apply("abs", node)) for node in nodes(program)]
    found = [exact.high for exact in exact_values(exponents, point).values()]
    return not all(math.log2(form.tiny) <= exponent <= math.log2(form.huge) for exponent in found if not math.isnan(exponent))


def condition_number(claim: Claim, point: Mapping[str, float]) -> float:
    """|x q'(x) / q(x)| of the claimed quantity q at a point: |x f'/f| of a value, |x f''/f'| of a derivative.

    A relative change of the input grows by this factor in the true answer, whichever way it is computed. NaN if unknown.
    """
    try:
        row = np.array([[float(point[name]) for name in claim.arguments]], dtype=np.float64)
        return float(enclose(claim, row).condition[0])
    except VerifyError:
        return math.nan
