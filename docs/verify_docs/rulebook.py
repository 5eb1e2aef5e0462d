"""The page of rules: each with its statement typeset, an instance, and what the last recorded run could resolve."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from verify.engine.draw import draw_instance
from verify.engine.settings import Settings
from verify.engine.sides import text_of
from verify.rules import KINDS, RULES, Operand, Rule
from verify.rules.rule import Sides, entries
from verify_docs.markdown import code, plain, table

# Instances are drawn small, so that they can be read.
_SETTINGS: Final = Settings(nodes=5, depth=3)
_MEASURED: Final = Path(__file__).parents[2] / "benchmarks" / "results" / "rules.json"


def rules() -> str:
    """All rules, a section each."""
    kinds = table(("kind of operand", "what is drawn for it"), ((code(name), plain(text)) for name, text in KINDS.items()))
    return "\n".join([kinds, *(part for rule in RULES.values() for part in _rule(rule))])


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.name}\n"
    yield f"{plain(rule.statement)}\n"
    yield "\n".join(f"<div>{math}</div>" for math in rule.typeset) + "\n"
    yield f"Where: {plain(rule.where)}. Reference: {plain(rule.reference)}.\n"
    yield f"For example: {_example(rule)}.\n"
    yield f"{_resolution(_measured().get(rule.name))}\n"
    yield table(("operand", "kind", "variables", "hypotheses"), (_operand(operand) for operand in rule.operands))
    yield table(("side", "template"), (("left", _sides(rule.left)), ("right", _sides(rule.right))))
    yield table(("broken twin", "its right side"), ((plain(name), _sides(sides)) for name, sides in rule.broken.items()))
    cases = (
        (", ".join(code(f"{name} = {text}") for name, text in case.operands.items()), _point(case.at), plain(case.why))
        for case in rule.beyond
    )
    yield table(("beyond the hypotheses", "at", "why"), cases)


def _example(rule: Rule) -> str:
    drawn = draw_instance(rule, Random(rule.name), _SETTINGS, "float64", 1)
    left, right = drawn.sides[0]
    return f"with {code(drawn.shown())}, {code(text_of(left))} {rule.relation} {code(text_of(right))}"


def _resolution(measured: Mapping[str, Any] | None) -> str:
    if measured is None:
        return "No run is recorded yet."
    return (
        f"Last recorded run: {measured['decisive']:.1f} % of {measured['observations']:,} observations were decisive; a "
        f"relative fault of {measured['float64']:.1g} in float64, {measured['float32']:.1g} in float32, would have "
        "been seen at half of the points."
    )


@cache
def _measured() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_MEASURED.read_text())["figures"]["rules"] if _MEASURED.exists() else {}
    return found


def _operand(operand: Operand) -> tuple[str, ...]:
    hypotheses = [word for word in ("nonzero", "positive", "smooth") if getattr(operand, word)]
    inner = f"; inner {', '.join(map(code, operand.inner))}" if operand.inner else ""
    return code(operand.name), operand.kind + inner, ", ".join(operand.variables), ", ".join(hypotheses)


def _sides(sides: Sides) -> str:
    return "; ".join(map(code, entries(sides)))


def _point(at: object) -> str:
    return ", ".join(code(f"{name} = {value:g}") for name, value in dict(at).items())  # type: ignore[call-overload]
