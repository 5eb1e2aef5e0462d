"""For blame: exact values of all nodes of a program at one point, and the exact rounding error of single operations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from flint import arb

from verify.core.budget import PRECISIONS_TRIED
from verify.core.expression import Expression
from verify.ops import OPERATIONS
from verify.oracle.balls import compile_program
from verify.oracle.doubles import DoubleDouble, Floats, double_double
from verify.oracle.precision import working_precision
from verify.oracle.questions import narrow
from verify.oracle.refinement import columns_of

# Accuracy at which a rounding error is known well enough to be weighed against others.
_WEIGHABLE_BITS = 16


def enclose_nodes(expressions: Sequence[Expression], arguments: tuple[str, ...], point: Sequence[float]) -> DoubleDouble:
    """Enclosures of all `expressions` at one point; what they share is evaluated once.

    Parameters
    ----------
    arguments : names of the coordinates of `point`

    Returns
    -------
    float64[len(expressions)] each; NaN where nothing finite is enclosed at the precision ceiling, so also outside a domain.

    Raises
    ------
    UnsupportedError : an operation has no formula in balls, or a variable no value.
    """
    program = compile_program(tuple(expressions), arguments)
    row = np.asarray(point, dtype=np.float64).reshape(1, len(arguments))
    for bits in PRECISIONS_TRIED:
        with working_precision(bits):
            balls = [column[0] for column in program.run(columns_of(row, [0]), 1)]
            if all(map(narrow, balls)):
                break
    return double_double(balls)


def rounding_errors(name: str, operands: Floats, computed: Floats) -> Floats:
    """By how much results of one operation differ from the exact result on the same operands; signed, float64[n].

    Precision rises until the *difference* is known, however small: sigmoid(400) misses 1 by 1.9e-174. A difference still open
    at the ceiling is 0 (an exact result, such as 4**0.5).

    Parameters
    ----------
    operands : float64[n, arity], finite
    computed : float64[n], finite

    Returns
    -------
    float64[n], NaN where the operation is not defined.
    """
    row = OPERATIONS[name]
    program = compile_program((row.node,), row.arguments)
    found = np.full(len(computed), np.nan)
    pending = list(range(len(computed)))
    for bits in PRECISIONS_TRIED:
        with working_precision(bits):
            balls = program.run(columns_of(operands, pending), len(pending))[0]
            differences = [arb(float(computed[number])) - ball for number, ball in zip(pending, balls, strict=True)]
            still = []
            for number, difference in zip(pending, differences, strict=True):
                known = difference.is_zero() or difference.rel_accuracy_bits() >= _WEIGHABLE_BITS
                found[number] = float(difference.mid()) if known else (0.0 if difference.is_finite() else np.nan)
                still += [] if known else [number]
            pending = still
        if not pending:
            break
    return found
