"""The workbench of one task: asks every method that can answer, judges, and keeps account."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from verify import kernels, oracle
from verify.core.claim import Claim, Quantity
from verify.core.exact import Enclosures
from verify.core.fold import operations
from verify.core.method import Method, Model
from verify.core.verdict import Kind, Verdict
from verify.engine.ask import Bounds, Reply, ask, assemble, can_answer
from verify.engine.calibration import Calibration
from verify.engine.judge import Allowance, Judged, judge
from verify.engine.ledger import Ledger, Place
from verify.engine.methods import find_method
from verify.rules.template import Side


@dataclass(slots=True)
class Work:
    """Everything that a task gathers on its way."""

    ledger: Ledger
    methods: tuple[str, ...]
    calibration: Calibration
    seconds: Counter[str] = field(default_factory=Counter)
    resolution: dict[tuple[str, str, str], tuple[float, int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _known_bounds: Any = None
    _known_parts: Any = None

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Account the processor time of a block to `part`."""
        before = time.process_time()
        try:
            yield
        finally:
            self.seconds[part] += time.process_time() - before

    def enclose(self, claim: Claim, points: Any) -> Enclosures:
        """The exact side's answer."""
        with self.timed("oracle"):
            return oracle.enclose(claim, points)

    def judge_whole(self, place: Place, side: str, claim: Claim, exact: Enclosures, points: Any) -> None:
        """Every method that can answer the claim, judged at every point."""
        used = operations(claim.expression)
        for name, method in self._able(used, lambda method: can_answer(method, claim, place.precision.name)):
            bounds = self._bounds(place, name)
            reply, judged = self._judged(lambda m=method, b=bounds: ask(m, claim, points, b), exact, place)  # type: ignore[misc]
            self.ledger.observe(place, side, claim, name, exact, reply, judged)
            if claim.quantity is Quantity.DERIVATIVE and method.model is Model.ROUNDING:
                self._resolve(place, claim, points, name, reply, judged)

    def judge_assembled(self, place: Place, side: Side, claim: Claim, exact: Enclosures) -> None:
        """Every method that can fill the side's holes, judged on the side assembled in floating point."""
        dtype = place.precision.name
        used = tuple(sorted({op for hole in side.holes.values() for op in operations(hole.expression)}))
        for name, method in self._able(used, lambda m: all(can_answer(m, hole, dtype) for hole in side.holes.values())):
            bounds = self._bounds(place, name)
            reply, judged = self._judged(
                lambda m=method, b=bounds: assemble(m, side, place.points, place.arguments, b),  # type: ignore[misc]
                exact,
                place,
            )
            self.ledger.observe(place, "assembled", claim, name, exact, reply, judged)

    def _able(self, used: tuple[str, ...], able: Callable[[Method], bool]) -> Iterator[tuple[str, Method]]:
        for name in self.methods:
            method = find_method(name)
            if self.calibration.allows(name, used) and able(method):
                yield name, method

    def _bounds(self, place: Place, method: str) -> Bounds:
        accuracy = self.calibration.accuracy.get(method)
        key = (id(place), tuple(sorted((accuracy or {}).items())))
        if self._known_bounds is None or self._known_bounds[0] != key:
            self._known_bounds = (key, Bounds(place.precision, accuracy), place)
        found: Bounds = self._known_bounds[1]
        return found

    def _judged(self, answer: Callable[[], Reply], exact: Enclosures, place: Place) -> tuple[Reply, Judged]:
        with self.timed("methods"):
            try:
                reply, raised = answer(), None
            except Exception as error:
                reply, raised = _no_reply(len(place.points)), error
        with self.timed("judge"):
            judged = judge(reply.computed, exact, reply.allowed, place.precision)
        if raised is not None:
            judged.kind[judged.verdict == Verdict.CRASHED.code] = Kind.EXCEPTION.name.lower()
            self.problems.append(f"a method raised {type(raised).__name__}: {str(raised)[:160]}")
        return reply, judged

    def _resolve(self, place: Place, claim: Claim, points: Any, name: str, reply: Reply, judged: Judged) -> None:
        """Note the smallest relative fault of each operation's partials that these points would have caught."""
        agreed = judged.verdict == Verdict.AGREES.code
        if not agreed.any():
            return
        with self.timed("methods"):
            parts: Mapping[str, Any] = self._contributions(claim, points)
        for operation, contribution in parts.items():
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                fault = np.where(
                    agreed & (contribution > 0.0), (reply.allowed.tight + reply.allowed.textbook) / contribution, np.inf
                )
            smallest = float(np.min(fault))
            if np.isfinite(smallest):
                key = (name, place.precision.name, operation)
                known, count = self.resolution.get(key, (np.inf, 0))
                self.resolution[key] = (min(known, smallest), count + int(np.isfinite(fault).sum()))

    def _contributions(self, claim: Claim, points: Any) -> Mapping[str, Any]:
        key = (claim, points.tobytes())
        if self._known_parts is None or self._known_parts[0] != key:
            self._known_parts = (key, kernels.contributions(claim.expression, claim.arguments, points, str(claim.wrt)))
        return self._known_parts[1]  # type: ignore[no-any-return]


def _no_reply(count: int) -> Reply:
    nothing, never = np.full(count, np.nan), np.zeros(count, bool)
    allowed = Allowance(
        tight=np.zeros(count), textbook=np.zeros(count), truncation=np.zeros(count), overflow=never, estimate=nothing
    )
    return Reply(computed=nothing, allowed=allowed, steps=nothing)
