"""What is known of claims at one place: methods' answers to them, and what those may err, each found once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verify import kernels
from verify.core.budget import SAFETY
from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Functional, Method, Taylor
from verify.core.precision import Precision
from verify.engine.grant import granted_accuracy, granted_bounds
from verify.engine.judge import Floats
from verify.engine.methods import is_ours
from verify.engine.parts import Raised, in_parts
from verify.engine.rounding import rounding_bounds
from verify.engine.slopes import Slopes
from verify.engine.watch import asking

Accuracy = Mapping[str, float]
_Key = tuple[Claim, bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """A method's answer to a claim, with the seconds that it took, and what it raised at single points."""

    answer: Answer
    seconds: float
    raised: Mapping[int, Exception]


class Bounds:
    """Answers and budgets at one place, each computed once: methods that are asked the same share their bounds.

    Differences share the costliest part, the proved bounds of high derivatives around the points; so whoever asks several
    methods calls `consult` for all of them first.
    """

    def __init__(self, precision: Precision, accuracy: Accuracy | None = None) -> None:
        self.precision = precision
        self.accuracy = accuracy
        self._rounding: dict[_Key, Any] = {}
        self._granted: dict[_Key, Any] = {}
        self._asked: dict[tuple[str, _Key], Asked] = {}
        self._functionals: dict[_Key, list[Functional]] = {}
        self._sums: dict[int, Floats] = {}  # by the identity of functionals, which the answers keep alive
        self._slopes: dict[_Key, Slopes] = {}

    def consult(self, method: Method, claim: Claim, points: Floats) -> Asked:
        """The method's answer. Raises whatever the method raises everywhere."""
        key = (claim, points.tobytes())
        if (method.name, key) not in self._asked:
            before = time.perf_counter()
            if is_ours(method):
                answer, raised = method.answer(claim, points, self.precision.name), Raised()
            else:
                answer, raised = in_parts(lambda part: answer_of(method, claim, part, self.precision.name), points)
                answer.absolute = None  # only our own kernels are believed: nobody else may excuse their own errors
            self._asked[method.name, key] = Asked(answer, time.perf_counter() - before, raised)
            if answer.functional is not None:
                self._functionals.setdefault(key, []).append(answer.functional)
                slopes = self._slopes.setdefault(key, Slopes(claim, points))
                slopes.register(part for part in answer.functional.truncation or () if isinstance(part, Taylor))
        return self._asked[method.name, key]

    def of(self, claim: Claim, points: Floats) -> Any:
        """kernels.Bounds of the claim, which must not be an integral."""
        key = (claim, points.tobytes())
        if key not in self._rounding:
            self._rounding[key] = rounding_bounds(claim, points, self.precision, self.accuracy)
        return self._rounding[key]

    def granted(self, claim: Claim, points: Floats) -> Floats:
        """The textbook budget of a library for the claim, which must not be an integral."""
        key = (claim, points.tobytes())
        if key not in self._granted:
            self._granted[key] = granted_bounds(claim, points, self.precision)
        return self._granted[key]  # type: ignore[no-any-return]

    def of_sum(self, claim: Claim, points: Floats, functional: Functional) -> Floats:
        """What a method's sum of function values rounds; those of all differences asked so far are found together."""
        if id(functional) not in self._sums:
            known = self._functionals.get((claim, points.tobytes()), [functional])
            alike = known if claim.quantity is Quantity.DERIVATIVE else [functional]
            found = kernels.roundings_together(claim, points, alike, self.precision, self.accuracy)
            self._sums.update(zip(map(id, alike), found, strict=True))
        return SAFETY * self._sums[id(functional)]

    def granted_of_sum(self, claim: Claim, points: Floats, functional: Functional) -> Floats:
        """The same by the accuracies that a library is granted."""
        accuracy = granted_accuracy(self.precision)
        return SAFETY * kernels.functional_rounding(claim, points, functional, self.precision, accuracy)  # type: ignore[no-any-return]

    def slopes(self, claim: Claim, points: Floats) -> Slopes:
        """Bounds of high derivatives around the points."""
        return self._slopes.setdefault((claim, points.tobytes()), Slopes(claim, points))


def answer_of(method: Method, claim: Claim, points: Floats, dtype: str) -> Answer:
    """The method's answer, or what it raises; foreign code is asked under watch, so that one that hangs or dies is known."""
    if is_ours(method):
        return method.answer(claim, points, dtype)
    with asking(method.name, claim, points, dtype):
        return method.answer(claim, points, dtype)
