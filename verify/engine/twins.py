"""The twins task: every broken twin of a rule must be refuted, every case beyond its hypotheses must come out OUTSIDE."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from verify.analysis.shrink import shrink_operands
from verify.core.errors import VerifyError
from verify.core.exact import Status
from verify.core.expression import Expression
from verify.core.fold import size
from verify.engine.ask import columns_of
from verify.engine.draw import Drawn, draw_instance
from verify.engine.exact import enclose
from verify.engine.plan import Task, random_for
from verify.engine.settings import Settings
from verify.engine.sides import refuted, true_side
from verify.engine.work import Work
from verify.generators import inverse_of
from verify.rules import Case, Rule, Side, all_rules

# Nearly every example refutes a twin; more are drawn, one by one, where the first are degenerate: f = g, n = 1, f > 0.
EXAMPLES: Final = 32
_POINTS: Final = 6
_NODES: Final = 8  # small trees refute as well as large ones, and are shrunk sooner
_SHRINK_LIMIT: Final = 300
# Kinds of operands that stand for a variable.
_NAMES: Final = frozenset({"limit", "variable"})
_TREES: Final = frozenset({"expression", "outer", "choice", "invertible"})

Entry = tuple[Side, Side, Side]  # left, right, and a twin's wrong right side


def run(task: Task, settings: Settings, work: Work) -> dict[str, Any]:
    """Refute every twin of the rule `task.subject`, and try every case beyond its hypotheses."""
    rule = all_rules()[task.subject]
    with work.timed("oracle"):
        examples = _Examples(rule, settings)
        twins = {name: _refute(rule, name, examples) for name in rule.broken}
        beyond = [_beyond(rule, case) for case in rule.beyond]
    work.problems += [f"rule {rule.name}: twin {name!r} was not refuted" for name, twin in twins.items() if not twin["refuted"]]
    work.problems += [
        f"rule {rule.name}: case {case['case']} did not come out OUTSIDE" for case in beyond if not case["outside"]
    ]
    return {"rule": rule.name, "twins": twins, "beyond": beyond}


class _Examples:
    """Instances of a rule, drawn when they are first looked at: most twins fall to the first."""

    def __init__(self, rule: Rule, settings: Settings) -> None:
        self._rule = rule
        self._settings = replace(settings, nodes=min(settings.nodes, _NODES))
        self._drawn: list[Drawn] = []
        self._expanders: dict[tuple[tuple[str, Expression], ...], Any] = {}

    def __iter__(self) -> Iterator[Drawn]:
        for number in range(EXAMPLES):
            if number == len(self._drawn):
                random = random_for(self._settings, "twins", self._rule.name, number)
                self._drawn.append(draw_instance(self._rule, random, self._settings, "float64", _POINTS))
            yield self._drawn[number]

    def twin(self, name: str, operands: Mapping[str, Expression]) -> Iterator[Entry]:
        """The sides of a twin; a rule's twins are shrunk along the same operands, and share what these make."""
        key = tuple(sorted(operands.items()))
        if key not in self._expanders:
            self._expanders[key] = self._rule.expander(operands)
        return self._rule.twin(name, self._expanders[key])


def _refute(rule: Rule, twin: str, examples: _Examples) -> dict[str, Any]:
    """The first example that refutes the twin, shrunk."""
    for number, example in enumerate(examples, 1):
        if refutes(rule, examples.twin(twin, example.operands), example.arguments, example.points):
            smallest = _shrunk(rule, twin, example, examples)
            shown = ", ".join(f"{name} = {operand}" for name, operand in sorted(smallest.items()))
            return {"refuted": True, "examples": number, "nodes": _nodes(rule, smallest), "operands": shown}
    return {"refuted": False, "examples": EXAMPLES, "nodes": 0, "operands": ""}


def _shrunk(rule: Rule, twin: str, example: Drawn, examples: _Examples) -> dict[str, Expression]:
    """The smallest operands for which the twin is refuted and the rule is not."""

    def still(operands: Mapping[str, Expression]) -> bool:
        return refutes(rule, examples.twin(twin, operands), example.arguments, example.points)

    return smallest_operands(rule, example.operands, still, limit=_SHRINK_LIMIT)


def smallest_operands(
    rule: Rule, start: Mapping[str, Expression], still: Callable[[Mapping[str, Expression]], bool], *, limit: int
) -> dict[str, Expression]:
    """The smallest operands of the rule for which `still` holds, asked at most `limit` times.

    What stands for a variable stays what it is, and an inverse follows what it inverts.
    """
    fixed = {operand.name for operand in rule.operands if operand.kind in _NAMES}
    inverses = {operand.name: operand for operand in rule.operands if operand.kind == "inverse"}

    def whole(operands: Mapping[str, Expression]) -> dict[str, Expression]:
        found = {name: operands.get(name, operand) for name, operand in start.items()}
        return found | {name: inverse_of(found[row.inner[0]], row.variables[0]) for name, row in inverses.items()}

    def holds(operands: Mapping[str, Expression]) -> bool:
        try:
            return still(whole(operands))
        except VerifyError:  # nothing inverts what became of an operand
            return False

    free = {name: operand for name, operand in start.items() if name not in fixed | inverses.keys()}
    return whole(shrink_operands(free, holds, limit=limit))


def _nodes(rule: Rule, operands: Mapping[str, Expression]) -> int:
    """Nodes of the trees among the operands: what are numbers, variables or follow from others cannot be smaller."""
    trees = [operand.name for operand in rule.operands if operand.kind in _TREES]
    return sum(size(operands[name]) for name in trees if str(operands[name]) != name)


def refutes(rule: Rule, twin: Iterable[Entry], arguments: tuple[str, ...], points: Any) -> bool:
    """Whether a twin's right side is proved to break the rule's relation in an entry where the rule's own is not."""
    try:
        return any(
            refuted(rule.relation, true_side(rule.relation, left, right), wrong, arguments, points)
            and not refuted(rule.relation, left, right, arguments, points)
            for left, right, wrong in twin
        )
    except VerifyError:
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
    found = [enclose(claim, columns_of(claim, point, names, side.fixed)) for claim in claims]
    return any(int(enclosures.status[0]) in (Status.DOMAIN, Status.KINK) for enclosures in found)
