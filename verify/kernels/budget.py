"""The error budget of a value and of a derivative: first-order running error analysis, beside the value, in float64.

For the node i with operands j, partials phi_ij and second partials phi_ij,k; u, eta and c_i as in DESIGN section 3:

    e_i = sum_j |phi_ij| e_j + c_i (2 u |m_i| + eta)                                     error of the value
    A_i = sum_j |phi_ij| A_j                                                             tangent without cancellation
    E_i = sum_j |phi_ij| E_j + (eps_ij + sum_k |phi_ij,k| e_k) A_j + u |phi_ij| A_j + eta     error of the tangent
          + (additions of operands or of uses) u A_i

eps_ij is the error of the partial itself, computed by its stable formula (tight) or by the textbook's. Partials are looked at
over the whole box that the errors of the operands span, by its corners, once those are not tiny (`core.budget.PROBED`).
Where an error reaches the edge of the domain, a kink, or the scale on which the operations bend, the bound is infinite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from verify.core.budget import SAFETY
from verify.core.expression import Expression
from verify.core.precision import Precision
from verify.kernels import facts
from verify.kernels.machine import node_adjoints, prepared, real
from verify.kernels.opcodes import NAMES
from verify.kernels.tape import Tape, compact, edges
from verify.ops import OPERATIONS

_ACTIVE: Final[WeakKeyDictionary[Expression, dict[str | None, tuple[Any, Any, int]]]] = WeakKeyDictionary()


@dataclass(slots=True, kw_only=True)
class Bounds:
    """Error bounds of one expression at n points in one precision, all float64[n] but the flags; inf where not trusted.

    value : the value, in float64
    error : bound of the error of the value
    tight, textbook : bounds of the error of d/dwrt by stable and by textbook partials; equal to `error` without `wrt`
    magnitude : |d/dwrt| without the cancellation between paths
    slope : d/dwrt, an estimate
    overflow, underflow : bool[n], whether an intermediate of the standard way of computing leaves the range
    """

    value: Any
    error: Any
    tight: Any
    textbook: Any
    magnitude: Any
    slope: Any
    overflow: Any
    underflow: Any


def bounds(
    expression: Expression,
    arguments: Sequence[str],
    points: Any,
    precision: Precision,
    *,
    wrt: str | None = None,
    accuracy: Mapping[str, float] | None = None,
    initial: Any = None,
    backward: bool = True,
) -> Bounds:
    """What a sound method may be off by, at each of `points`, a float64[n, len(arguments)].

    Parameters
    ----------
    wrt : bounds of the derivative by this variable as well
    accuracy : ulps of single operations, overriding their rows
    initial : float64[n, k], absolute errors that the arguments already have
    backward : whether `overflow` is to tell of reverse mode as well
    """
    tape = compact(expression)
    seed = -1 if wrt is None else tape.seed(wrt)
    reached = _active(expression, tape, wrt if seed >= 0 else None)
    kind = "value" if wrt is None else "derivative"
    result = _run(kind, tape, tape.root, tape.program, arguments, points, precision, (seed, reached), accuracy, initial)
    found = _bounds(result, derivative=wrt is not None)
    if backward and wrt is not None and seed >= 0:
        # Reverse mode multiplies in the other order, and so may overflow where forward mode does not.
        _, adjoints = node_adjoints(expression, arguments, points, "float64", wrt)
        found.overflow |= (np.abs(adjoints) > precision.huge).any(axis=0)
    return found


def node_bounds(
    tape: Tape, arguments: Sequence[str], points: Any, precision: Precision, accuracy: Mapping[str, float] | None = None
) -> tuple[Any, Any, Any, Any]:
    """Values and their error bounds, float64[slots, n], of a tape that reuses no slot; overflow and underflow, bool[n]."""
    array, constants, columns = prepared(tape, arguments, points, "float64")
    leaves = np.concatenate([np.broadcast_to(constants[:, None], (len(constants), len(array))), array[:, columns].T])
    value, error = np.empty((2, tape.slots, len(array)))
    value[: len(leaves)], error[: len(leaves)] = leaves, _initial(tape, columns, len(array), precision, None)
    ranges, nothing = np.zeros((2, len(array)), bool), (-1, _count_uses(tape, []))
    for count, row in enumerate(tape.program, start=1):
        result = _run("value", tape, row[3], tape.program[:count], arguments, points, precision, nothing, accuracy)
        value[row[3]], error[row[3]] = result[0], SAFETY * result[1]
        ranges |= result[6:] > 0.0
    return value, error, *ranges


def nominal_bounds(
    expression: Expression, arguments: tuple[str, ...], points: Any, precision: Precision, wrt: str | None
) -> Bounds:
    """`bounds` by the operations' own accuracies, remembered for a short while: all differences choose their steps by them.

    Not for reverse mode.
    """
    rows = np.asarray(points, np.float64)
    return _nominal_bounds(expression, arguments, rows.tobytes(), rows.shape, precision, wrt)


@lru_cache(maxsize=16)
def _nominal_bounds(
    expression: Expression,
    arguments: tuple[str, ...],
    rows: bytes,
    shape: tuple[int, ...],
    precision: Precision,
    wrt: str | None,
) -> Bounds:
    return bounds(expression, arguments, np.frombuffer(rows).reshape(shape).copy(), precision, wrt=wrt, backward=False)


def _run(
    kind: str, tape: Tape, root: int, program: Any, arguments: Sequence[str], points: Any, precision: Precision,
    wanted: tuple[int, tuple[Any, Any, int]], accuracy: Mapping[str, float] | None, initial: Any = None,
) -> Any:  # fmt: skip
    """The machine's result[8, n] for the slot `root`; wanted : slot of the variable, and what `_active` says of it."""
    array, constants, columns = prepared(tape, arguments, points, "float64")
    seed, (active, uses, seed_uses) = wanted
    table, probe = facts.table(kind), facts.table("probe")
    result = np.empty((8, len(array)))
    real("float64").run_budget(
        array, program, constants, columns, tape.slots, int(root), _initial(tape, columns, len(array), precision, initial),
        seed, seed_uses, active, uses, facts.traits(), facts.kink_slopes(),
        _parameters(precision, tuple((accuracy or {}).items())), precision.tiny, precision.huge,
        *table.arrays, *probe.arrays, max(table.slots, probe.slots), result,
    )  # fmt: skip
    return result


def _bounds(result: Any, *, derivative: bool) -> Bounds:
    value, error, tight, textbook, paths, slope, overflow, underflow = result
    error, tight, textbook = SAFETY * error, SAFETY * tight, SAFETY * textbook
    return Bounds(
        value=value,
        error=error,
        tight=tight if derivative else error,
        textbook=textbook if derivative else error,
        magnitude=paths,
        slope=slope,
        overflow=overflow > 0.0,
        underflow=underflow > 0.0,
    )


@lru_cache(maxsize=64)
def _parameters(precision: Precision, accuracy: tuple[tuple[str, float], ...]) -> Any:
    known = dict(accuracy)
    given = [known.get(name, OPERATIONS[name].accuracy) for name in NAMES]
    return np.array([precision.unit_roundoff, precision.smallest, *given])


def _initial(tape: Tape, columns: Any, n: int, precision: Precision, given: Any) -> Any:
    """Errors of the leaves: constants that the precision does not represent exactly are rounded by any method."""
    count = len(tape.constants)
    errors = np.zeros((count + len(columns), n))
    if count and precision.name != "float64":
        with np.errstate(over="ignore"):
            rounded = tape.constants.astype(precision.name).astype(np.float64)
        errors[:count] = np.abs(rounded - tape.constants)[:, None]
    if given is not None:
        errors[count:] = np.asarray(given, np.float64)[:, columns].T
    return errors


def _active(expression: Expression, tape: Tape, wrt: str | None) -> tuple[Any, Any, int]:
    """Which operands of each instruction the variable reaches, and how many active uses each result and the variable have."""
    known = _ACTIVE.get(expression)
    if known is None:
        known = _ACTIVE[expression] = {}
    if wrt not in known:
        table = edges(expression, wrt, reuse=True).tolist() if wrt is not None else []
        known[wrt] = _count_uses(tape, [(instruction, operand) for instruction, operand, *_ in table])
    return known[wrt]


def _count_uses(tape: Tape, reached: list[tuple[int, int]]) -> tuple[Any, Any, int]:
    active, uses = np.zeros((len(tape.program), 2), np.int32), np.zeros(len(tape.program), np.int32)
    seed_uses = 0
    maker: dict[int, int] = {}  # of what is in a slot now: slots are used again
    position = 0
    for i, (_, first, _, target) in enumerate(tape.program.tolist()):
        while position < len(reached) and reached[position][0] == i:
            operand = reached[position][1]
            active[i, int(operand != first or active[i, 0])] = 1
            if operand in maker:
                uses[maker[operand]] += 1
            else:
                seed_uses += 1
            position += 1
        maker[target] = i
    return active, uses, seed_uses
