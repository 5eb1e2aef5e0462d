"""Expressions as text that `verify.ops.parse` reads back to the same tree."""

from __future__ import annotations

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.core.spelling import ATOM_BINDS, INFIX, NEGATE_BINDS

Text = tuple[str, int]  # the text and how tightly its outermost operator binds


def number_text(value: float) -> str:
    """The shortest decimal that reads back as `value`; integers without a point."""
    if value == int(value) and abs(value) < 1e16 and not (value == 0 and str(value)[0] == "-"):
        return str(int(value))
    return repr(value)


def to_text(root: Expression) -> str:
    """Infix text with the fewest parentheses that keep the tree as it is."""
    return fold(root, _visit)[0]


def _visit(node: Expression, args: tuple[Text, ...]) -> Text:
    if node.op == VARIABLE:
        return node.name, ATOM_BINDS
    if node.op == CONSTANT:
        text = number_text(node.value)
        return text, NEGATE_BINDS if text.startswith("-") else ATOM_BINDS
    if node.op in INFIX and len(args) == 2:
        return _infix(node.op, *args)
    # A minus before a literal reads as a negative constant, so that negation is spelled out.
    if node.op == "negate" and len(args) == 1 and node.args[0].op != CONSTANT:
        return f"-{_wrap(args[0], NEGATE_BINDS)}", NEGATE_BINDS
    return f"{node.op}({', '.join(text for text, _ in args)})" if args else node.op, ATOM_BINDS


def _infix(op: str, left: Text, right: Text) -> Text:
    symbol, binds, associates = INFIX[op]
    spaced = symbol if binds > 1 else f" {symbol} "
    first = _wrap(left, binds if associates == "left" else binds + 1)
    second = _wrap(right, binds + 1 if associates == "left" else binds)
    return f"{first}{spaced}{second}", binds


def _wrap(text: Text, at_least: int) -> str:
    return text[0] if text[1] >= at_least else f"({text[0]})"
