"""Symbolic differentiation on our own hash-consed graph, from the operations' partials alone.

Only structural zeros and ones are dropped; nothing else is simplified, so the result is the chain rule as a program.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Final

from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant
from verify.core.fold import fold, nodes
from verify.ops import OPERATIONS
from verify.ops.parsing import parse

ZERO = constant(0.0)
ONE = constant(1.0)


@cache
def partial(name: str, argument: int, textbook: bool = False) -> Expression:
    """The partial of an operation by one of its arguments, over the argument names `a` and `b`."""
    row = OPERATIONS[name]
    return parse((row.textbook if textbook and row.textbook else row.partials)[argument])


@cache
def magnitude(name: str) -> Expression | None:
    """What an operation's accuracy refers to, over the argument names; None where that is the result."""
    formula = OPERATIONS[name].magnitude
    return None if formula is None else parse(formula)


@cache
def second_partial(name: str, argument: int, by: int) -> Expression:
    """The derivative of a (stable) partial by an argument."""
    return differentiate(partial(name, argument), OPERATIONS[name].arguments[by])


def differentiate(root: Expression, wrt: str, order: int = 1, *, textbook: bool = False) -> Expression:
    """The derivative of `root` by the variable `wrt`, as an expression that shares its parts with `root`.

    With `textbook`, partials are the formulas of the textbooks, which may cancel: the same number, another program.

    Raises
    ------
    UnsupportedError : an operation on the way has no formula for a partial.
    """
    for _ in range(order):
        root = _differentiate(root, wrt, textbook)
    return root


def _differentiate(root: Expression, wrt: str, textbook: bool) -> Expression:
    def visit(node: Expression, tangents: tuple[Expression, ...]) -> Expression:
        if node.op == VARIABLE:
            return ONE if node.name == wrt else ZERO
        if node.op == CONSTANT:
            return ZERO
        total = ZERO
        for argument, tangent in enumerate(tangents):
            if tangent is not ZERO:
                total = plus(total, times(instantiate(node, partial(node.op, argument, textbook)), tangent))
        return total

    return fold(root, visit)


def instantiate(node: Expression, formula: Expression) -> Expression:
    """A formula over argument names, at a node's actual operands; what is constant and exact in it is worked out."""
    named = dict(zip(OPERATIONS[node.op].arguments, node.args, strict=True))

    def visit(part: Expression, args: tuple[Expression, ...]) -> Expression:
        return exactly(part.op, *args) if args else named.get(part.name, part) if part.op == VARIABLE else part

    return fold(formula, visit)


def fold_exact(root: Expression) -> Expression:
    """`root` with constant sub-expressions replaced by their values where float64 arithmetic is exact."""
    return fold(root, lambda node, args: exactly(node.op, *args) if args else node)


def exactly(op: str, *args: Expression) -> Expression:
    """The node `op(*args)`, or its value where its operands are constants and float64 arithmetic is exact."""
    if op not in _EXACT:
        return apply(op, *args)
    for arg in args:
        if arg.op != CONSTANT:
            return apply(op, *args)
    value = _EXACT[op](*(Fraction(arg.value) for arg in args))
    if abs(value) < 2**1023 and Fraction(float(value)) == value:
        return constant(float(value))
    return apply(op, *args)


# Operations whose value on rationals is rational.
_EXACT: Final[dict[str, Callable[..., Fraction]]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "negate": operator.neg,
    "abs": abs,
    "sign": lambda a: Fraction((a > 0) - (a < 0)),
}


def plus(left: Expression, right: Expression) -> Expression:
    """The sum, without structural zeros."""
    if left is ZERO or right is ZERO:
        return right if left is ZERO else left
    return apply("add", left, right)


def times(left: Expression, right: Expression) -> Expression:
    """The product, without structural zeros and ones."""
    if left is ZERO or right is ZERO:
        return ZERO
    if left is ONE or right is ONE:
        return right if left is ONE else left
    return apply("multiply", left, right)


def depends(root: Expression, wrt: str) -> bool:
    """Whether the variable occurs."""
    return any(node.op == VARIABLE and node.name == wrt for node in nodes(root))
