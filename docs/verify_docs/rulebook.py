"""The page of rules: each with its statement typeset, an instance, and what the last recorded run could resolve."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Final

import verify.rules
from verify.engine.draw import draw_instance
from verify.engine.settings import Settings
from verify.engine.sides import text_of
from verify.rules import KINDS, Case, Operand, Rule
from verify.rules.rule import Sides, entries
from verify_docs.markdown import code, link, plain, point, table, target

# Instances are drawn small, so that they can be read.
_SETTINGS: Final = Settings(nodes=5, depth=3)
_MEASURED: Final = Path(__file__).parents[2] / "benchmarks" / "results" / "rules.json"
# Kinds of operands that are functions of variables; the others are numbers.
_FUNCTIONS: Final = frozenset({"expression", "outer", "choice", "invertible", "inverse"})
_SIGNS: Final = {"=": "=", "<=": "≤"}


def rules() -> str:
    """A table of families, the kinds of operands, then every rule in a section, family by family."""
    families = [module for module in vars(verify.rules).values() if inspect.ismodule(module) and hasattr(module, "RULES")]
    overview = table(("family", "rules"), map(_links, families))
    kinds = table(("kind of operand", "what is drawn for it"), ((code(name), plain(text)) for name, text in KINDS.items()))
    return "\n".join([overview, kinds, *chain.from_iterable(map(_family, families))])


def _links(family: ModuleType) -> tuple[str, ...]:
    return _title(family), ", ".join(link(rule.name, _anchor(rule)) for rule in family.RULES)


def _family(family: ModuleType) -> Iterator[str]:
    yield f"## {_title(family)}\n"
    yield f"{plain((inspect.getdoc(family) or '').split(chr(10) * 2)[0])}\n"
    for rule in family.RULES:
        yield from _rule(rule)


def _title(family: ModuleType) -> str:
    return family.__name__.rpartition(".")[2].capitalize()


def _anchor(rule: Rule) -> str:
    return f"rule-{rule.name}"


def _rule(rule: Rule) -> Iterator[str]:
    yield target(_anchor(rule))
    yield f"### {rule.name}\n"
    yield f"{plain(rule.statement)}\n"
    yield "\n".join(f'<div class="entry">{math}</div>' for math in rule.typeset) + "\n"
    yield f"**Where** {plain(rule.where)}. **Reference**: {plain(rule.reference)}.\n"
    yield f"**For example**, {_example(rule)}.\n"
    yield f"**Last recorded run**: {resolution(_measured().get(rule.name))}\n"
    yield table(("operand", "kind", "in variables", "hypotheses"), (_operand(operand) for operand in rule.operands))
    twins = ((f"broken: {plain(name)}", _sides(sides, rule.right)) for name, sides in rule.broken.items())
    yield table(("side", "template"), (("left", _sides(rule.left)), ("right", _sides(rule.right)), *twins))
    cases = ((_instance(case), point(case.at), plain(case.why)) for case in rule.beyond)
    yield table(("beyond the hypotheses", "at", "why"), cases)


def _instance(case: Case) -> str:
    return ", ".join(code(f"{name} = {text}") for name, text in case.operands.items()) or "the point alone"


def _example(rule: Rule) -> str:
    drawn = draw_instance(rule, Random(rule.name), _SETTINGS, "float64", 1)
    left, right = drawn.sides[0]
    # A variable that stands for itself says nothing.
    operands = ", ".join(code(f"{name} = {text}") for name, text in sorted(drawn.operands.items()) if str(text) != name)
    first = "the first entry is " if len(drawn.sides) > 1 else ""
    given = f"with {operands}: " if operands else ""
    return f"{given}{first}{code(text_of(left))} {_SIGNS[rule.relation]} {code(text_of(right))}"


def resolution(measured: Mapping[str, Any] | None) -> str:
    """What a recorded run says of a rule: a row of `benchmarks/rules.py`."""
    if measured is None:
        return "none of this rule."
    seen = ", ".join(f"{measured[dtype]:.1g} in {dtype}" for dtype in ("float64", "float32") if measured[dtype] is not None)
    resolved = (
        f"a relative fault of {seen} would have been seen at half of the points" if seen else "no fault would have been seen"
    )
    return f"{measured['decisive']:.1f} % of {measured['observations']:,} observations were decisive; {resolved}."


@cache
def _measured() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_MEASURED.read_text())["figures"]["rules"] if _MEASURED.exists() else {}
    return found


def _operand(operand: Operand) -> tuple[str, ...]:
    function = operand.kind in _FUNCTIONS
    hypotheses = [word for word in ("nonzero", "positive", "curved") if getattr(operand, word)]
    if function and operand.smooth:
        hypotheses.append("smooth")
    if operand.within is not None:
        low, high = operand.within
        hypotheses.append(f"from {low:g} to {high:g}" if low < high else f"always {low:g}")
    if operand.among:
        hypotheses.append(f"one of {', '.join(map(code, operand.among))}")
    if operand.nodes is not None:
        hypotheses.append(f"at most {operand.nodes} nodes")
    inner = f"; inner {', '.join(map(code, operand.inner))}" if operand.inner else ""
    return code(operand.name), operand.kind + inner, ", ".join(operand.variables if function else ()), ", ".join(hypotheses)


def _sides(sides: Sides, right: Sides = ()) -> str:
    """All entries of a side; of a broken twin, those in which it differs from the right one."""
    numbered = list(enumerate(entries(sides), 1))
    if len(numbered) == 1:
        return code(numbered[0][1])
    changed = [(number, text) for number, text in numbered if not right or text != entries(right)[number - 1]]
    return "<br>".join(f"{number}. {code(text)}" for number, text in changed)
