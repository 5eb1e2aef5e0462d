"""Pairs tasks: operations inside operations, judged where an inner node is suspicious, before random trees begin.

Released libraries fail at saturation, at ties, at the exponents 0, 1 and 2, and at ends of domains and of the range; points at
random find almost none of these. All derivatives of first and second order are asked, mixed ones as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any, Final, NamedTuple

import numpy as np

from verify.core.claim import Claim, derivative_of, mixed_of
from verify.core.domain import Interval
from verify.core.errors import UnsupportedError
from verify.core.expression import Expression, apply, constant, variable
from verify.core.fold import variables
from verify.core.precision import Precision, precision
from verify.engine.ask import can_answer
from verify.engine.ledger import Place
from verify.engine.methods import find_method
from verify.engine.plan import Task, operations_of, random_for
from verify.engine.replay import replay_id
from verify.engine.settings import Settings
from verify.engine.suspicion import defined, near_worst, suspicious
from verify.engine.work import Work
from verify.generators import draw_points
from verify.generators.suspects import LINES
from verify.ops import DRAWN, Operation

CLAIMS_PER_PAIR: Final = 16  # numbers of the instances of one pair are neighbours
_SIDE: Final = Interval(-40.0, 40.0)
_CONSTANTS: Final = (0.0, 1.0, 2.0, 3.0, -1.0, 0.5)
_X, _Y = variable("x"), variable("y")


class Effort(NamedTuple):
    """How many points a case gets, how many lines are looked along for the suspicious ones, and how many descents follow."""

    suspicious: int
    drawn: int
    lines: int
    descents: int


ALONE: Final = Effort(suspicious=64, drawn=64, lines=LINES, descents=2)
INSIDE: Final = Effort(suspicious=24, drawn=8, lines=1, descents=1)


class Case(NamedTuple):
    """One operation, alone or around another."""

    expression: Expression
    form: Precision


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge derivatives of `task.count` pairs from number `task.first`."""
    for number in range(task.first, task.first + task.count):
        random = random_for(settings, "pair", number)
        search(work, draw_pair(settings, number, random), INSIDE, count(number * CLAIMS_PER_PAIR), random)
    return {}


def draw_pair(settings: Settings, number: int, random: Random) -> Case:
    """The pair of that number; all combinations of operations come in one precision before any comes in the next.

    They come in rounds, in each of which every operation is once outside and once inside: a run that ends early has tried all
    operations alike.
    """
    names = list(operations_of(settings))
    shifts = list(range(len(names)))
    order = random_for(settings, "pairs")
    order.shuffle(names)
    order.shuffle(shifts)
    turn, place = divmod(number, len(names) ** 2)
    shift, outer = divmod(place, len(names))
    inner = (outer + shifts[shift]) % len(names)
    within = apply(names[inner], *_operands(DRAWN[names[inner]], _X, random))
    expression = apply(names[outer], *_operands(DRAWN[names[outer]], within, random))
    return Case(expression, precision(settings.dtypes[turn % len(settings.dtypes)]))


def claims_of(expression: Expression) -> Iterator[Claim]:
    """First and second derivatives by every variable, and the mixed one."""
    names = variables(expression)
    for name in names:
        yield derivative_of(expression, name)
        yield derivative_of(expression, name, 2)
    if len(names) > 1:
        yield mixed_of(expression, *names)


def _operands(row: Operation, given: Expression, random: Random) -> list[Expression]:
    """`given`, and for a second operand a variable or a constant at which something happens; in either order."""
    if row.arity == 1:
        return [given]
    other = random.choice((_X, _Y, constant(random.choice(_CONSTANTS)), constant(random.choice(_CONSTANTS))))
    return [given, other] if random.random() < 0.75 else [other, given]


def search(work: Work, case: Case, effort: Effort, instances: Iterator[int], random: Random) -> None:
    """Judge all derivatives of a case at suspicious points and some others, and at their neighbours where bits are lost.

    Each judgement takes the next number of `instances`.
    """
    with work.timed("generate"):
        points, sources = _points(case, effort, random)
    for claim in claims_of(case.expression) if len(points) else ():
        try:
            lost = _judge(work, case.form, claim, next(instances), points, sources)
            _descend(work, case, claim, effort.descents, instances, points, lost, random)
        except UnsupportedError as error:
            work.problems.append(f"search of {case.expression}: {error}")


def _descend(
    work: Work, case: Case, claim: Claim, descents: int, instances: Iterator[int], points: Any, lost: Any, random: Random
) -> None:
    """Judge a claim at steps from where most bits are lost, as often as is wanted and more can be lost."""
    box, form = dict.fromkeys(claim.arguments, _SIDE), case.form
    for _ in range(descents):
        with work.timed("generate"):
            near = near_worst(points, lost, box, form, random, 2 * len(points))
            near = near[defined((case.expression,), claim.arguments, near, form.name)][: len(points)]  # a shape known already
        if not len(near):
            return
        found = _judge(work, form, claim, next(instances), near, ["search"] * len(near))
        points, lost = np.vstack([points, near]), np.concatenate([lost, found])


def _judge(work: Work, form: Precision, claim: Claim, instance: int, points: Any, sources: list[str]) -> Any:
    """The most bits that are lost at each point."""
    if not any(can_answer(find_method(name), claim, form.name) for name in work.methods):
        return np.full(len(points), -np.inf)
    place = Place(instance=instance, rule="", points=points, arguments=claim.arguments, sources=sources, precision=form)
    lost = work.judge_whole(place, "plain", claim, work.enclose(claim, points), points)
    first = dict(zip(claim.arguments, points[0].tolist(), strict=True))
    work.ledger.describe(place, "plain", claim.expression, {}, "none", None, replay_id(claim, first, "dual", form.name))
    return lost


def _points(case: Case, effort: Effort, random: Random) -> tuple[Any, list[str]]:
    """Suspicious points and a few others, where the expression has a value."""
    programs, dtype = (case.expression,), case.form.name
    box = dict.fromkeys(variables(case.expression), _SIDE)
    found = suspicious(programs, box, dtype, random, effort.suspicious, lines=effort.lines)
    drawn, sources = draw_points(random, box, effort.drawn, dtype)
    fine = defined(programs, tuple(box), drawn, dtype)
    kept = [source for source, good in zip(sources, fine, strict=True) if good]
    return np.vstack([found, drawn[fine]]), ["search"] * len(found) + kept
