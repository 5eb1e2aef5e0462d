"""The instances task: random instances of rules, both sides judged by every method that can answer."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from verify import oracle
from verify.core.claim import Claim, Quantity, derivative_of, value_of
from verify.core.exact import Enclosures
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.core.precision import precision
from verify.engine.ask import columns_of
from verify.engine.draw import Drawn, draw_instance
from verify.engine.ledger import Place
from verify.engine.plan import Task, random_for, subject_of
from verify.engine.replay import replay_id
from verify.engine.settings import Settings
from verify.engine.witnesses import Witnesses
from verify.engine.work import Work
from verify.rules import Side, all_rules

# An instance of a vector rule has one number for each entry; the numbers of one instance are neighbours.
ENTRIES: Final = 8


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge `task.count` instances from number `task.first`."""
    numbers = range(task.first, task.first + task.count)
    drawn = [_draw(settings, number, work) for number in numbers]
    witnesses = Witnesses(settings.sympy_seconds)
    for number, instance in zip(numbers, drawn, strict=True):
        for entry, (left, right) in enumerate(instance.sides):
            fixed = {**left.fixed, **right.fixed}
            witnesses.ask((number, entry), _symbolic(left, right), instance.points, instance.arguments, fixed)
    for number, instance in zip(numbers, drawn, strict=True):
        for entry, (left, right) in enumerate(instance.sides):
            judge_entry(work, instance, number * ENTRIES + entry, left, right, witnesses)
    work.seconds["sympy"] += witnesses.seconds
    work.problems += witnesses.refuted
    return {"sympy": dict(sorted(witnesses.outcomes.items()))}


def _draw(settings: Settings, number: int, work: Work) -> Drawn:
    rule, dtype = subject_of(settings, number)
    with work.timed("generate"):
        return draw_instance(all_rules()[rule], random_for(settings, "instance", number), settings, dtype, settings.points)


def _symbolic(left: Side, right: Side) -> list[Claim]:
    """The derivatives that SymPy is asked for: those of both sides, and of the antiderivative that answers an integral."""
    claims = [claim for side in (left, right) for claim in (side.claim, *side.holes.values()) if claim is not None]
    found = [claim for claim in claims if claim.quantity is Quantity.DERIVATIVE]
    for claim in claims:
        if claim.quantity is Quantity.INTEGRAL and right.exact is not None and claim.upper is not None:
            found += [derivative_of(right.exact, name) for name in variables(claim.upper)]
    return list(dict.fromkeys(found))


def judge_entry(work: Work, drawn: Drawn, instance: int, left: Side, right: Side, witnesses: Witnesses) -> None:
    """One entry of an instance: compare both sides exactly, then judge every method on either."""
    form = precision(drawn.dtype)
    arguments = tuple(sorted({*left.arguments, *right.arguments}))
    points = drawn.columns(arguments)
    place = Place(
        instance=instance, rule=drawn.rule.name, points=points, arguments=arguments, sources=drawn.sources, precision=form
    )
    with work.timed("oracle"):
        confirmed = confirm(left, right, arguments, points)
    if confirmed is False:
        work.problems.append(f"rule {drawn.rule.name}: its sides differ for {drawn.shown()}")
    claim = left.claim
    assert claim is not None, f"the left side of {drawn.rule.name} is no claim"
    exact = _exact(work, claim, right, drawn)
    first = dict(zip(drawn.arguments, drawn.points[0].tolist(), strict=True))
    outcome = ""

    def describe(side: str, of: Claim, expression: Expression, method: str) -> None:
        replay = replay_id(of, {name: first[name] for name in of.arguments}, method, form.name)
        work.ledger.describe(place, side, expression, drawn.operands, outcome, confirmed, replay)

    work.judge_whole(place, "whole", claim, exact, drawn.columns(claim.arguments))
    outcome = witnesses.outcome(divmod(instance, ENTRIES))
    describe("whole", claim, claim.expression, "dual")
    if right.holes:
        work.judge_assembled(place, right, claim, exact)
        describe("assembled", claim, right.combination, "dual")
    else:
        plain = value_of(right.combination)
        work.judge_whole(place, "assembled", plain, exact, drawn.columns(plain.arguments))
        describe("assembled", plain, right.combination, "tape")
    if claim.quantity is Quantity.DERIVATIVE:
        value = value_of(claim.expression)
        inputs = drawn.columns(value.arguments)
        work.judge_whole(place, "plain", value, work.enclose(value, inputs), inputs)
        describe("plain", value, value.expression, "tape")


def _exact(work: Work, claim: Claim, right: Side, drawn: Drawn) -> Enclosures:
    """Enclosures of the left side; an integral is enclosed by its antiderivative, which `confirm` has held to it."""
    if claim.quantity is Quantity.INTEGRAL and right.exact is not None:
        claim = value_of(right.exact)
    return work.enclose(claim, drawn.columns(claim.arguments))


def confirm(left: Side, right: Side, arguments: tuple[str, ...], points: Any) -> bool | None:
    """Whether both sides are proved equal at every decided point; False is a proof that they differ, None undecided."""
    if right.exact is None:
        return None
    if left.exact is not None:
        compared = oracle.compare(left.exact, right.exact, arguments, points)
        return False if compared.refuted else (True if compared.equal else None)
    assert left.claim is not None
    few = points[len(points) // 2 :][:1]  # a rigorous integral costs a thousand times an evaluation
    inputs = columns_of(left.claim, few, arguments, {})
    if left.claim.quantity is Quantity.AREA_SLOPE:
        names = left.claim.arguments
        verdicts = [oracle.check_area_slope(left.claim, dict(zip(names, row, strict=True))) for row in inputs.tolist()]
        compared = oracle.compare(left.claim.expression, right.exact, arguments, points)
        if False in verdicts or compared.refuted:
            return False
        return True if True in verdicts and compared.equal else None
    value = value_of(right.exact)
    whole = oracle.enclose(left.claim, inputs)
    other = oracle.enclose(value, columns_of(value, few, arguments, {}))
    with np.errstate(invalid="ignore"):
        apart = np.abs((whole.exact - other.exact) + (whole.exact_low - other.exact_low)) > whole.radius + other.radius
    decided = (whole.status == 0) & (other.status == 0)
    return False if bool((apart & decided).any()) else (True if bool(decided.any()) else None)
