"""Verdicts and kinds: closed sets whose members say what they mean."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What is known about one computed number. The value is what a person reads."""

    AGREES = "the error is within the tight budget: no sound method could be expected to do better"
    INACCURATE = "beyond the tight budget, within the textbook budget: a formula cancels or overflows, a better one exists"
    WRONG = "beyond every budget: no rounding explains it. A proof, not a suspicion"
    UNDECIDED = "the budget is as large as the value, or the exact value stays uncertain: nobody could tell at this precision"
    OUTSIDE = "the point breaks the hypotheses: outside the domain, at a kink, or an operation the method does not support"
    CRASHED = "an exception, a time-out, or NaN or infinity where the exact value is finite and representable"

    @property
    def decisive(self) -> bool:
        """Whether the number was tested at all: UNDECIDED and OUTSIDE are counted but are no passes."""
        return self not in (Verdict.UNDECIDED, Verdict.OUTSIDE)

    @property
    def failure(self) -> bool:
        """Whether a run with this verdict must not be called clean."""
        return self in (Verdict.WRONG, Verdict.CRASHED)

    @property
    def code(self) -> int:
        """A small integer for storage, stable across versions."""
        return _CODES.index(self)

    @staticmethod
    def from_code(code: int) -> Verdict:
        """The verdict stored as `code`."""
        return _CODES[code]


_CODES = [Verdict.AGREES, Verdict.INACCURATE, Verdict.WRONG, Verdict.UNDECIDED, Verdict.OUTSIDE, Verdict.CRASHED]


class Kind(Enum):
    """Why a verdict was given."""

    NONE = "nothing to explain"
    ROUNDING = "rounding errors, grown by cancellation or ill-conditioning"
    FORMULA = "a textbook formula that cancels where a stable one exists"
    RANGE = "an intermediate overflows or underflows in this precision"
    TRUNCATION = "the method's own approximation (step or panels too coarse)"
    KINK = "the function has no derivative there; any number between the one-sided derivatives is right"
    DOMAIN = "the function is not defined there"
    UNSUPPORTED = "the method does not declare this operation, quantity or precision"
    WIDE = "the enclosure of the exact value stays wide at the precision ceiling"
    CONDITION = "the budget exceeds the value: the problem is too ill-conditioned for this precision"
    UNEXPLAINED = "no rounding and no truncation is that large: the derivative itself is wrong"
    NOT_FINITE = "NaN or infinity was returned for a finite, representable value"
    EXCEPTION = "the method raised or did not return"
    ESTIMATE = "the method's own error estimate is smaller than its error"
    MODES = "two modes of one library differ by more than both budgets together: one of them at least is at fault"
