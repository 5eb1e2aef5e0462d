"""Expressions as claims write them: exact decimals, and `diff`, `sum` and `product` written out where they occur."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import reduce
from typing import Final

from verify.core.errors import ExpressionError
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant
from verify.core.fold import nodes, operations, substitute
from verify.core.reader import convert
from verify.engine.statements.literals import spell_out
from verify.ops.calculus import differentiate
from verify.ops.parsing import builder

HIGHEST_ORDER: Final = 20
# Nodes that the sums, products and derivatives of a text may write out in all: half a second of making them.
_MOST_NODES: Final = 60_000
_LARGEST_DIFFERENTIATED: Final = 6_000
_INFINITE: Final = ("inf", "oo")
_SERIES: Final = {"sum": "add", "product": "multiply"}


class Terms:
    """Syntax to expressions. `text` is what the syntax was read from, with the same columns."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.checked = builder()
        self.room = _MOST_NODES

    def expression(self, node: ast.expr) -> Expression:
        """The expression that the syntax says.

        Raises
        ------
        ExpressionError : with the column.
        """
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in _SERIES:
                _flatten(inner)
        return convert(spell_out(node, self.text), self.build)

    def build(self, name: str, args: tuple[Expression, ...], column: int) -> Expression:
        """A node, or what one of our forms stands for."""
        if name in _SERIES:
            return self.series(name, args, column)
        if name == "diff":
            return self.derivative(args, column)
        return self.checked(name, args, column)

    def series(self, name: str, args: tuple[Expression, ...], column: int) -> Expression:
        """A sum or product, term by term."""
        if len(args) != 4 or args[1].op != VARIABLE:
            raise ExpressionError(f"{name} is written like {name}(k**2, (k, 1, 10))", column)
        body, index, *ends = args
        if any(end.op == VARIABLE and end.name in _INFINITE for end in ends):
            raise ExpressionError(f"an infinite {name} cannot be decided; give its last index", column)
        if not all(end.op == CONSTANT and end.value.is_integer() for end in ends):
            raise ExpressionError(f"{name} needs integers as its first and last index, not {ends[0]} and {ends[1]}", column)
        first, last = (int(end.value) for end in ends)
        self.spend(max(last - first + 1, 0) * (len(nodes(body)) + 1), f"{name} from {first} to {last} is too long", column)
        operation = _SERIES[name]
        written = [substitute(body, {index.name: constant(k)}) for k in range(first, last + 1)]
        if not written:
            return constant(0.0 if name == "sum" else 1.0)
        return reduce(lambda total, term: apply(operation, total, term), written)

    def spend(self, count: int, what: str, column: int) -> None:
        """Take nodes from those that the text may write out. ExpressionError : there are no more."""
        self.room -= count
        if self.room < 0:
            raise ExpressionError(f"{what} to write out", column)

    def written_out(self, root: Expression, by: Sequence[str], column: int) -> Expression:
        """The derivative by these variables, in this order, as an expression."""
        too_large = "this derivative is too large"
        for name in by:
            if len(nodes(root)) > _LARGEST_DIFFERENTIATED:
                raise ExpressionError(f"{too_large} to write out", column)
            root = differentiate(root, name)
            self.spend(len(nodes(root)), too_large, column)
        if by and "sign" in operations(root):
            raise ExpressionError("a derivative with kinks must stand alone, as diff(...) at ... is ...", column)
        return root

    def derivative(self, args: tuple[Expression, ...], column: int) -> Expression:
        """A derivative inside a larger expression."""
        if len(args) < 2 or args[1].op != VARIABLE:
            raise ExpressionError("diff is written like diff(x**2*y, x) or diff(x**5, x, 2)", column)
        by: list[str] = []
        for operand in args[1:]:
            if operand.op == VARIABLE:
                by.append(operand.name)
            elif operand.op == CONSTANT and operand.value.is_integer() and 1.0 <= operand.value <= HIGHEST_ORDER:
                by += [by[-1]] * (int(operand.value) - 1)
            else:
                raise ExpressionError(f"diff takes variables and orders of 1 to {HIGHEST_ORDER}, not {operand}", column)
        return self.written_out(args[0], by, column)

    def limit(self, node: ast.expr, sign: int) -> Expression | None:
        """A limit of integration; None if it is infinite, of that sign."""
        negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        if not self.is_infinite(node.operand if isinstance(node, ast.UnaryOp) else node):
            return self.expression(node)
        if negative is not (sign < 0):
            raise ExpressionError("an infinite range goes from -inf to inf", node.col_offset + 1)
        return None

    def is_infinite(self, node: ast.expr) -> bool:
        """Whether this says infinity, without a sign."""
        return isinstance(node, ast.Name) and node.id in _INFINITE

    def orders(self, name: str, operands: Sequence[ast.expr], node: ast.expr) -> list[str]:
        """The variables of a derivative, one for each time: `x, 2, y` is x, x, y."""
        by: list[str] = []
        for operand in operands:
            if isinstance(operand, ast.Name):
                by.append(operand.id)
            elif by and isinstance(operand, ast.Constant) and type(operand.value) is int and operand.value > 0:
                by += [by[-1]] * min(operand.value - 1, HIGHEST_ORDER)
            else:
                raise ExpressionError(f"{name} takes variables and orders, such as diff(x**5, x, 2)", operand.col_offset + 1)
        if len(by) > HIGHEST_ORDER:
            raise ExpressionError(f"a derivative of order above {HIGHEST_ORDER}", node.col_offset + 1)
        return by


def _flatten(call: ast.Call) -> None:
    """sum(e, (k, 1, 10)) becomes sum(e, k, 1, 10), as expressions have no tuples."""
    call.args = [
        item for argument in call.args for item in (argument.elts if isinstance(argument, ast.Tuple | ast.List) else [argument])
    ]
