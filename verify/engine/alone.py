"""Operations tasks: every operation by itself, at many points, at its edges, and in a search where it is suspicious.

What the first two show calibrates the rest.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from verify.core.budget import library_ulps
from verify.core.claim import Claim, derivative_of, value_of
from verify.core.domain import Interval
from verify.core.precision import Precision, precision
from verify.core.verdict import Verdict
from verify.engine.calibration import Calibration
from verify.engine.ledger import Place
from verify.engine.pairs import ALONE, Case, search
from verify.engine.plan import Task, operations_of, random_for
from verify.engine.replay import replay_id
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.generators import SPECIAL, draw_points
from verify.ops import DRAWN, Operation
from verify.ops.calculus import depends, partial
from verify.ops.interval import holds

# Tried in this order for each argument; the first box on which the operation is proved to exist is used.
_BOXES: Final = tuple(
    Interval(lo, hi) for lo, hi in ((-40.0, 40.0), (-0.984375, 0.984375), (1.0078125, 40.0), (0.0078125, 40.0), (-1.5, 1.5))
)


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge the value and every partial of the task's operations; the report carries what they calibrate."""
    names = operations_of(settings)[task.first : task.first + task.count]
    instances = itertools.count()
    for name, dtype in itertools.product(names, (task.subject,) if task.subject else settings.dtypes):
        for claim in _claims(DRAWN[name]):
            _judge(work, settings, DRAWN[name], claim, precision(dtype), next(instances))
    return {"calibration": _calibration(work).to_json()}


def run_search(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Judge all derivatives of the task's operations where they are suspicious. That calibrates nothing."""
    instances = itertools.count()
    for name in operations_of(settings)[task.first : task.first + task.count]:
        case = Case(DRAWN[name].node, precision(task.subject))
        search(work, case, ALONE, instances, random_for(settings, "searched", name, task.subject))
    return {}


def _claims(row: Operation) -> Iterator[Claim]:
    yield value_of(row.node)
    for argument, name in enumerate(row.arguments):
        if depends(partial(row.name, argument), name) or row.arity > 1 or row.everywhere_smooth:
            yield derivative_of(row.node, name)


def _judge(work: Work, settings: Settings, row: Operation, claim: Claim, form: Precision, instance: int) -> None:
    random = random_for(settings, "operations", row.name, form.name)
    points, sources = draw_points(random, box_of(row), settings.points, form.name)
    points, sources = _with_edges(row, points, sources, form)
    place = Place(instance=instance, rule="", points=points, arguments=claim.arguments, sources=sources, precision=form)
    exact = work.enclose(claim, points)
    work.judge_whole(place, "plain", claim, exact, points)
    first = dict(zip(claim.arguments, points[0].tolist(), strict=True))
    work.ledger.describe(place, "plain", row.node, {}, "none", None, replay_id(claim, first, "dual", form.name))


def box_of(row: Operation) -> dict[str, Interval]:
    """A wide box on which the operation exists everywhere."""
    for box in itertools.product(_BOXES, repeat=row.arity):
        named = dict(zip(row.arguments, box, strict=True))
        if holds(row.where, named):
            return named
    raise AssertionError(f"no box for {row.name}: its domain contains none of those tried")


def _with_edges(row: Operation, points: Any, sources: list[str], form: Precision) -> tuple[Any, list[str]]:
    edges = np.array([edge.at for edge in row.edges if max(map(abs, edge.at)) < math.sqrt(form.huge)], np.float64)
    edges = edges.reshape(-1, row.arity).astype(form.name).astype(np.float64)
    return np.vstack([points, edges]), [*sources, *[SPECIAL] * len(edges)]


def _calibration(work: Work) -> Calibration:
    """What the ledger says of each method's operations."""
    columns = work.ledger.observations()
    excluded: dict[str, set[str]] = defaultdict(set)
    accuracy: dict[str, dict[str, float]] = defaultdict(dict)
    if columns:
        names = dict(zip(work.ledger.instances["instance"], work.ledger.instances["operations"], strict=True))
        bad = np.isin(columns["verdict"], [Verdict.WRONG.code, Verdict.CRASHED.code])
        bad &= columns["source"] != SPECIAL  # 0**0 alone: a finding, but composites are hardly ever there
        for method, instance in zip(columns["method"][bad], columns["instance"][bad], strict=True):
            excluded[method].add(names[int(instance)])
        slow = (columns["verdict"] == Verdict.INACCURATE.code) & (columns["quantity"] == "value")
        # Beyond the grant it is the cancellation of a formula, which the textbook budget knows, and no accuracy.
        slow &= columns["ulps"] <= np.array([library_ulps(precision(dtype)) for dtype in columns["dtype"]])
        for method, instance, ulps in zip(
            columns["method"][slow], columns["instance"][slow], columns["ulps"][slow], strict=True
        ):
            known = accuracy[method].get(names[int(instance)], 0.0)
            accuracy[method][names[int(instance)]] = max(known, float(ulps))
    return Calibration(
        accuracy={method: dict(sorted(found.items())) for method, found in sorted(accuracy.items())},
        excluded={method: tuple(sorted(found)) for method, found in sorted(excluded.items())},
    )
