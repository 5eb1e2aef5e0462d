"""Formulas over the arguments `a` and `b` of one operation as straight-line source for one point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from verify.core.expression import CONSTANT, VARIABLE, Expression, constant
from verify.core.fold import fold, nodes, variables
from verify.ops.parsing import evaluate

_TWO: Final = constant(2.0)

# call(operation, texts of its operands) is the text that evaluates it
Call = Callable[[str, tuple[str, ...]], str]


def statements(
    formula: Expression, given: Mapping[Expression, str], call: Call, literal: Callable[[float], str], prefix: str = "w"
) -> tuple[list[str], str]:
    """Lines of source that assign to names beginning with `prefix`, and the text of the value of `formula`.

    given : texts of sub-expressions that are there already, among them the arguments
    literal : text of a number in the machine's precision; constant sub-expressions are worked out here, in float64
    """
    lines: list[str] = []

    def visit(node: Expression, args: tuple[str, ...]) -> str:
        if node in given:
            return given[node]
        if node.op == CONSTANT or not variables(node):
            return literal(evaluate(node, {}))
        if is_square(node):
            lines.append(f"{prefix}{len(lines)} = {args[0]} * {args[0]}")  # one multiplication, not a call
        else:
            lines.append(f"{prefix}{len(lines)} = {call(node.op, args)}")
        return f"{prefix}{len(lines) - 1}"

    found = fold(formula, visit)
    return _needed(lines, found), found


def is_square(node: Expression) -> bool:
    """Whether it is a power whose exponent is the constant 2."""
    return node.op == "power" and node.args[1] is _TWO


def _needed(lines: list[str], found: str) -> list[str]:
    """Without the lines whose result nothing uses: those inside a sub-expression that was given."""
    wanted, kept = {found}, []
    for line in reversed(lines):
        target, _, text = line.partition(" = ")
        if target in wanted:
            kept.append(line)
            wanted.update(word for word in text.replace("(", " ").replace(")", " ").replace(",", " ").split())
    return kept[::-1]


def constant_value(formula: Expression) -> float | None:
    """What the formula is everywhere, or None where it varies."""
    if any(node.op == VARIABLE for node in nodes(formula)):
        return None
    return evaluate(formula, {})
