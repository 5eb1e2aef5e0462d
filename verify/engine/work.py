"""The workbench of one task: asks every method that can answer, judges, and keeps account."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from verify import kernels
from verify.core.claim import Claim, Quantity
from verify.core.exact import Enclosures
from verify.core.fold import operations
from verify.core.method import Method, Model
from verify.core.precision import Precision
from verify.core.verdict import Kind, Verdict
from verify.engine.ask import Reply, ask, assemble, can_answer, parts_of
from verify.engine.bounds import Bounds
from verify.engine.calibration import Calibration
from verify.engine.exact import enclose
from verify.engine.judge import Allowance, Judged, judge_together
from verify.engine.ledger import Ledger, Place
from verify.engine.methods import find_method
from verify.engine.sides import text_of
from verify.rules.template import Side

_OUTSIDE, _UNDECIDED = Verdict.OUTSIDE.code, Verdict.UNDECIDED.code

# A difference or a quadrature costs as much as many derivatives, and so does the rigorous bound of its truncation; asked
# everywhere they would take nine tenths of a run and find the same.
COSTLY: Final = {
    Quantity.VALUE: 1, Quantity.DERIVATIVE: 5, Quantity.MIXED: 5, Quantity.JVP: 5, Quantity.VJP: 5, Quantity.HVP: 5,
    Quantity.INTEGRAL: 12, Quantity.AREA_SLOPE: 12, Quantity.IMPROPER: 12, Quantity.DOUBLE: 24,
}  # fmt: skip


_Asking = Callable[[Method, int, Bounds], Reply]  # with one point in how many


class _Answered(NamedTuple):
    """A reply with what it is judged by."""

    name: str
    method: Method
    every: int
    place: Place
    exact: Enclosures
    reply: Reply


@dataclass(slots=True)
class Work:
    """Everything that a task gathers on its way."""

    ledger: Ledger
    methods: tuple[str, ...]
    calibration: Calibration
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    method_seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    resolution: dict[tuple[str, str, str], tuple[float, int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _known_bounds: Any = None
    _known_parts: Any = None

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Account the time of a block to `part`: by the wall clock, as asking for processor time takes longer than a block."""
        before = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[part] += time.perf_counter() - before

    def enclose(self, claim: Claim, points: Any) -> Enclosures:
        """The exact side's answer."""
        with self.timed("oracle"):
            return enclose(claim, points)

    def judge_whole(self, place: Place, side: str, claim: Claim, exact: Enclosures, points: Any) -> Any:
        """Every method that can answer the claim, judged at every point (or at one in `COSTLY`).

        Returns the most bits that one of them has lost at each point, float64[n]; minus infinity where none can be told.
        """
        lost = np.full(len(points), -np.inf)
        used = operations(claim.expression)
        able = list(self._able(used, lambda method: can_answer(method, claim, place.precision.name)))
        for name, method in able:
            self._consult(place, name, method, [(claim, np.ascontiguousarray(points[:: stride(method, place, claim)]))])

        def answer(method: Method, every: int, bounds: Bounds) -> Reply:
            return ask(method, claim, np.ascontiguousarray(points[::every]), bounds)

        replies = [self._reply(name, method, place, stride(method, place, claim), exact, answer) for name, method in able]
        for each, judged in self._judged(replies, place.precision):
            self.ledger.observe(each.place, side, claim, each.name, each.exact, each.reply, judged)
            told = (judged.verdict != _OUTSIDE) & (judged.verdict != _UNDECIDED)
            here = lost[:: each.every]
            np.fmax(here, np.where(told, judged.lost_bits, -np.inf), out=here)
            if claim.quantity is Quantity.DERIVATIVE and each.method.model is Model.ROUNDING:
                self._resolve(each.place, claim, np.ascontiguousarray(points[:: each.every]), each.name, each.reply, judged)
        return lost

    def judge_assembled(self, place: Place, name: str, side: Side, exact: Enclosures) -> None:
        """Every method that can fill the side's holes, judged on the side assembled in floating point."""
        dtype, claims = place.precision.name, list(side.holes.values())
        label = text_of(side)
        used = tuple(sorted({op for claim in claims for op in operations(claim.expression)}))
        able = list(self._able(used, lambda m: all(can_answer(m, claim, dtype) for claim in claims)))
        for known, method in able:
            there = place.thinned(stride(method, place, *claims))
            self._consult(place, known, method, parts_of(side, there.points, there.arguments).values())

        def answer(method: Method, every: int, bounds: Bounds) -> Reply:
            there = place.thinned(every)
            return assemble(method, side, there.points, there.arguments, bounds)

        replies = [self._reply(known, method, place, stride(method, place, *claims), exact, answer) for known, method in able]
        for each, judged in self._judged(replies, place.precision):
            self.ledger.observe(each.place, name, claims[0], each.name, each.exact, each.reply, judged, label)

    def _consult(self, place: Place, name: str, method: Method, asked: Iterable[tuple[Claim, Any]]) -> None:
        """Let a method answer before any is judged; what it raises, it raises again when it is judged."""
        bounds = self._bounds(place, name)
        with self.timed("methods"), suppress(Exception):
            for claim, points in asked:
                bounds.consult(method, claim, points)

    def _able(self, used: tuple[str, ...], able: Callable[[Method], bool]) -> Iterator[tuple[str, Method]]:
        for name in self.methods:
            method = find_method(name)
            if self.calibration.allows(name, used) and able(method):
                yield name, method

    def _bounds(self, place: Place, method: str) -> Bounds:
        """What is known at a place, kept until the next one: methods of one accuracy share it."""
        accuracy = self.calibration.accuracy.get(method)
        here = (place.instance, place.precision.name)
        if self._known_bounds is None or self._known_bounds[0] != here:
            self._known_bounds = (here, {})
        known: dict[tuple[tuple[str, float], ...], Bounds] = self._known_bounds[1]
        key = tuple(sorted((accuracy or {}).items()))
        if key not in known:
            known[key] = Bounds(place.precision, accuracy)
        return known[key]

    def _reply(
        self,
        name: str,
        method: Method,
        whole: Place,
        every: int,
        exact: Enclosures,
        answer: Callable[[Method, int, Bounds], Reply],
    ) -> _Answered:
        """The method's answer at one point in `every`; if it raises, what stands for that."""
        place = whole.thinned(every)
        bounds = self._bounds(place, name)
        with self.timed("methods"):
            try:
                reply = answer(method, every, bounds)
            except Exception as error:
                reply = no_reply(len(place.points), error)
        self.method_seconds[name] += reply.seconds
        return _Answered(name, method, every, place, thinned(exact, every), reply)

    def _judged(self, replies: list[_Answered], precision: Precision) -> Iterator[tuple[_Answered, Judged]]:
        """Each with its verdicts, which are found for all at once: judging a row costs next to nothing, a call does not."""
        with self.timed("judge"):
            answers = [(each.reply.computed, each.exact, each.reply.allowed) for each in replies]
            found = judge_together(answers, precision)
        for each, judged in zip(replies, found, strict=True):
            for row in each.reply.raised:
                if judged.verdict[row] == Verdict.CRASHED.code:
                    judged.kind[row] = Kind.EXCEPTION.name.lower()
            raised = {type(error).__name__: error for error in each.reply.raised.values()}  # one of each is told
            self.problems += [f"method {each.name} raised {kind}: {str(error)[:160]}" for kind, error in raised.items()]
        return zip(replies, found, strict=True)

    def _resolve(self, place: Place, claim: Claim, points: Any, name: str, reply: Reply, judged: Judged) -> None:
        """Note the smallest relative fault of each operation's partials that these points would have caught."""
        agreed = judged.verdict == Verdict.AGREES.code
        if not agreed.any():
            return
        with self.timed("methods"):
            used, contribution = self._contributions(claim, points)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            budget = reply.allowed.tight + reply.allowed.textbook
            fault = np.where(agreed & (contribution > 0.0), budget / contribution, np.inf)
        smallest, caught = np.min(fault, axis=1, initial=np.inf).tolist(), np.isfinite(fault).sum(axis=1).tolist()
        for operation, least, points_caught in zip(used, smallest, caught, strict=True):
            if least < np.inf:
                key = (name, place.precision.name, operation)
                known, count = self.resolution.get(key, (np.inf, 0))
                self.resolution[key] = (min(known, least), count + points_caught)

    def _contributions(self, claim: Claim, points: Any) -> tuple[tuple[str, ...], Any]:
        """The claim's operations, and what the partials of each contribute: float64[operations, n]."""
        key = (claim, points.tobytes())
        if self._known_parts is None or self._known_parts[0] != key:
            parts = kernels.contributions(claim.expression, claim.arguments, points, str(claim.wrt))
            table = np.array(list(parts.values()), np.float64).reshape(len(parts), len(points))
            self._known_parts = (key, (tuple(parts), table))
        return self._known_parts[1]  # type: ignore[no-any-return]


def stride(method: Method, place: Place, *claims: Claim) -> int:
    """At which points a method is asked: at all of them, or at one in so many if an answer takes many evaluations."""
    if method.model is Model.ROUNDING:
        return 1
    return max(1, max(COSTLY[claim.quantity] for claim in claims) // place.every)


def thinned(exact: Enclosures, every: int) -> Enclosures:
    """The enclosures at one point in `every`."""
    return Enclosures(
        exact=exact.exact[::every],
        exact_low=exact.exact_low[::every],
        radius=exact.radius[::every],
        condition=exact.condition[::every],
        status=exact.status[::every],
    )


def no_reply(count: int, error: Exception) -> Reply:
    """What stands for the answer of a method that raised: NaN at every point, and nothing allowed."""
    nothing, never = np.full(count, np.nan), np.zeros(count, bool)
    allowed = Allowance(
        tight=np.zeros(count),
        textbook=np.zeros(count),
        truncation=np.zeros(count),
        overflow=never,
        underflow=never,
        estimate=nothing,
    )
    return Reply(computed=nothing, allowed=allowed, steps=nothing, seconds=0.0, raised=dict.fromkeys(range(count), error))
