"""The machines, loaded on first use: this is where numba comes in, and not before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final

import numpy as np

from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.precision import precision
from verify.kernels import drivers
from verify.kernels.cache import load
from verify.kernels.tape import Tape, compact, edges, full

_NO_EDGES: Final = np.empty((0, 6), np.int32)


@cache
def real(dtype: str) -> ModuleType:
    """The compiled module of the real machines in `dtype`; UsageError for anything but float64 and float32."""
    from verify.kernels.codegen import real_module  # imports numba

    return load(f"real_{precision(dtype).name}", real_module(dtype))


def prepared(tape: Tape, arguments: Sequence[str], points: Any, dtype: str) -> tuple[Any, Any, Any]:
    """Points and constants in `dtype` as the drivers want them, and the columns of the variables."""
    array = np.ascontiguousarray(points, dtype)
    if array.ndim != 2 or array.shape[1] != len(arguments):
        raise UsageError(f"points have shape {np.shape(points)}; expected (n, {len(arguments)}), a column for each argument")
    return array, tape.constants.astype(dtype), tape.columns(arguments)


def evaluate(expression: Expression, arguments: Sequence[str], points: Any, dtype: str) -> Any:
    """The expression as a program in `dtype`: array [n].

    Parameters
    ----------
    arguments : names of the columns of `points`
    points : float64[n, k], exact in `dtype`
    """
    tape = compact(expression)
    values = np.empty((1, len(points)), dtype)
    _run(drivers.VALUES, tape, arguments, points, dtype, _NO_EDGES, -1, tape.root, values, 0, values)
    return values[0]


def dual(expression: Expression, arguments: Sequence[str], points: Any, wrt: str, dtype: str) -> tuple[Any, Any]:
    """Values and derivatives by `wrt`, arrays [n], by dual numbers: one forward sweep with one tangent."""
    tape, table = compact(expression), edges(expression, wrt, reuse=True)
    values, slopes = np.empty((1, len(points)), dtype), np.zeros((1, len(points)), dtype)
    reached = table[-1, 0] == len(tape.program) - 1 if len(table) else tape.root == tape.seed(wrt)
    if not reached:  # the last instruction does not depend on the variable, or only through a step
        return evaluate(expression, arguments, points, dtype), slopes[0]
    _run(drivers.DUAL, tape, arguments, points, dtype, table, tape.seed(wrt), tape.root, values, tape.root, slopes)
    return values[0], slopes[0]


def gradient(expression: Expression, arguments: Sequence[str], points: Any, dtype: str) -> tuple[Any, Any]:
    """Values [n] and gradients [n, k] by reverse mode, one sweep there and back; 0 for arguments that do not occur."""
    tape, table = full(expression), edges(expression, None, reuse=False)
    values, adjoints = np.empty((1, len(points)), dtype), np.empty((len(tape.names), len(points)), dtype)
    first = len(tape.constants)
    _run(drivers.REVERSE, tape, arguments, points, dtype, table, -1, tape.root, values, first, adjoints)
    slopes = np.zeros((len(points), len(arguments)), dtype)
    slopes[:, tape.columns(arguments)] = adjoints.T
    return values[0], slopes


def node_adjoints(
    expression: Expression, arguments: Sequence[str], points: Any, dtype: str, wrt: str | None = None
) -> tuple[Any, Any]:
    """Values and adjoints of every node, arrays [nodes, n] in the order of `core.fold.nodes`, by reverse mode.

    With `wrt`, adjoints of what does not depend on that variable are left 0.
    """
    tape = full(expression)
    values = np.empty((tape.slots, len(points)), dtype)
    adjoints = np.empty_like(values)
    _run(drivers.REVERSE, tape, arguments, points, dtype, edges(expression, wrt, reuse=False), -1, 0, values, 0, adjoints)
    return values[tape.slot_of], adjoints[tape.slot_of]


def node_tangents(expression: Expression, arguments: Sequence[str], points: Any, wrt: str, dtype: str) -> tuple[Any, Any]:
    """Values and tangents by `wrt` of every node, arrays [nodes, n] in the order of `core.fold.nodes`."""
    tape, table = full(expression), edges(expression, wrt, reuse=False)
    values, tangents = np.empty((tape.slots, len(points)), dtype), np.zeros((tape.slots, len(points)), dtype)
    seed = tape.seed(wrt)
    if seed < 0:
        return node_adjoints(expression, arguments, points, dtype)[0], tangents[tape.slot_of]
    _run(drivers.DUAL, tape, arguments, points, dtype, table, seed, 0, values, 0, tangents)
    reached = np.zeros(tape.slots, bool)
    reached[table[:, 2]] = reached[seed] = True
    tangents[~reached] = 0.0
    return values[tape.slot_of], tangents[tape.slot_of]


def _run(
    task: int, tape: Tape, arguments: Sequence[str], points: Any, dtype: str, table: Any, seed: int, *outputs: Any
) -> None:
    array, constants, columns = prepared(tape, arguments, points, dtype)
    real(dtype).run(task, array, tape.program, constants, columns, tape.slots, tape.root, table, seed, *outputs)


@cache
def complex_machine() -> ModuleType:
    """The compiled module of the complex machine."""
    from verify.kernels.codegen import complex_module  # imports numba

    return load("complex128", complex_module())


def complex_slopes(expression: Expression, arguments: Sequence[str], points: Any, wrt: str, steps: Any) -> Any:
    """Derivatives by `wrt`, float64[n], by the complex step; `steps` float64[n] are powers of two."""
    tape = compact(expression)
    array, constants, columns = prepared(tape, arguments, points, "float64")
    result = np.zeros(len(array))
    if tape.seed(wrt) >= 0:
        complex_machine().run_complex(
            array, tape.program, constants, columns, tape.slots, tape.root, tape.seed(wrt), steps, result
        )
    return result
