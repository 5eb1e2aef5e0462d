"""Quantities tasks: every kind of claim, of small rational functions, before anything else.

However early a run ends, each method has then been asked for everything that it declares: a Hessian-vector product that is
wrong does not wait for the rules that contain one. The functions need arithmetic only, whose accuracy need not be learnt first.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from verify.core.claim import Claim, mixed_of, value_of
from verify.core.domain import Interval
from verify.core.expression import constant
from verify.core.fold import operations
from verify.core.mapping import VectorFunction
from verify.core.precision import precision
from verify.engine.ledger import Place
from verify.engine.methods import jacobians_of_libraries
from verify.engine.plan import Task, operations_of, random_for
from verify.engine.replay import replay_id
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.generators import draw_points
from verify.ops.parsing import parse

_INPUTS: Final = ("x", "y")
_OUTPUTS: Final = ("3*x*y", "x*x/(y + 2)")  # no second derivative of the last one is zero everywhere
_BOX: Final = dict.fromkeys(_INPUTS, Interval(0.25, 4.0))
_POINTS: Final = 16
_DIRECTION: Final = (constant(0.75), constant(-1.5))
_COVECTOR: Final = (constant(3.0), constant(-0.5))


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge every claim of `claims` in the task's precision, as far as the run's operations go.

    First derivatives are asked of the libraries' own functions for Jacobians as well, each as a mode of its own, and only here:
    everywhere they would take as long again, mostly for the derivatives of the same operations.
    """
    work.methods += jacobians_of_libraries(work.methods)
    has, numbers = set(operations_of(settings)), count()
    points, sources = draw_points(random_for(settings, "quantities", task.subject), _BOX, _POINTS, task.subject)
    for claim in claims():
        if has.issuperset(operations(claim.expression)):
            place = Place(
                instance=next(numbers),
                rule="",
                points=points,
                arguments=_INPUTS,
                sources=sources,
                precision=precision(task.subject),
            )
            work.judge_whole(place, "plain", claim, work.enclose(claim, points), points)
            first = dict(zip(_INPUTS, points[0].tolist(), strict=True))
            work.ledger.describe(
                place, "plain", claim.expression, {}, "none", None, replay_id(claim, first, "dual", task.subject)
            )
    return {}


def claims() -> Iterator[Claim]:
    """Value, Jacobian, JVPs and VJPs of a function from R^2 to R^2; the Hessian of its last output, and that times a vector."""
    outputs = tuple(map(parse, _OUTPUTS))
    whole = VectorFunction(outputs, _INPUTS)
    yield from map(value_of, outputs)
    for row in whole.jacobian():
        yield from row
    yield from (*whole.jvp(_DIRECTION), *whole.vjp(_COVECTOR))
    yield from (mixed_of(outputs[-1], first, second) for first, second in (("x", "x"), ("x", "y"), ("y", "y")))
    yield from VectorFunction(outputs[-1:], _INPUTS).hvp(_DIRECTION)
