"""One instruction in plain Python, straight from the operations' rows: what generated code is held to.

IEEE's answers where Python raises: infinity on overflow, NaN outside the domain, infinity on division by zero.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.kernels.opcodes import NAMES, PARTIALS, TURNS
from verify.ops import OPERATIONS
from verify.ops.calculus import partial


def values_at(op: int, a: int, b: int, out: int, work: Any, m: int) -> None:
    """work[out, :m] = the operation with that opcode, of slots a and b."""
    name = NAMES[op]
    slots = (a, b)[: OPERATIONS[name].arity]
    for k in range(m):
        work[out, k] = _apply(name, tuple(float(work[slot, k]) for slot in slots))


def partial_at(code: int, a: int, b: int, y: int, work: Any, p: Any, m: int) -> None:
    """p[0, :m] = the partial with that code, at slots a and b with the operation's value in slot y."""
    name, argument = PARTIALS[code]
    row, formula = OPERATIONS[name], partial(name, argument)
    for k in range(m):
        given = {name: float(work[slot, k]) for name, slot in zip(row.arguments, (a, b), strict=False)}
        p[0, k] = evaluate(formula, given, {row.node: float(work[y, k])})


def turns(code: int, low: float, high: float) -> tuple[float, float]:
    """Two turning points between low and high, as the rows of operations with that code say."""
    first, second = TURNS[code](low, high)
    return first, second


def evaluate(formula: Expression, point: dict[str, float], known: dict[Expression, float]) -> float:
    """A formula at one point, with the values of some sub-expressions already known."""

    def visit(node: Expression, args: tuple[float, ...]) -> float:
        if node in known:
            return known[node]
        if node.op == VARIABLE:
            return point[node.name]
        return node.value if node.op == CONSTANT else _apply(node.op, args)

    return fold(formula, visit)


def _apply(name: str, args: tuple[float, ...]) -> float:
    row = OPERATIONS[name]
    try:
        return float(row.evaluate(*args))
    except (ArithmeticError, ValueError):
        if row.numpy is None:
            return math.nan
        with np.errstate(all="ignore"):  # NumPy has IEEE's answers: signed infinities at overflows and poles
            return float(getattr(np, row.numpy)(*args))


def complex_values_at(op: int, a: int, b: int, out: int, work: Any, imag: Any, m: int) -> None:
    """The same on complex numbers, by the rows' analytic continuations; NaN where Python raises, or where there is none.

    Computed in float64; the arrays round to their own dtype.
    """
    row = OPERATIONS[NAMES[op]]
    function = row.complex if row.arity else row.evaluate
    for k in range(m):
        try:
            assert function is not None
            z = complex(function(*(complex(work[slot, k], imag[slot, k]) for slot in (a, b)[: row.arity])))
        except (ArithmeticError, ValueError, AssertionError):
            z = complex(math.nan, math.nan)
        work[out, k], imag[out, k] = z.real, z.imag
