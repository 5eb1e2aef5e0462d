"""Sides of rules in mathematical notation: MathML, in which derivatives, integrals and sums look as they do in books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from verify.core.expression import VARIABLE, Expression
from verify.core.mathml import to_mathml
from verify.rules.piece import INFINITE
from verify.rules.template import read_template

_SIGNS: Final = {"=": "=", "<=": "≤"}
_SUMS: Final = frozenset({"add", "subtract", "negate"})
_BIG: Final = {"sum": "∑", "prod": "∏"}


def equation(left: str, right: str, relation: str) -> str:
    """A `<math>` element that says: left, relation, right."""
    sides = [_inside(typeset(side)) for side in (left, right)]
    return f'<math display="block">{sides[0]}<mo>{_SIGNS[relation]}</mo>{sides[1]}</math>'


def typeset(template: str) -> str:
    """The template as a `<math>` element."""
    shown: dict[Expression, str] = {}

    def decorate(node: Expression, markup: str) -> str:
        draw = _DRAWN.get(node.op)
        shown[node] = markup if draw is None else f"<mrow>{draw(node, [shown[arg] for arg in node.args])}</mrow>"
        if node in INFINITE.values():
            shown[node] = "<mi>∞</mi>" if node.op == VARIABLE else "<mrow><mo>−</mo><mi>∞</mi></mrow>"
        return shown[node]

    return to_mathml(read_template(template), decorate)


def _inside(math: str) -> str:
    return math[math.index(">") + 1 : math.rindex("<")]


def _bracketed(node: Expression, markup: str) -> str:
    return f"<mrow><mo>(</mo>{markup}<mo>)</mo></mrow>" if node.op in _SUMS else markup


def _derivative(node: Expression, args: Sequence[str]) -> str:
    # A derivative by the rule's own variable is a prime, as books write it.
    of = _bracketed(node.args[0], args[0]) if node.args[0].op in (VARIABLE, "D") else f"<mo>(</mo>{args[0]}<mo>)</mo>"
    if len(args) == 1:
        return f"<msup><mrow>{of}</mrow><mo>′</mo></msup>"
    return f"<mfrac><mo>∂</mo><mrow><mo>∂</mo>{args[1]}</mrow></mfrac>{of}"


def _along(node: Expression, args: Sequence[str]) -> str:
    direction = "<mo>,</mo>".join(args[2::2])
    return f"<msub><mi>D</mi><mrow><mo>(</mo>{direction}<mo>)</mo></mrow></msub>{_bracketed(node.args[0], args[0])}"


def _pulled_back(node: Expression, args: Sequence[str]) -> str:
    return f"<msub><mrow><mo>(</mo><msup><mi>J</mi><mi>T</mi></msup>{args[0]}<mo>)</mo></mrow><mrow>{args[1]}</mrow></msub>"


def _integral(node: Expression, args: Sequence[str]) -> str:
    by = args[3] if len(args) == 4 else "<mi>x</mi>"
    sign = f"<msubsup><mo>∫</mo><mrow>{args[1]}</mrow><mrow>{args[2]}</mrow></msubsup>"
    return f"{sign}{_bracketed(node.args[0], args[0])}<mi>d</mi>{by}"


def _at(node: Expression, args: Sequence[str]) -> str:
    names, values = (["<mi>x</mi>"], args[1:]) if len(args) == 2 else (args[1::2], args[2::2])
    where = "<mo>,</mo>".join(f"{name}<mo>=</mo>{value}" for name, value in zip(names, values, strict=True))
    return f"<msub><mrow>{_bracketed(node.args[0], args[0])}<mo>|</mo></mrow><mrow>{where}</mrow></msub>"


def _composed(node: Expression, args: Sequence[str]) -> str:
    return f"{_bracketed(node.args[0], args[0])}<mo>(</mo>{args[1]}<mo>)</mo>"


def _repeated(node: Expression, args: Sequence[str]) -> str:
    below = f"<mrow>{args[1]}<mo>=</mo>{args[2]}</mrow>"
    return f"<munderover><mo>{_BIG[node.op]}</mo>{below}<mrow>{args[3]}</mrow></munderover>{_bracketed(node.args[0], args[0])}"


_DRAWN: Final[dict[str, Callable[[Expression, Sequence[str]], str]]] = {
    "D": _derivative,
    "along": _along,
    "vjp": _pulled_back,
    "I": _integral,
    "improper": _integral,
    "at": _at,
    "compose": _composed,
    "sum": _repeated,
    "prod": _repeated,
}
