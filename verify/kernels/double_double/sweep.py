"""The filter's entry: expressions at points, as balls in double-double, with condition numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, Final, NamedTuple

import numpy as np

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import nodes
from verify.kernels.cache import load
from verify.kernels.double_double.spelling import spelled
from verify.kernels.machine import as_array
from verify.kernels.opcodes import NAMES
from verify.kernels.tape import build
from verify.kernels.workspace import workspace
from verify.ops import OPERATIONS

_NOISE: Final = 2.0**-45  # of a float64 adjoint, as a share of the sum of sizes
_ARITY: Final = np.array([OPERATIONS[name].arity for name in NAMES], np.int32)


class Filtered(NamedTuple):
    """Balls of the outputs and the condition of the first, by its own variables.

    high, low, radius : float64[outputs, n]; the radius is infinite or NaN where nothing is known, or where it may not exist
    condition : float64[n], |x q'/q| summed over the moving variables
    doubt : float64[n], its error may be as large
    """

    high: Any
    low: Any
    radius: Any
    condition: Any
    doubt: Any


def filter_balls(outputs: Sequence[Expression], arguments: Sequence[str], moving: Sequence[str], points: Any) -> Filtered:
    """Balls that contain the outputs at every point.

    Parameters
    ----------
    moving : the variables that the condition number of the first output is about
    points : float64[n, k], columns in the order of `arguments`
    """
    plan = _plan(tuple(outputs), tuple(arguments), tuple(moving))
    array = as_array(points, len(arguments), "float64")
    balls, condition = np.empty((3 * len(outputs), len(array))), np.zeros((2, len(array)))
    space, slots = workspace(7 * plan.slots, len(array), "float64", copies=1)[0], plan.slots
    _machine().run_filter(
        array, plan.program, plan.constants, plan.columns, plan.own, slots, plan.outputs, plan.moving,
        space[: 3 * slots], space[3 * slots : 5 * slots], space[5 * slots :], balls, condition,
    )  # fmt: skip
    high, low, radius = balls.reshape(3, len(outputs), -1)
    with np.errstate(all="ignore"):
        number, doubt = condition / np.abs(high[0])
    return Filtered(high, low, radius, number, _NOISE * doubt)


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """A tape without reuse of slots, as `double_double.driver` wants it; operands of the first output come first."""

    program: Any
    constants: Any
    columns: Any
    own: int
    outputs: Any
    moving: Any
    slots: int


@lru_cache(maxsize=512)
def _plan(outputs: tuple[Expression, ...], arguments: tuple[str, ...], moving: tuple[str, ...]) -> _Plan:
    bundle = spelled(outputs)
    first = nodes(bundle[0])
    tape = build(tuple(dict.fromkeys([*first, *(node for root in bundle[1:] for node in nodes(root))])), bundle, reuse=False)
    program = np.column_stack([tape.program, _ARITY[tape.program[:, 0]]])
    return _Plan(
        program=np.ascontiguousarray(program, np.int32),
        constants=tape.constants,
        columns=tape.columns(arguments),
        own=sum(node.op not in (CONSTANT, VARIABLE) for node in first),
        outputs=np.array(tape.roots, np.int32),
        moving=np.array([tape.seed(name) for name in moving if name in tape.names], np.int32),
        slots=tape.slots,
    )


@cache
def _machine() -> ModuleType:
    from verify.kernels.double_double.source import filter_module  # imports numba

    return load("filter", filter_module())
