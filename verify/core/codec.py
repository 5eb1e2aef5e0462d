"""Expressions as JSON: a list of rows in evaluation order. Sharing is kept, and depth is no limit."""

from __future__ import annotations

from typing import Final

from verify.core.errors import UsageError
from verify.core.expression import CONSTANT, VARIABLE, Expression, _node, constant, variable
from verify.core.fold import nodes

MAX_ROWS: Final = 100_000
Row = str | float | list[str | int]


def encode(root: Expression) -> list[Row]:
    """JSON-ready rows: a variable is its name, a constant its value, a node `[op, row, row...]`; the last is the root."""
    index: dict[Expression, int] = {}
    rows: list[Row] = []
    for node in nodes(root):
        index[node] = len(rows)
        if node.op == VARIABLE:
            rows.append(node.name)
        elif node.op == CONSTANT:
            rows.append(node.value)
        else:
            rows.append([node.op, *(index[arg] for arg in node.args)])
    return rows


def decode(rows: object) -> Expression:
    """The inverse of `encode`, for input that nobody vouches for.

    Raises
    ------
    UsageError : not rows of that form, a reference forward, or more than 100,000 rows.
    """
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_ROWS:
        raise UsageError(f"a stored expression is a list of 1 to {MAX_ROWS} rows, not {type(rows).__name__}")
    built: list[Expression] = []
    for number, row in enumerate(rows):
        built.append(_decode_row(number, row, built))
    return built[-1]


def _decode_row(number: int, row: object, built: list[Expression]) -> Expression:
    if isinstance(row, str):
        return variable(row)
    if isinstance(row, int | float) and not isinstance(row, bool):
        return constant(row)
    if not isinstance(row, list) or not row or not isinstance(row[0], str):
        raise UsageError(f"row {number} of a stored expression is no name, number or [operation, rows...]: {str(row)[:60]}")
    if not all(isinstance(i, int) and not isinstance(i, bool) and 0 <= i < number for i in row[1:]):
        raise UsageError(f"row {number} of a stored expression refers to rows that do not come before it: {str(row)[:60]}")
    return _node(row[0], tuple(built[i] for i in row[1:]), None)
