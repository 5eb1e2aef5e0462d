"""The catalogue tasks: every worked example of the tutorials, confirmed exactly and asked of every method."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np

from verify import oracle
from verify.core.claim import Claim, value_of
from verify.core.errors import VerifyError
from verify.core.exact import Enclosures, Status
from verify.core.precision import FLOAT64
from verify.engine.ask import columns_of
from verify.engine.exact import enclose
from verify.engine.ledger import Place
from verify.engine.plan import Task
from verify.engine.printed import rounds_to
from verify.engine.procedures import Question, carry_out, questions
from verify.engine.replay import replay_id
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.generators import FAMILIES, Example

_DIGITS: Final = 12  # of an exact value, as shown


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge the examples and procedures of the family `task.subject`.

    The report's `catalogue` has, by name: statement, expected, found (what is exact, as text), confirmed; and for printed
    decimals and misprints: text, right.
    """
    family = FAMILIES[task.subject]
    found: dict[str, dict[str, Any]] = {}
    for name, example in family.examples.items():
        found[name] = {"statement": example.statement, "expected": example.expected, **_tried(_example, work, example)}
    for name, procedure in family.procedures.items():
        found[name] = {"statement": procedure.statement, "expected": procedure.expected, **_tried(_procedure, work, procedure)}
    for name, outcome in found.items():
        if not outcome["confirmed"]:
            work.problems.append(
                f"catalogue entry {name!r} is not confirmed: expected {outcome['expected']}, found {outcome['found']}"
            )
    return {"catalogue": found}


def _tried(carry: Any, work: Work, entry: Any) -> dict[str, Any]:
    """What came out; an entry that the exact side cannot answer is not confirmed, and the others go on."""
    try:
        outcome: dict[str, Any] = carry(work, entry)
    except VerifyError as error:
        return {"found": str(error), "confirmed": False}
    return outcome


def _example(work: Work, example: Example) -> dict[str, Any]:
    claim, points = example.claim, example.points
    exact = work.enclose(claim, points)
    with work.timed("oracle"):
        outcome = {"found": shown(claim, example.at[0]), "confirmed": confirmed(example, exact), **_decimals(example)}
    _ask(work, Question(claim, points), exact, confirmed=bool(outcome["confirmed"]))
    return outcome


def _procedure(work: Work, procedure: Any) -> dict[str, Any]:
    with work.timed("oracle"):
        found, right = carry_out(procedure, work.methods)
    for question in questions(procedure):
        _ask(work, question, work.enclose(question.claim, question.points), confirmed=right)
    return {"found": found, "confirmed": right}


def _ask(work: Work, question: Question, exact: Enclosures, *, confirmed: bool) -> None:
    """Every method, and a row that describes what was asked."""
    claim, points = question.claim, question.points
    place = Place(
        instance=work.ledger.expressions,
        rule="",
        points=points,
        arguments=claim.arguments,
        sources=["catalogue"] * len(points),
        precision=FLOAT64,
    )
    work.judge_whole(place, "plain", claim, exact, points)
    first = dict(zip(claim.arguments, points[0].tolist(), strict=True))
    replay = replay_id(claim, first, "dual", FLOAT64.name)
    work.ledger.describe(place, "plain", claim.expression, {}, "none", confirmed, replay)


def confirmed(example: Example, exact: Enclosures) -> bool:
    """Whether both the claim and the example's answer are enclosed narrowly at every point, and the enclosures meet."""
    answer = value_of(example.answer)
    given = enclose(answer, columns_of(answer, example.points, example.claim.arguments, {}))
    decided = ((exact.status == Status.DECIDED) & (given.status == Status.DECIDED)).all()
    with np.errstate(invalid="ignore"):
        gap = np.abs((exact.exact - given.exact) + (exact.exact_low - given.exact_low))
        meet = gap <= exact.radius + given.radius
    return bool(decided and meet.all())


def _decimals(example: Example) -> dict[str, Any]:
    """Whether the printed decimal is right to half a unit in its last place, and the misprint is not."""
    given = {"printed": example.printed, "misprint": example.misprint}
    if not any(given.values()):
        return {}
    low, high = (Decimal(end) for end in oracle.interval_text(example.claim, example.at[0]))
    return {key: {"text": text, "right": rounds_to(text, low, high)} for key, text in given.items() if text is not None}


def shown(claim: Claim, point: Mapping[str, float]) -> str:
    """The first digits of the exact value at a point, and the point."""
    low, high = oracle.interval_text(claim, point, _DIGITS)
    digits = low if low == high else f"{min(low, high, key=lambda end: abs(Decimal(end)))}..."
    place = ", ".join(f"{name} = {number:g}" for name, number in point.items())
    return f"{digits} at {place}" if place else digits
