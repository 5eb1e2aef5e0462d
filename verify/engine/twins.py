"""The twins task: every broken twin of a rule must be refuted, every case beyond its hypotheses must come out OUTSIDE."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import numpy as np

from verify import oracle
from verify.analysis.shrink import shrink_operands
from verify.core.errors import VerifyError
from verify.core.exact import Status
from verify.core.expression import Expression
from verify.core.fold import size
from verify.engine.ask import columns_of
from verify.engine.draw import Drawn, draw_instance
from verify.engine.plan import Task, random_for
from verify.engine.settings import Settings
from verify.engine.work import Work
from verify.rules import Case, Rule, Side, all_rules

# A sound twin is refuted by nearly every example; a few are drawn in case one is degenerate (f = g, n = 1).
EXAMPLES: Final = 8
_POINTS: Final = 6
_SHRINK_LIMIT: Final = 300


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Refute every twin of the rule `task.subject`, and try every case beyond its hypotheses."""
    rule = all_rules()[task.subject]
    with work.timed("oracle"):
        drawn = [
            draw_instance(rule, random_for(settings, "twins", rule.name, example), settings, "float64", _POINTS)
            for example in range(EXAMPLES)
        ]
        twins = {name: _refute(rule, name, drawn) for name in rule.broken}
        beyond = [_beyond(rule, case) for case in rule.beyond]
    work.problems += [f"rule {rule.name}: twin {name!r} was not refuted" for name, twin in twins.items() if not twin["refuted"]]
    work.problems += [
        f"rule {rule.name}: case {case['case']} did not come out OUTSIDE" for case in beyond if not case["outside"]
    ]
    return {"rule": rule.name, "twins": twins, "beyond": beyond}


def _refute(rule: Rule, twin: str, drawn: list[Drawn]) -> dict[str, Any]:
    """The first example that refutes the twin, shrunk."""
    for number, example in enumerate(drawn, 1):
        points, arguments = example.points, example.arguments
        if refutes(rule, twin, example.operands, arguments, points):
            still = partial(refutes, rule, twin, arguments=arguments, points=points)
            smallest = shrink_operands(example.operands, still, limit=_SHRINK_LIMIT)
            shown = ", ".join(f"{name} = {operand}" for name, operand in sorted(smallest.items()))
            nodes = sum(size(operand) for name, operand in smallest.items() if str(operand) != name)
            return {"refuted": True, "examples": number, "nodes": nodes, "operands": shown}
    return {"refuted": False, "examples": len(drawn), "nodes": 0, "operands": ""}


def refutes(rule: Rule, twin: str, operands: Mapping[str, Expression], arguments: tuple[str, ...], points: Any) -> bool:
    """Whether, for these operands, the twin's right side is proved to differ from the true one at some point.

    The true side is the left one, or the right one where the left is an integral (the rule itself is confirmed apart).
    """
    try:
        sides = rule.sides(operands)
        for name, entry, wrong in rule.twins(operands):
            left, right = sides[entry]
            truth = right.exact if left.exact is None else left.exact
            if name != twin or truth is None or wrong.exact is None:
                continue
            if oracle.compare(truth, wrong.exact, arguments, points).refuted:
                return True
    except VerifyError:
        return False
    return False


def _beyond(rule: Rule, case: Case) -> dict[str, Any]:
    left, _ = rule.sides(case.expressions)[case.entry]
    shown = ", ".join([*(f"{k} = {v}" for k, v in case.operands.items()), *(f"{k} = {v:g}" for k, v in case.at.items())])
    return {"case": shown, "why": case.why, "outside": is_outside(left, case.at)}


def is_outside(side: Side, at: Mapping[str, float]) -> bool:
    """Whether the exact side finds the side undefined, or at a kink, at the point."""
    names = tuple(sorted(at))
    point = np.array([[at[name] for name in names]])
    claims = [side.claim] if side.claim is not None else list(side.holes.values())
    found = [oracle.enclose(claim, columns_of(claim, point, names, side.fixed)) for claim in claims]
    return any(int(enclosures.status[0]) in (Status.DOMAIN, Status.KINK) for enclosures in found)
