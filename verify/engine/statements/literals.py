"""Decimals in text as the exact numbers that they say: 0.1 is 1/10 here, and not the float64 nearest to it.

An expression holds float64 constants only, so what is none is written out as a quotient of integers.
"""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import Final

from verify.core.errors import ExpressionError

_EXACT_INTEGER: Final = 2**53
_PART: Final = 10**15  # the largest power of ten below 2**53: digits that fit one constant
_EXACT_POWER: Final = 22  # 10**22 is the largest power of ten that float64 holds
_MOST_DIGITS: Final = 400  # float64's own range has 309 before and 324 behind the point


def spell_out(root: ast.expr, text: str) -> ast.expr:
    """`root` with its inexact numbers written out, in place; `text` is what it was read from, with the same columns."""
    holder = ast.Expression(body=root)
    for node in list(ast.walk(holder)):
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(node, field, [_spelled(item, text) for item in value])
            else:
                setattr(node, field, _spelled(value, text))
    return holder.body


def source(node: ast.expr, text: str) -> str:
    """The text that the node was read from."""
    return text[node.col_offset : node.end_col_offset]


def _spelled(node: object, text: str) -> object:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return node
    if isinstance(node.value, int) and abs(node.value) <= _EXACT_INTEGER:
        return node
    written = source(node, text)
    try:
        number = Decimal(written) if isinstance(node.value, float) else Decimal(node.value)
    except ArithmeticError:
        raise ExpressionError(f"{written[:40]!r} is no decimal number", node.col_offset + 1) from None
    if Decimal(node.value) == number and not isinstance(node.value, int):
        return node  # a float64 says it exactly
    _, digits, exponent = number.as_tuple()
    if len(digits) > _MOST_DIGITS or abs(int(exponent)) > _MOST_DIGITS:
        raise ExpressionError(f"{written[:40]!r} is far outside float64's range", node.col_offset + 1)
    return _Writer(node).decimal(int("".join(map(str, digits))), int(exponent))


class _Writer:
    """Makes syntax where `node` stands."""

    def __init__(self, node: ast.expr) -> None:
        self.node = node

    def decimal(self, mantissa: int, exponent: int) -> ast.expr:
        """mantissa * 10**exponent."""
        while exponent < 0 and mantissa % 10 == 0:
            mantissa, exponent = mantissa // 10, exponent + 1
        if exponent == 0 or mantissa == 0:
            return self.integer(mantissa)
        operator = ast.Div() if exponent < 0 else ast.Mult()
        return self.binary(self.integer(mantissa), operator, self.power_of_ten(abs(exponent)))

    def integer(self, number: int) -> ast.expr:
        """The number as one constant, or as the sum of its high digits times 10**15 and its low ones."""
        if number <= _EXACT_INTEGER:
            return self.constant(number)
        high, low = divmod(number, _PART)
        raised = self.binary(self.integer(high), ast.Mult(), self.constant(_PART))
        return self.binary(raised, ast.Add(), self.constant(low)) if low else raised

    def power_of_ten(self, exponent: int) -> ast.expr:
        if exponent <= _EXACT_POWER:
            return self.constant(10**exponent)
        return self.binary(self.constant(10), ast.Pow(), self.constant(exponent))

    def constant(self, number: int) -> ast.expr:
        return ast.copy_location(ast.Constant(number), self.node)

    def binary(self, left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr:
        return ast.copy_location(ast.BinOp(left, operator, right), self.node)
