"""Failing sides that were assembled from a method's answers: the part that fails by itself, or the smallest side that fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Final

import numpy as np

from verify.analysis import shrink_point
from verify.core.claim import Claim, Quantity
from verify.core.errors import VerifyError
from verify.core.exact import Enclosures
from verify.core.expression import Expression, variable
from verify.core.fold import size, substitute
from verify.core.observation import point_text
from verify.core.precision import Precision, precision
from verify.core.verdict import Kind, Verdict
from verify.engine.ask import Reply, ask, assemble, parts_of
from verify.engine.bounds import Bounds
from verify.engine.causes import FAILING
from verify.engine.exact import enclose
from verify.engine.instances import ENTRIES
from verify.engine.judge import judge
from verify.engine.methods import find_method
from verify.engine.replay import replay_id
from verify.engine.sides import confirm, costly, exact_by_either, exact_side, text_of
from verify.engine.twins import smallest_operands
from verify.engine.work import no_reply
from verify.ops.parsing import parse
from verify.rules import Rule, Side, all_rules

Facts = dict[str, Any]

_LETTERS: Final = "stuvwpqr"
LEFT: Final = "combined"  # how rows call a left side of several claims; the right one is "assembled"
_LIMIT: Final = 100  # sides tried for smaller operands, and for a simpler point
_COSTLY_LIMIT: Final = 10  # where the exact value of each is a rigorous integral


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """One side of an entry of a rule's instance, at one point, asked of one method."""

    rule: Rule
    entry: int
    left: bool
    operands: Mapping[str, Expression]
    point: Mapping[str, float]
    method: str
    dtype: str

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """Left and right."""
        return self.rule.sides(self.operands)[self.entry]

    @property
    def side(self) -> Side:
        """The one that is asked for."""
        return self.sides[0 if self.left else 1]

    @property
    def inputs(self) -> tuple[Any, tuple[str, ...]]:
        """The point as a row, and the names of its columns."""
        names = tuple(sorted(self.point))
        return np.array([[self.point[name] for name in names]], np.float64), names

    def judged(self) -> Facts:
        """What a run's row says of it. Raises VerifyError where nobody can enclose or answer it."""
        points, arguments = self.inputs
        form = precision(self.dtype)
        equal, other = self.rule.relation == "=", self.sides[1 if self.left else 0]
        exact = exact_by_either(self.side, other, points, arguments) if equal else exact_side(self.side, points, arguments)
        answer = partial(assemble, find_method(self.method), self.side, points, arguments, Bounds(form))
        return _facts(answer, exact, form)

    def fails_as(self, row: Mapping[str, Any]) -> bool:
        """Whether it fails as the row does, and is an instance of the rule: beyond its hypotheses the sides would differ."""
        points, arguments = self.inputs
        try:
            found = self.judged()
            same = (found["verdict"], found["kind"]) == (row["verdict"], row["kind"])
            return same and confirm(self.rule.relation, *self.sides, arguments, points) is not False
        except (VerifyError, KeyError, ValueError):  # a variable of the new operands has no value, or a number no meaning
            return False


def assembled_of(row: Mapping[str, Any], point: Mapping[str, float]) -> Assembled | None:
    """The side that a run's row is about; None if its rule is not here."""
    rule = all_rules().get(row["rule"])
    if rule is None:
        return None
    return Assembled(
        rule=rule,
        entry=row["instance"] % ENTRIES,
        left=row["side"] == LEFT,
        operands={name: parse(text) for name, text in json.loads(row["operands"]).items()},
        point=point,
        method=row["method"],
        dtype=row["dtype"],
    )


def failing_part(case: Assembled, row: Mapping[str, Any]) -> Facts | None:
    """The smallest claim among the parts that by itself fails no less than the row, as facts of a row; None if none does."""
    points, arguments = case.inputs
    order = [verdict.code for verdict in FAILING]
    worst = order.index(row["verdict"])
    method, form = find_method(case.method), precision(case.dtype)
    parts = parts_of(case.side, points, arguments).values()
    for claim, inputs in sorted(parts, key=lambda part: size(part[0].expression)):
        try:
            found = _facts(partial(ask, method, claim, inputs, Bounds(form)), enclose(claim, inputs), form)
        except VerifyError:
            continue
        if found["verdict"] in order[: worst + 1]:
            claim, point = _plainly(claim, dict(zip(claim.arguments, inputs[0].tolist(), strict=True)))
            word = replay_id(claim, point, case.method, case.dtype)
            return {**found, "side": "whole", "claim": str(claim), "point": point_text(point), "replay": word}
    return None


def smallest_side(case: Assembled, row: Mapping[str, Any]) -> Facts:
    """The same side with the smallest operands at the simplest point where it fails as the row does, as facts of a row."""
    if not case.fails_as(row):  # the run knew more, such as the measured accuracy of the method's operations
        return {}
    limit = _COSTLY_LIMIT if costly(*case.sides) else _LIMIT
    operands = smallest_operands(
        case.rule, case.operands, lambda tried: replace(case, operands=tried).fails_as(row), limit=limit
    )
    small = replace(case, operands=operands)
    point = shrink_point(case.point, lambda at: replace(small, point=at).fails_as(row), limit=limit, dtype=case.dtype)
    small = replace(small, point={name: value for name, value in point.items() if name in small.side.arguments})
    points, arguments = small.inputs
    claim, inputs = next(iter(parts_of(small.side, points, arguments).values()))
    at = dict(zip(claim.arguments, inputs[0].tolist(), strict=True))
    word = replay_id(claim, at, case.method, case.dtype)
    return {**small.judged(), "claim": text_of(small.side), "point": point_text(small.point), "replay": word}


def _facts(answer: Callable[[], Reply], exact: Enclosures, form: Precision) -> Facts:
    """What a row says of one number, CRASHED where the method raises. Raises VerifyError where nobody answers."""
    try:
        reply = answer()
    except VerifyError:
        raise
    except Exception as error:  # the method's own
        reply = no_reply(1, error)
    found = judge(reply.computed, exact, reply.allowed, form)
    numbers = {"computed": reply.computed, "exact": exact.exact, "error": found.error, "lost_bits": found.lost_bits}
    budgets = {"tight": reply.allowed.tight, "textbook": reply.allowed.textbook}
    code = int(found.verdict[0])
    kind = Kind.EXCEPTION.name.lower() if reply.raised and code == Verdict.CRASHED.code else str(found.kind[0])
    return {"verdict": code, "kind": kind, **{name: float(array[0]) for name, array in {**numbers, **budgets}.items()}}


def _plainly(claim: Claim, point: Mapping[str, float]) -> tuple[Claim, dict[str, float]]:
    """The same derivative, with letters for the shifts `_s0` that rules claim derivatives at inner functions by."""
    shifts = [name for name in claim.arguments if name.startswith("_")]
    if claim.quantity not in (Quantity.DERIVATIVE, Quantity.MIXED):
        return claim, dict(point)
    names = dict(zip(shifts, (letter for letter in _LETTERS if letter not in claim.arguments), strict=False))
    root = substitute(claim.expression, {old: variable(new) for old, new in names.items()})
    wrt, also = (name if name is None else names.get(name, name) for name in (claim.wrt, claim.also))
    return replace(claim, expression=root, wrt=wrt, also=also), {names.get(name, name): at for name, at in point.items()}
