"""Exact values of many expressions at one point, computed together: what they share is evaluated once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from verify.core.budget import PRECISIONS_TRIED
from verify.core.expression import Expression
from verify.oracle.balls import compile_program
from verify.oracle.doubles import DoubleDouble, double_double
from verify.oracle.precision import working_precision
from verify.oracle.refinement import columns_of, narrow


def enclose_nodes(expressions: Sequence[Expression], arguments: tuple[str, ...], point: Sequence[float]) -> DoubleDouble:
    """Enclosures of all `expressions` at one point, for blame: the nodes of a program and their tangents.

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
