"""Expressions as presentation MathML. Names are escaped; nothing else comes from outside."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.core.printer import number_text
from verify.core.spelling import ATOM_BINDS, INFIX, NEGATE_BINDS

Markup = tuple[str, int]  # the markup of one node and how tightly its outermost operator binds
Decorate = Callable[[Expression, str], str]

_FORMS: Final = {
    "sqrt": "<msqrt>{0}</msqrt>",
    "cbrt": "<mroot><mrow>{0}</mrow><mn>3</mn></mroot>",
    "abs": "<mrow><mo>|</mo>{0}<mo>|</mo></mrow>",
    "exp": "<msup><mi>e</mi><mrow>{0}</mrow></msup>",
    "exp2": "<msup><mn>2</mn><mrow>{0}</mrow></msup>",
    "divide": "<mfrac><mrow>{0}</mrow><mrow>{1}</mrow></mfrac>",
    "pi": "<mi>π</mi>",
}
# These would be misread as the base of a power: their height or their own exponent hides where they end.
_TALL: Final = frozenset({"exp", "exp2", "divide"})
_SIGNS: Final = {"add": "+", "subtract": "−", "multiply": "⁢"}


def to_mathml(root: Expression, decorate: Decorate = lambda _, markup: markup) -> str:
    """A `<math>` element for `root`.

    `decorate(node, markup)` may wrap each node's markup, to colour or number sub-expressions.
    """

    def visit(node: Expression, args: tuple[Markup, ...]) -> Markup:
        markup, binds = _markup(node, args)
        return decorate(node, markup), binds

    return f'<math display="inline">{fold(root, visit)[0]}</math>'


def _markup(node: Expression, args: tuple[Markup, ...]) -> Markup:
    plain = [markup for markup, _ in args]
    if node.op == VARIABLE:
        return f"<mi>{escape(node.name)}</mi>", ATOM_BINDS
    if node.op == CONSTANT:
        return f"<mn>{escape(number_text(node.value))}</mn>", NEGATE_BINDS if number_text(node.value)[0] == "-" else ATOM_BINDS
    if node.op in _FORMS:
        return f"<mrow>{_FORMS[node.op].format(*plain)}</mrow>", INFIX["power"].binds if node.op in _TALL else ATOM_BINDS
    if node.op == "power":
        return f"<msup><mrow>{_wrap(args[0], ATOM_BINDS)}</mrow><mrow>{plain[1]}</mrow></msup>", INFIX["power"].binds
    if node.op == "negate":
        return f"<mrow><mo>−</mo>{_wrap(args[0], NEGATE_BINDS)}</mrow>", NEGATE_BINDS
    if node.op in _SIGNS:
        binds = INFIX[node.op].binds
        # x times -y must not look like x - y, nor 3 times 2**x like 32**x.
        left, right = _wrap(args[0], binds), _wrap(args[1], ATOM_BINDS if _signed(node.args[1]) else binds + 1)
        sign = "·" if node.op == "multiply" and _begins_with_digit(node.args[1]) else _SIGNS[node.op]
        return f"<mrow>{left}<mo>{sign}</mo>{right}</mrow>", binds
    joined = "<mo>,</mo>".join(plain)
    return f"<mrow><mi>{escape(node.op)}</mi><mo>⁡</mo><mrow><mo>(</mo>{joined}<mo>)</mo></mrow></mrow>", ATOM_BINDS


def _signed(node: Expression) -> bool:
    return node.op == "negate" or (node.op == CONSTANT and number_text(node.value)[0] == "-")


def _begins_with_digit(node: Expression) -> bool:
    while node.op == "power":
        node = node.args[0]
    return node.op in (CONSTANT, "exp2")


def _wrap(markup: Markup, at_least: int) -> str:
    return markup[0] if markup[1] >= at_least else f"<mrow><mo>(</mo>{markup[0]}<mo>)</mo></mrow>"
