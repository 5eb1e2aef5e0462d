"""The pairs task: operations inside operations, judged where an inner node is suspicious, before random trees begin.

Released libraries fail at saturation, at ties, at the exponents 0, 1 and 2, and at ends of domains and of the range; points at
random find almost none of these. All derivatives of first and second order are asked, mixed ones as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, Final, NamedTuple

import numpy as np

from verify import kernels
from verify.core.claim import Claim, derivative_of, mixed_of
from verify.core.domain import Interval
from verify.core.errors import UnsupportedError
from verify.core.expression import Expression, apply, constant, variable
from verify.core.fold import variables
from verify.core.precision import Precision, precision
from verify.engine.ask import can_answer
from verify.engine.ledger import Place
from verify.engine.methods import find_method
from verify.engine.plan import Task, random_for
from verify.engine.replay import replay_id
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.generators import draw_points
from verify.generators.lattice import Lattice
from verify.generators.suspects import suspects
from verify.ops import DRAWN, Operation
from verify.ops.calculus import differentiate

CLAIMS_PER_PAIR: Final = 8  # numbers of the instances of one pair are neighbours
_SIDE: Final = Interval(-40.0, 40.0)
_POINTS: Final = 32  # for each pair, three quarters of them suspicious
_DRAWN: Final = 8
_CONSTANTS: Final = (0.0, 1.0, 2.0, 3.0, -1.0, 0.5)
_X, _Y = variable("x"), variable("y")


class Pair(NamedTuple):
    """One operation inside another."""

    expression: Expression
    form: Precision


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge derivatives of `task.count` pairs from number `task.first`."""
    for number in range(task.first, task.first + task.count):
        random = random_for(settings, "pair", number)
        pair = draw_pair(settings, number, random)
        with work.timed("generate"):
            points, sources = _points(pair, random)
        for place, claim in enumerate(claims_of(pair.expression) if len(points) else ()):
            try:
                _judge(work, pair.form, claim, number * CLAIMS_PER_PAIR + place, points, sources)
            except UnsupportedError as error:
                work.problems.append(f"pair {pair.expression}: {error}")
    return {}


def draw_pair(settings: Settings, number: int, random: Random) -> Pair:
    """The pair of that number; all combinations of operations come before any comes again, in an order shuffled by the seed."""
    names = settings.operations if settings.operations is not None else tuple(DRAWN)
    order = list(range(len(names) ** 2))
    random_for(settings, "pairs").shuffle(order)
    outer, inner = divmod(order[number % len(order)], len(names))
    within = apply(names[inner], *_operands(DRAWN[names[inner]], _X, random))
    expression = apply(names[outer], *_operands(DRAWN[names[outer]], within, random))
    return Pair(expression, precision(settings.dtypes[number % len(settings.dtypes)]))


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


def _judge(work: Work, form: Precision, claim: Claim, instance: int, points: Any, sources: list[str]) -> None:
    if not any(can_answer(find_method(name), claim, form.name) for name in work.methods):
        return
    place = Place(instance=instance, rule="", points=points, arguments=claim.arguments, sources=sources, precision=form)
    work.judge_whole(place, "plain", claim, work.enclose(claim, points), points)
    first = dict(zip(claim.arguments, points[0].tolist(), strict=True))
    work.ledger.describe(place, "plain", claim.expression, {}, "none", None, replay_id(claim, first, "dual", form.name))


def _points(pair: Pair, random: Random) -> tuple[Any, list[str]]:
    """Suspicious points and a few others, where the expression has a value."""
    arguments, dtype = variables(pair.expression), pair.form.name
    box = dict.fromkeys(arguments, _SIDE)

    def evaluate(expression: Expression, points: Any) -> Any:
        return np.asarray(kernels.evaluate(expression, arguments, points, dtype), np.float64)

    def finite(points: Any) -> Any:
        return np.isfinite(evaluate(pair.expression, points))

    generator = np.random.default_rng(random.getrandbits(64))
    formulas = (pair.expression, *(differentiate(pair.expression, name) for name in arguments))
    found = suspects(formulas, arguments, box, evaluate, Lattice(dtype), generator, lines=1)
    found = generator.permutation(found[finite(found)])[: _POINTS - _DRAWN]
    drawn, sources = draw_points(random, box, _DRAWN, dtype)
    kept = [source for source, fine in zip(sources, finite(drawn), strict=True) if fine]
    return np.vstack([found, drawn[finite(drawn)]]), ["search"] * len(found) + kept
