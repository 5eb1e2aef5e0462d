"""Higher derivatives by machine: Taylor coefficients, second-order dual numbers, forward over reverse."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final

import numpy as np

from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.kernels import series_driver
from verify.kernels.cache import load
from verify.kernels.closure import Closure, closure
from verify.kernels.machine import prepared, real
from verify.kernels.series_driver import BACKWARD, SECOND, TAYLOR
from verify.kernels.workspace import workspace

HIGHEST_ORDER: Final = 12

# A direction: numbers or arrays [n] for the variables that move.
Direction = Mapping[str, Any]


@cache
def series_machine(dtype: str) -> ModuleType:
    """The compiled module of these machines in `dtype`."""
    from verify.kernels.codegen import linked_module  # imports numba

    return load(f"series_{dtype}", linked_module(dtype, real(dtype).__name__, series_driver, "run_series"))


def taylor(expression: Expression, arguments: Sequence[str], points: Any, direction: Direction, order: int, dtype: str) -> Any:
    """Taylor coefficients of t -> f(x + t u) for k = 0 to `order`, array [order + 1, n].

    Raises
    ------
    UsageError : an order below 0 or above HIGHEST_ORDER.
    """
    if not 0 <= order <= HIGHEST_ORDER:
        raise UsageError(f"order {order} of a Taylor series is not valid; it goes from 0 to {HIGHEST_ORDER}")
    found = closure(expression, frozenset(direction), order)
    return _run(TAYLOR, found, arguments, points, [direction], order + 1, order + 1, dtype)


def nth_derivative(expression: Expression, arguments: Sequence[str], points: Any, wrt: str, order: int, dtype: str) -> Any:
    """Derivatives of that order by `wrt`, array [n], by Taylor arithmetic."""
    with np.errstate(over="ignore"):
        coefficients = taylor(expression, arguments, points, {wrt: 1.0}, order, dtype)
        return coefficients[order] * np.dtype(dtype).type(math.factorial(order))


def second_order(
    expression: Expression, arguments: Sequence[str], points: Any, first: Direction, then: Direction, dtype: str
) -> Any:
    """f, u^T grad f, v^T grad f and u^T H v, array [4, n], for the directions u and v, by one forward sweep.

    The second-order dual numbers that run over the tape are called hyper-dual by Fike and Alonso (2011), AIAA 2011-886.
    """
    found = closure(expression, frozenset(first) | frozenset(then), 2)
    return _run(SECOND, found, arguments, points, [first, then], 4, 4, dtype)


def hvp(
    expression: Expression, arguments: Sequence[str], points: Any, direction: Direction, dtype: str, *, wrt: Sequence[str] = ()
) -> tuple[Any, Any]:
    """Gradients and Hessian-vector products, arrays [n, k], by forward over reverse: one sweep there and back.

    wrt : the arguments that the products are wanted for, besides those in the direction; all where empty. The others' are 0.
    """
    moving = frozenset(direction) | frozenset(wrt or arguments)
    found = closure(expression, moving, 2, backward=True)
    names = found.tape.names
    result = _run(BACKWARD, found, arguments, points, [direction], 4, 1 + 2 * len(names), dtype)
    gradient, product = (np.zeros((len(points), len(arguments)), dtype) for _ in range(2))
    moved = [name in moving for name in names]
    places = found.tape.columns(arguments)[moved]
    gradient[:, places] = result[1 : 1 + len(names)][moved].T
    product[:, places] = result[1 + len(names) :][moved].T
    return gradient, product


def hessian(expression: Expression, arguments: Sequence[str], points: Any, dtype: str) -> Any:
    """Hessians, array [n, k, k]: column j is the Hessian times the j-th unit vector."""
    return np.stack([hvp(expression, arguments, points, {name: 1.0}, dtype)[1] for name in arguments], axis=2)


def _run(
    task: int, found: Closure, arguments: Sequence[str], points: Any, directions: Sequence[Direction], planes: int, rows: int,
    dtype: str,
) -> Any:  # fmt: skip
    tape = found.tape
    array, constants, columns = prepared(tape, arguments, points, dtype)
    seeds = np.zeros((len(directions), len(tape.names), len(array)), dtype)
    for plane, direction in zip(seeds, directions, strict=True):
        for name in set(direction) & set(tape.names):
            plane[tape.names.index(name)] = direction[name]
    result = np.empty((rows, len(array)), dtype)
    series_machine(dtype).run_series(
        task, array, tape.program, constants, columns, found.rows, found.own, tape.root, seeds,
        np.arange(planes, dtype=dtype), workspace(tape.slots, len(array), dtype, copies=planes), result,
    )  # fmt: skip
    return result
