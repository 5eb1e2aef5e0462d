"""The instances task: random instances of rules, both sides judged by every method that can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity, derivative_of, mixed_of, value_of
from verify.core.errors import UnsupportedError
from verify.core.exact import Enclosures
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.core.precision import precision
from verify.engine.ask import columns_of
from verify.engine.draw import Drawn, draw_instance, draw_searched
from verify.engine.ledger import Place
from verify.engine.plan import Task, random_for, searched_of, subject_of
from verify.engine.replay import replay_id
from verify.engine.settings import Settings
from verify.engine.sides import confirm, costly, exact_by_either, exact_side, true_side
from verify.engine.suspicion import near_worst
from verify.engine.witnesses import Witnesses
from verify.engine.work import COSTLY, Work
from verify.rules import Side, all_rules

# An instance of a vector rule has one number for each entry; the numbers of one instance are neighbours.
ENTRIES: Final = 16
NOTHING: Final[Mapping[str, float]] = MappingProxyType({})


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge `task.count` instances from number `task.first`."""
    numbers = range(task.first, task.first + task.count)
    drawn = [_draw(settings, number, work) for number in numbers]
    witnesses = Witnesses(settings.sympy_seconds)
    witnessed = [number for number in numbers if _is_witnessed(settings, number)]
    for number in witnessed:
        instance = drawn[number - task.first]
        for entry, (left, right) in enumerate(instance.sides):
            fixed = {**left.fixed, **right.fixed}
            witnesses.ask((number, entry), _symbolic(left, right), instance.points, instance.arguments, fixed)
    for number, instance in zip(numbers, drawn, strict=True):
        for entry in range(len(instance.sides)):
            try:
                _judge(work, settings, instance, number, entry, witnesses)
            except UnsupportedError as error:  # one entry that nobody can enclose does not take the others along
                work.problems.append(f"rule {instance.rule.name}: {error}")
    work.seconds["sympy"] += witnesses.seconds
    work.problems += witnesses.refuted
    return {"witness": witnesses.report(task.count, len(witnessed))}


def _draw(settings: Settings, number: int, work: Work) -> Drawn:
    rule, dtype = subject_of(settings, number)
    draw = draw_searched if number < searched_of(settings) else draw_instance
    with work.timed("generate"):
        return draw(all_rules()[rule], random_for(settings, "instance", number), settings, dtype, settings.points)


def _is_witnessed(settings: Settings, number: int) -> bool:
    """Whether SymPy is the third witness of an instance: by lot, which the seed decides."""
    return random_for(settings, "witness", number).random() < settings.witnessed


def _judge(work: Work, settings: Settings, drawn: Drawn, number: int, entry: int, witnesses: Witnesses) -> None:
    """One entry of an instance; of a searched one at steps from where most bits are lost as well, under a number of its own."""
    left, right = drawn.sides[entry]
    lost = judge_entry(work, drawn, number * ENTRIES + entry, left, right, witnesses)
    if number >= searched_of(settings) or len(lost) < len(drawn.points):
        return
    random = random_for(settings, "descent", number, entry)
    near = near_worst(drawn.points, lost, drawn.boxes, precision(drawn.dtype), random, len(lost))
    if len(near):
        worse = replace(drawn, points=near, sources=["search"] * len(near))
        judge_entry(work, worse, (settings.trees + number) * ENTRIES + entry, left, right, witnesses)


def _symbolic(left: Side, right: Side) -> list[Claim]:
    """The derivatives that SymPy is asked for: those of both sides, and of the antiderivative that answers an integral."""
    claims = [claim for side in (left, right) for claim in side.holes.values()]
    found = [part for claim in claims for part in derivatives_in(claim)]
    for claim in claims:
        if claim.quantity is Quantity.INTEGRAL and right.exact is not None and claim.upper is not None:
            found += [derivative_of(right.exact, name) for name in variables(claim.upper)]
    return list(dict.fromkeys(found))


def derivatives_in(claim: Claim) -> list[Claim]:
    """The plain and mixed derivatives that a claim is made of; none for values and integrals."""
    root, wrt = claim.expression, str(claim.wrt)
    match claim.quantity:
        case Quantity.DERIVATIVE | Quantity.MIXED:
            return [claim]
        case Quantity.VJP:
            return [derivative_of(root, wrt)]
        case Quantity.JVP:
            return [derivative_of(root, name) for name, _ in claim.along]
        case Quantity.HVP:
            return [mixed_of(root, wrt, name) for name, _ in claim.along]
    return []


def judge_entry(work: Work, drawn: Drawn, instance: int, left: Side, right: Side, witnesses: Witnesses) -> Any:
    """One entry of an instance: compare both sides exactly, then judge every method on either.

    Returns the most bits that are lost of the left side's claim at each point, as `Work.judge_whole`; none of a side without.
    """
    arguments = tuple(sorted({*left.arguments, *right.arguments}))
    place = Place(
        instance=instance,
        rule=drawn.rule.name,
        points=drawn.columns(arguments),
        arguments=arguments,
        sources=drawn.sources,
        precision=precision(drawn.dtype),
    )
    if costly(left, right):
        place = place.thinned(COSTLY[Quantity.INTEGRAL])
    with work.timed("oracle"):
        confirmed = confirm(drawn.rule.relation, left, right, arguments, place.points)
    if confirmed is False:
        work.problems.append(f"rule {drawn.rule.name}: its sides differ for {drawn.shown()}")
    entry = _Entry(work, drawn, place, witnesses.outcome(divmod(instance, ENTRIES)), confirmed)
    # An integral is enclosed by its antiderivative, which `confirm` has held to it; the sides of an inequality differ.
    equal = drawn.rule.relation == "="
    exact = entry.exact(left) if true_side(drawn.rule.relation, left, right) is left else entry.exact(right, left)
    lost = entry.judge("whole" if left.claim is not None else "combined", left, exact)
    entry.judge("assembled", right, exact if equal else entry.exact(right))
    if left.claim is not None and left.claim.quantity is Quantity.DERIVATIVE:
        entry.judge_value(left.claim)
    return lost


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the sides of one entry have in common."""

    work: Work
    drawn: Drawn
    place: Place
    witnesses: str
    confirmed: bool | None

    def exact(self, side: Side, equal: Side | None = None) -> Enclosures:
        """Enclosures of a side, with the help of one that is equal to it."""
        with self.work.timed("oracle"):
            if equal is None:
                return exact_side(side, self.place.points, self.place.arguments)
            return exact_by_either(side, equal, self.place.points, self.place.arguments)

    def judge(self, name: str, side: Side, exact: Enclosures) -> Any:
        """Every method that can answer for the side; the bits that they lose, of a side that is a claim."""
        claim = side.claim
        if claim is not None:
            lost = self.work.judge_whole(self.place, name, claim, exact, self._inputs(claim))
            self._describe(name, claim, claim.expression if claim.quantity is not Quantity.VALUE else side.combination)
            return lost
        self.work.judge_assembled(self.place, name, side, exact)
        self._describe(name, next(iter(side.holes.values())), side.combination, side.fixed)
        return np.empty(0)

    def judge_value(self, claim: Claim) -> None:
        """The value of what is differentiated: a derivative is no better than its program."""
        value = value_of(claim.expression)
        inputs = self._inputs(value)
        self.work.judge_whole(self.place, "plain", value, self.work.enclose(value, inputs), inputs)
        self._describe("plain", value, value.expression)

    def _inputs(self, claim: Claim) -> Any:
        return columns_of(claim, self.place.points, self.place.arguments, {})

    def _describe(self, name: str, claim: Claim, expression: Expression, fixed: Mapping[str, float] = NOTHING) -> None:
        first = dict(zip(self.place.arguments, self.place.points[0].tolist(), strict=True)) | dict(fixed)
        point = {argument: first[argument] for argument in claim.arguments}
        method = "tape" if claim.quantity is Quantity.VALUE else "dual"
        replay = replay_id(claim, point, method, self.place.precision.name)
        self.work.ledger.describe(self.place, name, expression, self.drawn.operands, self.witnesses, self.confirmed, replay)
