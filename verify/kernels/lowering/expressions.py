"""Python functions of numbers as instructions at the place of their call.

All of them are pure. So both sides of a condition are worked out and one is selected, which is what vector instructions do as
well. What a function may contain is what is handled below; LookupError or TypeError for anything else, before anything runs.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections import ChainMap
from collections.abc import Mapping, Sequence
from functools import cache
from types import FunctionType
from typing import Any, Final

from verify.kernels.lowering.instructions import NATIVE, Instructions, Matrix

# Variables and what they hold: instructions' results, numbers, tuples, functions.
Names = ChainMap[str, Any]

_RELATIONS: Final = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_SIGNS: Final = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip


@cache
def definition(function: FunctionType) -> ast.FunctionDef:
    """The syntax tree of a function."""
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def names_of(function: FunctionType, given: Mapping[str, Any]) -> Names:
    """What a function's names stand for where its parameters are given."""
    return ChainMap(dict(given), function.__globals__, vars(builtins))


class Expressions(Instructions):
    """Follows the syntax tree."""

    def call(self, function: Any, operands: Sequence[Any]) -> Any:
        """A function's result, by its instructions here."""
        if not isinstance(function, FunctionType) or function in NATIVE:
            return self.native(function, operands)
        node = definition(function)
        given = {parameter.arg: value for parameter, value in zip(node.args.args, operands, strict=True)}
        return self.result(node.body, names_of(function, given))

    def result(self, body: Sequence[ast.stmt], names: Names) -> Any:
        """What the statements return."""
        for number, node in enumerate(body):
            if isinstance(node, ast.Return) and node.value is not None:
                return self.value(node.value, names)
            if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Return):
                condition = self.condition(node.test, names)
                taken = self.result(node.body, names.new_child())
                return self.select(condition, taken, self.result([*node.orelse, *body[number + 1 :]], names))
            self.pure_statement(node, names)
        raise LookupError("a function ends without a result")

    def pure_statement(self, node: ast.stmt, names: Names) -> None:
        """An assignment, or a choice between some; a docstring."""
        if isinstance(node, ast.If):
            condition, sides = self.condition(node.test, names), [names.new_child(), names.new_child()]
            for side, body in zip(sides, (node.body, node.orelse), strict=True):
                for inner in body:
                    self.pure_statement(inner, side)
            for name in dict.fromkeys([*sides[0].maps[0], *sides[1].maps[0]]):
                names[name] = self.select(condition, sides[0][name], sides[1][name])
        elif isinstance(node, ast.Assign):
            self.assign(node.targets[0], self.value(node.value, names), names)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            raise LookupError(f"no instructions for {ast.unparse(node)}")

    def assign(self, target: ast.expr, value: Any, names: Names) -> None:
        """Give a name to a value, or to as many as there are; store a number into a matrix."""
        if isinstance(target, ast.Tuple):
            for part, item in zip(target.elts, value, strict=True):
                self.assign(part, item, names)
        elif isinstance(target, ast.Subscript):
            place = self.place(target, names)
            self.builder.store(self.cast(value, place.type.pointee), place)
        else:
            assert isinstance(target, ast.Name)
            names[target.id] = value

    def value(self, node: ast.expr, names: Names) -> Any:
        """What an expression stands for."""
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return names[node.id]
            case ast.Attribute():
                return getattr(self.value(node.value, names), node.attr)
            case ast.Tuple():
                return tuple(self.value(part, names) for part in node.elts)
            case ast.Subscript():
                whole = self.value(node.value, names)
                if isinstance(whole, Matrix):
                    return self.builder.load(self.place(node, names))
                return self.entry(whole, self.value(node.slice, names))
            case ast.IfExp():
                condition = self.condition(node.test, names)
                return self.select(condition, self.value(node.body, names), self.value(node.orelse, names))
            case ast.Call():
                return self.call(self.value(node.func, names), [self.value(part, names) for part in node.args])
            case ast.BinOp() if type(node.op) in _SIGNS:
                return self.operation(_SIGNS[type(node.op)], self.value(node.left, names), self.value(node.right, names))
            case ast.UnaryOp(op=ast.USub()):
                return self.negative(self.value(node.operand, names))
            case ast.UnaryOp(op=ast.Invert()):
                return self.inverted(self.value(node.operand, names))
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self.condition(node, names)
        raise LookupError(f"no instructions for {ast.unparse(node)}")

    def condition(self, node: ast.expr, names: Names) -> Any:
        """The truth of an expression."""
        match node:
            case ast.Compare():
                values = [self.value(part, names) for part in (node.left, *node.comparators)]
                triples = zip(node.ops, values, values[1:], strict=False)
                return self.all_of([self.compare(_RELATIONS[type(op)], left, right) for op, left, right in triples])
            case ast.BoolOp():
                parts = [self.condition(part, names) for part in node.values]
                return self.all_of(parts) if isinstance(node.op, ast.And) else self.any_of(parts)
            case ast.UnaryOp(op=ast.Not()):
                return self.inverted(self.condition(node.operand, names))
        return self.truth(self.value(node, names))

    def place(self, node: ast.Subscript, names: Names) -> Any:
        """The address of an entry of a matrix."""
        matrix, index = self.value(node.value, names), node.slice
        assert isinstance(index, ast.Tuple)
        row, column = (self.made(self.value(part, names)) for part in index.elts)
        return self.builder.gep(matrix.data, [self.builder.add(self.builder.mul(row, matrix.columns), column)])
