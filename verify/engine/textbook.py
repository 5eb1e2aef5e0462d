"""The catalogue task: every worked example of the tutorials, confirmed exactly and asked of every method."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from verify import oracle
from verify.core.claim import value_of
from verify.core.errors import UsageError
from verify.core.exact import Enclosures, Status
from verify.core.precision import FLOAT64
from verify.engine.ask import columns_of
from verify.engine.ledger import Place
from verify.engine.plan import Task
from verify.engine.replay import replay_id
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.generators import CATALOGUE, Example


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge every example; the report says which are confirmed, and what became of printed decimals."""
    outcomes = {name: _judge(work, example, number) for number, (name, example) in enumerate(CATALOGUE.items())}
    for name, outcome in outcomes.items():
        if not outcome["confirmed"]:
            work.problems.append(f"catalogue example {name!r} is not confirmed: {CATALOGUE[name].expected} is not its answer")
    return {"catalogue": outcomes}


def _judge(work: Work, example: Example, number: int) -> dict[str, Any]:
    claim, points = example.claim, example.points
    place = Place(
        instance=number,
        rule="",
        points=points,
        arguments=claim.arguments,
        sources=["catalogue"] * len(points),
        precision=FLOAT64,
    )
    exact = work.enclose(claim, points)
    with work.timed("oracle"):
        outcome = {"confirmed": confirmed(example, exact), **_decimals(example)}
    work.judge_whole(place, "plain", claim, exact, points)
    first = dict(zip(claim.arguments, points[0].tolist(), strict=True))
    replay = replay_id(claim, first, "dual", FLOAT64.name)
    work.ledger.describe(place, "plain", claim.expression, {}, "none", bool(outcome["confirmed"]), replay)
    return outcome


def confirmed(example: Example, exact: Enclosures) -> bool:
    """Whether the example's answer meets the enclosure of what it claims, at every point that is decided."""
    answer = value_of(example.answer)
    given = oracle.enclose(answer, columns_of(answer, example.points, example.claim.arguments, {}))
    decided = (exact.status == Status.DECIDED) & (given.status == Status.DECIDED)
    with np.errstate(invalid="ignore"):
        gap = np.abs((exact.exact - given.exact) + (exact.exact_low - given.exact_low))
        apart = gap > exact.radius + given.radius
    return bool(decided.any()) and not bool((apart & decided).any())


def _decimals(example: Example) -> dict[str, Any]:
    """Whether the printed decimal is right to half a unit in its last place, and the misprint is not."""
    found: dict[str, Any] = {}
    point = dict(example.at[0])
    for key, text in (("printed", example.printed), ("misprint", example.misprint)):
        if text is not None:
            low, high = (Decimal(end) for end in oracle.interval_text(example.claim, point))
            found[key] = {"text": text, "right": rounds_to(text, low, high)}
    return found


def rounds_to(text: str, low: Decimal, high: Decimal) -> bool:
    """Whether every number of the enclosure rounds to the printed decimal: is within half a unit in its last place.

    Raises
    ------
    UsageError : the text is no decimal number.
    """
    try:
        printed = Decimal(text)
    except InvalidOperation:
        raise UsageError(f"{text!r} is no decimal number") from None
    half = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
    return printed - half <= low and high <= printed + half
