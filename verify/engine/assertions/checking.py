"""Everything wanted, asked at every point and judged; the first failure as an AssertionError whose message is the product."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from verify.core.errors import VerifyError
from verify.core.precision import Precision
from verify.core.verdict import Kind, Verdict
from verify.engine.assertions.arguments import Floats, rounded_to
from verify.engine.assertions.judging import judge_claim
from verify.engine.assertions.numerical import TRUSTED, verdict_of
from verify.engine.assertions.record import Record, entry, failure_of, heard, record_of, tell
from verify.engine.assertions.simplest import simplest
from verify.engine.assertions.told import CheckedDerivative, Place, failure, look
from verify.engine.assertions.wanted import BadAnswer, Wanted
from verify.engine.formula import derivative_text

_SHOWN: Final = 6  # places of failing entries that the first line names
_SHORT: Final = 40  # nodes of a derivative that is shown


@dataclass(slots=True)
class _Judge:
    """Judges entries of what is wanted, in one precision."""

    wanted: Wanted
    precision: Precision

    def entry(self, number: int, points: Floats, computed: Floats) -> list[Place]:
        """One entry at all points."""
        if not self.wanted.claims:
            return [self.by_differences(number, point, value) for point, value in zip(points, computed.tolist(), strict=True)]
        own = self.wanted.own[number] if self.wanted.own else None
        found = judge_claim(self.wanted.claims[number], self.wanted.names, points, computed, self.precision, own)
        rows = zip(
            points, computed.tolist(), found.exact.tolist(), found.low.tolist(), found.error.tolist(), found.ulps.tolist(),
            found.tight.tolist(), found.textbook.tolist(), found.verdict.tolist(), found.kind.tolist(), strict=True,
        )  # fmt: skip
        return [
            Place(
                written=self.wanted.written(point), computed=value, exact=exact, low=low, error=error, ulps=ulps, tight=tight,
                textbook=textbook, verdict=Verdict.from_code(verdict), kind=Kind[kind.upper()],
            )
            for point, value, exact, low, error, ulps, tight, textbook, verdict, kind in rows
        ]  # fmt: skip

    def by_differences(self, number: int, point: Floats, computed: float) -> Place:
        """One entry at one point, without a trace."""
        found = self.wanted.estimate(number, point)
        verdict, kind = verdict_of(computed, found)
        allowed = TRUSTED * found.error
        return Place(
            written=self.wanted.written(point), computed=computed, exact=found.value, low=0.0,
            error=abs(computed - found.value), ulps=np.nan, tight=allowed, textbook=allowed, verdict=verdict, kind=kind,
        )  # fmt: skip


def check(wanted: Wanted, points: Floats, *, strict: bool) -> CheckedDerivative:
    """Ask and judge every entry at every point.

    Raises
    ------
    AssertionError : an entry is WRONG or CRASHED, or INACCURATE where `strict`; or no entry could be decided at all.
    """
    __tracebackhide__ = True
    try:
        computed, precision = _asked(wanted, points)
    except BadAnswer as error:
        message = f"the {wanted.what} of {wanted.function.name} cannot be judged: it {error}"
        _tell_crash(wanted, points[0], message)
        raise AssertionError(message) from error.__cause__
    points = rounded_to(points, precision)
    judge = _Judge(wanted, precision)
    judged = [judge.entry(number, points, column) for number, column in enumerate(computed.T)]
    failed = _first_failure(judge, points, judged, strict=strict)
    resolution = _resolution(judged)
    if heard():
        _tell(judge, points, judged, failed, resolution)
    if failed is not None and failed.fails:
        raise AssertionError(failed.message)
    counts = Counter(place.verdict for places in judged for place in places)
    if not any(verdict.decisive for verdict in counts):
        raise AssertionError(_undecided(wanted, judged))
    return CheckedDerivative(
        what=wanted.what, name=wanted.function.name, counts=counts, resolution=resolution, weaker=wanted.function.why
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """What is told of an assertion: the worst entry at its simplest point. `fails` unless it is only INACCURATE."""

    fails: bool
    message: str
    entry: int
    place: Place
    point: Floats
    count: int


def _first_failure(judge: _Judge, points: Floats, judged: list[list[Place]], *, strict: bool) -> _Failure | None:
    """The worst of the entries that are WRONG or CRASHED, or else of those that are INACCURATE where anybody wants to know."""
    for bad, fails in (({Verdict.WRONG, Verdict.CRASHED}, True), ({Verdict.INACCURATE}, strict)):
        failing = [number for number, places in enumerate(judged) if any(place.verdict in bad for place in places)]
        if failing and (fails or heard()):
            return _failed(judge, points, judged, failing, bad, fails=fails)
    return None


def _tell(judge: _Judge, points: Floats, judged: list[list[Place]], failed: _Failure | None, resolution: float) -> None:
    """Tell who listens what was judged."""
    wanted = judge.wanted
    named = [_named(wanted, point) for point in points]
    claims = wanted.claims or (None,) * len(judged)
    entries = [
        entry(f"{wanted.what} of {wanted.function.name}{label}", claim, places, named)
        for label, claim, places in zip(wanted.places, claims, judged, strict=True)
    ]
    failure: Record | None = None
    if failed is not None:
        why = failed.place.kind.value + (
            f"; judged by differences, no proof: {wanted.function.why}" if not wanted.claims else ""
        )
        failure = failure_of(
            failed.entry, failed.place, _named(wanted, failed.point), why, wanted.repeat(failed.point), failed.count
        )
    tell(record_of(wanted.asserted, judge.precision.name, entries, failure=failure, resolution=resolution))


def _tell_crash(wanted: Wanted, point: Floats, message: str) -> None:
    """Tell who listens of an answer that is no number."""
    if not heard():
        return
    nothing = Place.crashed(wanted.written(point))
    at = _named(wanted, point)
    label = f"{wanted.what} of {wanted.function.name}{wanted.places[0]}"
    crashed = entry(label, wanted.claims[0] if wanted.claims else None, [nothing], [at])
    failure = failure_of(0, nothing, at, message, wanted.repeat(point), 1)
    tell(record_of(wanted.asserted, wanted.function.precision.name, [crashed], failure=failure))


def _named(wanted: Wanted, point: Floats) -> dict[str, float]:
    return dict(zip(wanted.names, point.tolist(), strict=True))


def _asked(wanted: Wanted, points: Floats) -> tuple[Floats, Precision]:
    """float64[n, m] answers; in single precision they are asked for again at points that it holds."""
    first, precision = wanted.ask(points[0])
    again, _ = wanted.ask(points[0])
    if not np.array_equal(first, again, equal_nan=True):
        raise BadAnswer("gave two answers to one question, so nothing that it says can be repeated")
    return np.array([wanted.ask(point)[0] for point in rounded_to(points, precision)]), precision


def _failed(
    judge: _Judge, points: Floats, judged: list[list[Place]], failing: list[int], bad: set[Verdict], *, fails: bool
) -> _Failure:
    wanted = judge.wanted
    number = max(failing, key=lambda entry: sum(place.verdict in bad for place in judged[entry]))
    places = judged[number]
    row = max((row for row, place in enumerate(places) if place.verdict in bad), key=lambda row: places[row].ulps)
    worst = places[row]

    def still_fails(point: Floats) -> Place | None:
        try:
            place = judge.entry(number, point[None, :], wanted.ask(point)[0][number : number + 1])[0]
        except (BadAnswer, VerifyError):
            return None
        return place if place.verdict is worst.verdict else None

    point, small = simplest(points[row], worst, still_fails)
    named = ", ".join(wanted.places[entry] or "the only entry" for entry in failing[:_SHOWN])
    more = f" and {len(failing) - _SHOWN} more" if len(failing) > _SHOWN else ""
    at_points = sum(place.verdict in bad for place in places)
    head = (
        f"{wanted.what} of {wanted.function.name}: {worst.verdict.name} in {named}{more}; {len(failing)} of {len(judged)} "
        f"entries, at {at_points} of {len(points)} points"
    )
    claim = wanted.claims[number] if wanted.claims else None
    hint = look(worst.computed, worst.exact)
    hint = hint if hint == look(small.computed, small.exact) else ""
    message = failure(
        head, worst, small, root=None if claim is None else claim.expression, derivative=_slope(judge, number),
        weaker=wanted.function.why, hint=hint, repeat=wanted.repeat(point),
    )  # fmt: skip
    return _Failure(fails=fails, message=message, entry=number, place=small, point=point, count=at_points)


def _slope(judge: _Judge, number: int) -> str:
    """The derivative by the rules, where that is short."""
    claims = judge.wanted.claims
    return derivative_text(claims[number], _SHORT) if claims else ""


def _undecided(wanted: Wanted, judged: list[list[Place]]) -> str:
    """No pass without a test."""
    place = judged[0][0]
    why = f"; there is no trace, because {wanted.function.why}" if wanted.function.why else ""
    return (
        f"{wanted.what} of {wanted.function.name}: nothing was tested. No entry could be decided at any point; "
        f"at {place.written} it is {place.verdict.name}: {place.kind.value}{why}"
    )


def _resolution(judged: list[list[Place]]) -> float:
    """The smallest relative fault that every decided number would have shown."""
    shares = [
        place.textbook / abs(place.exact)
        for places in judged
        for place in places
        if place.verdict.decisive and place.exact and np.isfinite(place.exact)
    ]
    return max(shares, default=float("nan"))
