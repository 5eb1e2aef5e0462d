"""Text to checked expression: the reader's syntax together with the operations that exist."""

from __future__ import annotations

import math

from verify.core.errors import ExpressionError, unknown
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply
from verify.core.fold import fold, nodes
from verify.core.reader import Build, read
from verify.ops import DRAWN, OPERATIONS


def parse(text: str) -> Expression:
    """The expression that `text` says, such as `"x**2*exp(x)"`.

    Raises
    ------
    ExpressionError : one sentence with the column, for anything that is no expression over known operations, and for
        constant sub-expressions that overflow or do not exist.
    """
    return read(text, builder())


def builder() -> Build:
    """What makes checked nodes for the reader; one for each text, as it remembers the values of constant parts."""
    known: dict[Expression, float] = {}  # values of the sub-expressions without variables

    def build(name: str, args: tuple[Expression, ...], column: int) -> Expression:
        _check_node(name, len(args), column)
        node = apply(name, *args)
        values = [arg.value if arg.op == CONSTANT else known.get(arg) for arg in args]
        constants = [value for value in values if value is not None]
        if len(constants) == len(args):
            known[node] = apply_float(name, *constants)
            _check_value(node, known[node], column)
        return node

    return build


def check(root: Expression) -> Expression:
    """`root`, if all its operations exist and have the right number of operands.

    Raises
    ------
    UsageError : an operation is unknown. ExpressionError : an arity is wrong.
    """
    for node in nodes(root):
        if node.op not in (VARIABLE, CONSTANT):
            _check_node(node.op, len(node.args), None)
    return root


def evaluate(root: Expression, point: dict[str, float]) -> float:
    """The expression as a float64 program in plain Python, one scalar at a time; NaN where Python raises."""

    def visit(node: Expression, args: tuple[float, ...]) -> float:
        if node.op == VARIABLE:
            return point[node.name]
        return node.value if node.op == CONSTANT else apply_float(node.op, *args)

    return fold(root, visit)


def apply_float(name: str, *args: float) -> float:
    """One operation on floats, with IEEE's answers where Python's `math` raises: infinity on overflow, NaN otherwise."""
    try:
        return float(OPERATIONS[name].evaluate(*args))
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return math.nan


def _check_value(node: Expression, value: float, column: int) -> None:
    if not math.isfinite(value):
        shown = "overflows or does not exist in float64"
        raise ExpressionError(f"the constant sub-expression {_short(str(node))} {shown}", column)


def _check_node(name: str, operands: int, column: int | None) -> None:
    if name not in OPERATIONS:
        raise ExpressionError(str(unknown("operation", name, DRAWN)), column)
    arity = OPERATIONS[name].arity
    if operands != arity:
        raise ExpressionError(f"{name} takes {arity} argument{'s' * (arity != 1)}, not {operands}", column)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
