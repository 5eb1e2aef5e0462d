"""The machines, loaded on first use: this is where numba comes in, and not before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.precision import precision
from verify.kernels import drivers
from verify.kernels.cache import load
from verify.kernels.complex_driver import QUOTIENT, WATCHED
from verify.kernels.opcodes import CODES
from verify.kernels.tape import Tape, compact, edges, full, linearised
from verify.kernels.workspace import workspace

_NO_EDGES: Final = np.empty((0, 6), np.int32)
# The sweeps of dual numbers, by variable, arguments and dtype: derivatives are asked for again and again.
_DUALS: Final[WeakKeyDictionary[Expression, dict[tuple[str, tuple[str, ...], str], tuple[_Sweep, Any]]]] = WeakKeyDictionary()


@cache
def real(dtype: str) -> ModuleType:
    """The compiled module of the real machines in `dtype`; UsageError for anything but float64 and float32."""
    from verify.kernels.codegen import real_module  # imports numba

    return load(f"real_{precision(dtype).name}", real_module(dtype))


def prepared(tape: Tape, arguments: Sequence[str], points: Any, dtype: str) -> tuple[Any, Any, Any]:
    """Points and constants in `dtype` as the drivers want them, and the columns of the variables."""
    return as_array(points, len(arguments), dtype), tape.constants.astype(dtype), tape.columns(arguments)


def as_array(points: Any, width: int, dtype: str) -> Any:
    """The points in `dtype`, one after another; UsageError where they have not `width` columns."""
    array = np.ascontiguousarray(points, dtype)
    if array.ndim != 2 or array.shape[1] != width:
        raise UsageError(f"points have shape {np.shape(points)}; expected (n, {width}), a column for each argument")
    return array


def evaluate(expression: Expression, arguments: Sequence[str], points: Any, dtype: str) -> Any:
    """The expression as a program in `dtype`: array [n].

    Parameters
    ----------
    arguments : names of the columns of `points`
    points : float64[n, k], exact in `dtype`
    """
    return _sweep(drivers.VALUES, compact(expression), None, arguments, points, dtype, (), compact(expression).roots, ())[0][0]


def dual(expression: Expression, arguments: Sequence[str], points: Any, wrt: str, dtype: str) -> tuple[Any, Any]:
    """Values and derivatives by `wrt`, arrays [n], by dual numbers: one forward sweep with one tangent."""
    known, key = _DUALS.setdefault(expression, {}), (wrt, tuple(arguments), dtype)
    if key not in known:
        tape, table = compact(expression), edges(expression, wrt, reuse=True)
        sown = (tape.seed(wrt),) if wrt in tape.names else ()
        sweep = _Sweep.of(drivers.DUAL, tape, table, arguments, dtype, sown, tape.roots, tape.roots)
        known[key] = sweep, np.ones((len(sown), 1), dtype)
    sweep, seeds = known[key]
    values, slopes = sweep.over(points, seeds)
    return values[0], slopes[0]


def gradient(expression: Expression, arguments: Sequence[str], points: Any, dtype: str) -> tuple[Any, Any]:
    """Values [n] and gradients [n, k] by reverse mode, one sweep there and back; 0 for arguments that do not occur."""
    values, slopes = vjp((expression,), arguments, points, np.ones((len(points), 1)), dtype)
    return values[:, 0], slopes


def jvp(
    outputs: Sequence[Expression], arguments: Sequence[str], points: Any, tangents: Mapping[str, Any], dtype: str
) -> tuple[Any, Any]:
    """Values and directional derivatives, arrays [n, outputs]: one forward sweep with one tangent, of all outputs together.

    Parameters
    ----------
    tangents : numbers or arrays [n]; variables that are left out do not move at all, and no partial by them is evaluated
    """
    tape, table = linearised(tuple(outputs), frozenset(tangents), reuse=True)
    seeds = [(tape.seed(name), tangent) for name, tangent in tangents.items() if name in tape.names]
    values, slopes = _sweep(drivers.DUAL, tape, table, arguments, points, dtype, seeds, tape.roots, tape.roots)
    return values.T, slopes.T


def vjp(outputs: Sequence[Expression], arguments: Sequence[str], points: Any, cotangents: Any, dtype: str) -> tuple[Any, Any]:
    """Values [n, outputs] and v^T J [n, k] by reverse mode, for cotangents v [n, outputs]; one sweep there and back.

    Memory is two numbers for each operation and point of a block, and the results.
    """
    tape, table = linearised(tuple(outputs), None, reuse=False)
    leaves = range(len(tape.constants), len(tape.constants) + len(tape.names))
    pulled = np.broadcast_to(np.asarray(cotangents), (len(points), len(outputs))).T
    values, adjoints = _sweep(
        drivers.REVERSE, tape, table, arguments, points, dtype, tuple(zip(tape.roots, pulled, strict=True)), tape.roots, leaves
    )
    slopes = np.zeros((len(points), len(arguments)), dtype)
    slopes[:, tape.columns(arguments)] = adjoints.T
    return values.T, slopes


def jacobian(outputs: Sequence[Expression], inputs: Sequence[str], points: Any, dtype: str) -> Any:
    """Jacobians, array [n, outputs, inputs], at points float64[n, inputs].

    One backward sweep for each output, or one forward sweep for each input if those are fewer.
    """
    count = len(outputs)
    if count <= len(inputs):
        rows = [vjp(outputs, inputs, points, np.eye(count)[i], dtype)[1] for i in range(count)]
        return np.stack(rows, axis=1)
    return np.stack([jvp(outputs, inputs, points, {name: 1.0}, dtype)[1] for name in inputs], axis=2)


def node_adjoints(
    expression: Expression, arguments: Sequence[str], points: Any, dtype: str, wrt: str | None = None
) -> tuple[Any, Any]:
    """Values and adjoints of every node, arrays [nodes, n] in the order of `core.fold.nodes`, by reverse mode.

    With `wrt`, adjoints of what does not depend on that variable are left 0.
    """
    tape, table = full(expression), edges(expression, wrt, reuse=False)
    return _sweep(drivers.REVERSE, tape, table, arguments, points, dtype, [(tape.root, 1.0)], tape.slot_of, tape.slot_of)


def node_tangents(expression: Expression, arguments: Sequence[str], points: Any, wrt: str, dtype: str) -> tuple[Any, Any]:
    """Values and tangents by `wrt` of every node, arrays [nodes, n] in the order of `core.fold.nodes`."""
    tape, table = full(expression), edges(expression, wrt, reuse=False)
    seeds = [(tape.seed(wrt), 1.0)] if wrt in tape.names else []
    return _sweep(drivers.DUAL, tape, table, arguments, points, dtype, seeds, tape.slot_of, tape.slot_of)


def _sweep(
    task: int, tape: Tape, table: Any, arguments: Sequence[str], points: Any, dtype: str, seeds: Sequence[tuple[int, Any]],
    kept: Sequence[int], wanted: Sequence[int],
) -> tuple[Any, Any]:  # fmt: skip
    """Values of the slots `kept`, and tangents or adjoints of the slots `wanted`: arrays [., n].

    seeds : slots with their tangents or adjoints
    """
    sweep = _Sweep.of(task, tape, table, arguments, dtype, [slot for slot, _ in seeds], kept, wanted)
    given = [np.broadcast_to(np.asarray(seed, dtype), len(points)) for _, seed in seeds]
    return sweep.over(points, np.array(given, dtype).reshape(len(seeds), len(points)))


@dataclass(frozen=True, slots=True, eq=False)
class _Sweep:
    """What a sweep is but for the points: for few of them, it takes as long to prepare as to run.

    columns : of the points, which have `width` of them, for each variable
    sown, kept, wanted : int32[.], slots of seeds, of values, and of tangents or adjoints
    """

    task: int
    dtype: str
    width: int
    slots: int
    program: Any
    constants: Any
    columns: Any
    table: Any
    sown: Any
    kept: Any
    wanted: Any

    @staticmethod
    def of(
        task: int, tape: Tape, table: Any, arguments: Sequence[str], dtype: str, sown: Sequence[int], kept: Sequence[int],
        wanted: Sequence[int],
    ) -> _Sweep:  # fmt: skip
        """The sweep over a tape."""
        numbers = [np.array(chosen, np.int32) for chosen in (sown, kept, wanted)]
        linked = _NO_EDGES if table is None else table
        constants, columns = tape.constants.astype(dtype), tape.columns(arguments)
        return _Sweep(task, dtype, len(arguments), tape.slots, tape.program, constants, columns, linked, *numbers)

    def over(self, points: Any, seeds: Any) -> tuple[Any, Any]:
        """Values, and tangents or adjoints, for seeds [sown, n], or [sown, 1] where they are the same everywhere."""
        array = as_array(points, self.width, self.dtype)
        n, dtype = len(array), self.dtype
        first, second = np.empty((len(self.kept), n), dtype), np.empty((len(self.wanted), n), dtype)
        work = workspace(self.slots, n, dtype)
        real(dtype).run(
            self.task, array, self.program, self.constants, self.columns, self.table, self.sown, seeds, self.kept, first,
            self.wanted, second, work[0], work[1],
        )  # fmt: skip
        return first, second


@cache
def complex_machine(dtype: str) -> ModuleType:
    """The compiled module of the complex machine whose real and imaginary parts are of `dtype`."""
    from verify.kernels.codegen import complex_module, continuation_module  # imports numba

    load("continuation", continuation_module())
    return load(f"complex_{precision(dtype).name}", complex_module(dtype))


def complex_slopes(
    expression: Expression, arguments: Sequence[str], points: Any, wrt: str, steps: Any, dtype: str = "float64"
) -> Any:
    """Derivatives by `wrt`, array [n] in `dtype`, by the complex step; `steps` float64[n] are powers of two, exact in it."""
    return complex_sweep(expression, arguments, points, wrt, steps, dtype)[0]


def complex_sweep(
    expression: Expression, arguments: Sequence[str], points: Any, wrt: str, steps: Any, dtype: str
) -> tuple[Any, Any]:
    """The same, and the least imaginary part on the way, array [n] in `dtype`: of results that depend on `wrt`, and for
    quotients of the numerators that they come from. Infinite where nothing depends on `wrt`.
    """
    tape, table = compact(expression), edges(expression, wrt, reuse=True)
    array, constants, columns = prepared(tape, arguments, points, dtype)
    result, least = np.zeros(len(array), dtype), np.full(len(array), np.inf, dtype)
    watched = np.zeros(len(tape.program), np.int32)
    watched[table[:, 0]] = WATCHED
    watched[(watched == WATCHED) & (tape.program[:, 0] == CODES["divide"])] = QUOTIENT
    if tape.seed(wrt) >= 0:
        complex_machine(dtype).run_complex(
            array, tape.program, constants, columns, tape.slots, tape.root, tape.seed(wrt), steps.astype(dtype), watched,
            result, least,
        )  # fmt: skip
    return result, least
