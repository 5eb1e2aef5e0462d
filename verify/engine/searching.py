"""The engine's side of the search for worst inputs: how many bits a method loses, as a guess and by proof."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from verify import kernels
from verify.core.claim import Claim, Quantity
from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.exact import Status
from verify.core.expression import Expression
from verify.core.method import Method
from verify.core.precision import FLOAT64, Precision, precision
from verify.engine.ask import can_answer
from verify.engine.bounds import answer_of
from verify.engine.exact import enclose
from verify.engine.extended import extended, spare_bits, ulps_between
from verify.engine.judge import errors, in_ulps
from verify.engine.methods import find_method
from verify.engine.rounding import rounding_bounds
from verify.generators.search import USUAL, Effort, Found, search
from verify.ops.calculus import differentiate

# Below this the error is as good as none: an answer that is correctly rounded from a wider one shows as much.
_LEAST_BITS: Final = -8.0
_DERIVED: Final = frozenset({Quantity.DERIVATIVE, Quantity.MIXED})


class LostBits:
    """Scores of one method's answers to one claim: log2 of the error in ulps of the exact value, not capped at all bits.

    An answer that is not finite where the exact one is loses more than any finite number can (`ceiling`). Points outside the
    domain, at kinks, and where the enclosure stays wide or beyond the range, are no answers to score.
    """

    def __init__(self, method: Method, claim: Claim, dtype: str = "float64") -> None:
        if not can_answer(method, claim, dtype):
            raise UsageError(f"method {method.name!r} does not answer {claim.quantity.value} claims like {claim} in {dtype}")
        self.method, self.claim = method, claim
        self.form: Precision = precision(dtype)
        self.ceiling = math.log2(self.form.huge) - math.log2(self.form.smallest) + 1.0
        self.hopeless = self.form.bits - 1.0
        self.trusted = spare_bits(self.form)
        self.formulas: Sequence[Expression] = (claim.expression, *_derivatives(claim))

    def evaluate(self, expression: Expression, points: Any) -> Any:
        """Values in the precision under test, float64[n]."""
        found = kernels.evaluate(expression, self.claim.arguments, points, self.form.name)
        return np.asarray(found, np.float64)

    def guess(self, points: Any) -> Any:
        """What is lost at each point, in bits, as far as extended precision can tell; elsewhere what the budget allows."""
        allowed = self.allowed(points)
        seen = self.seen(points)
        return np.where((allowed <= self.trusted) & np.isfinite(seen), seen, allowed)

    def allowed(self, points: Any) -> Any:
        """What the budget allows at each point, in bits; infinite where it knows no bound."""
        found = rounding_bounds(self.claim, points, self.form)
        size = np.abs(found.value if self.claim.quantity is Quantity.VALUE else found.slope)
        return self._bits(in_ulps(found.tight, size, self.form))

    def seen(self, points: Any) -> Any:
        """What is lost at each point beside the same program in extended precision, in bits; NaN where that says nothing."""
        if self.trusted <= 0.0:
            return np.full(len(points), np.nan)
        reference = extended(self.formulas[-1], self.claim.arguments, points)
        return self._bits(ulps_between(self.answers(points), reference, self.form))

    def answers(self, points: Any) -> Any:
        """The method's own, float64[n]."""
        with np.errstate(all="ignore"):
            return np.asarray(answer_of(self.method, self.claim, points, self.form.name).values, np.float64)

    def exact(self, points: Any) -> Any:
        """What is proved to be lost at each point, in bits; minus infinity where there is nothing to score."""
        computed = self.answers(points)
        truth = enclose(self.claim, points)
        size = np.abs(truth.exact)
        bits = self._bits(in_ulps(errors(computed, truth)[0], size, self.form))
        bits[~np.isfinite(computed)] = self.ceiling
        return np.where((truth.status == Status.DECIDED) & (size <= self.form.huge), bits, -np.inf)

    def _bits(self, ulps: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.maximum(np.log2(ulps), _LEAST_BITS)


def worst_inputs(
    method: str | Method,
    claim: Claim,
    box: Mapping[str, Interval],
    dtype: str = FLOAT64.name,
    *,
    seed: int = 0,
    effort: Effort = USUAL,
    keep: int = 16,
) -> Found:
    """Points of the box at which a method's answers to a claim lose most bits, worst first; see `LostBits` for the scores.

    Raises
    ------
    UsageError : the method does not answer such claims; the box has not a range for each of one or two arguments.
    """
    if set(box) != set(claim.arguments):
        raise UsageError(
            f"box has sides {', '.join(sorted(box)) or 'none'}; the claim's arguments are {', '.join(claim.arguments)}"
        )
    chosen = find_method(method) if isinstance(method, str) else method
    return search(LostBits(chosen, claim, dtype), box, dtype, seed=seed, effort=effort, keep=keep)


def lost_bits_at(method: str | Method, claim: Claim, point: Mapping[str, float], dtype: str = FLOAT64.name) -> float:
    """The score of one point, at least 0 and at most all bits: what to give to Hypothesis's `target`.

    Examples
    --------
    In a property test, so that Hypothesis looks for points at which more is lost:

    >>> from verify.core.claim import value_of
    >>> from verify.ops.parsing import parse
    >>> lost_bits_at("tape", value_of(parse("(1 + x) - 1")), {"x": 2.0**-53})
    52.0
    """
    chosen = find_method(method) if isinstance(method, str) else method
    score = LostBits(chosen, claim, dtype)
    row = np.array([[point[name] for name in claim.arguments]], np.float64)
    return float(np.clip(score.exact(row)[0], 0.0, score.form.bits))


def _derivatives(claim: Claim) -> tuple[Expression, ...]:
    """What the claim asks for, written out."""
    if claim.quantity not in _DERIVED:
        return ()
    found = differentiate(claim.expression, str(claim.wrt), max(claim.order, 1))
    return (found if claim.quantity is Quantity.DERIVATIVE else differentiate(found, str(claim.also)),)
