"""What the budget needs to know of each operation at its operands, as one tape an operation, all in one table.

The outputs of an operation's tape, for its operands j and k (see `verify.kernels.budget` for what is made of them):
partial j, second partials jk, error bounds of the partials by their stable and by their textbook formula, the magnitude
that the accuracy refers to, distances from the edges of the domain and of smoothness, largest intermediates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from verify.core.expression import Expression
from verify.core.fold import nodes
from verify.kernels.emit import constant_value
from verify.kernels.formulas import distance, error_of, folded, kink_slope, largest, linear, movers
from verify.kernels.opcodes import NAMES
from verify.kernels.tape import Tape, build
from verify.ops import OPERATIONS, Operation
from verify.ops.calculus import ZERO, partial, second_partial
from verify.ops.parsing import parse

# Outputs: numbers of columns in `Table.outputs`. Two columns stand for the operands a and b, three for aa, ab, bb.
PARTIAL, SECOND, TIGHT, TEXTBOOK, WIDEST, MAGNITUDE, EDGE, CORNER, DETOUR, OUTPUTS = 0, 2, 5, 7, 9, 11, 12, 13, 14, 15

# Inputs: numbers of leaf sources. The parameters are u, eta, and the accuracies in the order of the operations.
INPUTS: Final = {"a": 0, "b": 1, "whole_a": 2, "whole_b": 3, "u": 4, "eta": 5} | {
    f"accuracy_{name}": 6 + code for code, name in enumerate(NAMES)
}

# Traits: columns of `Table.traits`, facts of an operation that no point changes.
ARITY, LINEAR, KINKED, EDGE_MOVERS, CORNER_MOVERS, EXACT, UNIT, COMPUTED, CURVED, TRAITS = 0, 1, 2, 3, 4, 5, 6, 8, 10, 12

Outputs = dict[int, Expression]
_CHOSEN: Final = {
    "value": (*range(SECOND), *range(MAGNITUDE, OUTPUTS)),
    "derivative": range(OUTPUTS),
    "probe": range(TIGHT),
}


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The tapes of all operations, end to end.

    program : int32[., 4]; instructions starts[op] to starts[op + 1] are an operation's
    leaves : int32[., 2]: slot and source of each leaf, source >= 0 as in INPUTS and < 0 for constants[-1 - source]
    outputs : int32[operations, OUTPUTS], the slot of each output, -1 where it is structurally zero or absent
    """

    program: Any
    starts: Any
    leaves: Any
    leaf_starts: Any
    constants: Any
    outputs: Any
    slots: int

    @property
    def arrays(self) -> tuple[Any, ...]:
        """As the driver takes them."""
        return self.program, self.starts, self.leaves, self.leaf_starts, self.constants, self.outputs


@cache
def table(kind: str) -> Table:
    """The tapes for budgets of "value" or "derivative", and those that "probe" the partials beside the operands."""
    return _joined([{n: f for n, f in outputs_of(name).items() if n in _CHOSEN[kind]} for name in NAMES])


@cache
def outputs_of(name: str) -> Outputs:
    """What is not structurally zero of one operation's outputs, by their number."""
    return {number: formula for number, formula in _derived(OPERATIONS[name]).items() if formula not in (None, ZERO)}


def _derived(row: Operation) -> Outputs:
    found: dict[int, Any] = {}
    for j in range(row.arity):
        stable, textbook = partial(row.name, j), partial(row.name, j, textbook=True)
        found[PARTIAL + j] = folded(stable)
        found[TIGHT + j], found[TEXTBOOK + j] = error_of(stable), error_of(textbook)
        found[WIDEST + j] = largest((stable, textbook))
        for k in range(j, row.arity):
            found[SECOND + j + k] = folded(second_partial(row.name, j, k))
    found[MAGNITUDE] = None if row.magnitude is None else folded(parse(row.magnitude))
    found[EDGE], found[CORNER] = distance(row.where), distance(row.where_smooth)
    found[DETOUR] = None if row.spec is None else largest([parse(row.spec)])
    return found


def _joined(rows: list[Outputs]) -> Table:
    programs: list[Any] = []
    leaves: list[Any] = []
    constants: list[Any] = []
    outputs = np.full((len(rows), OUTPUTS), -1, np.int32)
    slots = 0
    for code, row in enumerate(rows):
        order = list(dict.fromkeys(node for formula in row.values() for node in nodes(formula)))
        tape = build(order, row.values(), reuse=True)
        outputs[code, list(row)] = tape.roots
        leaves.append(_leaves(tape, sum(len(values) for values in constants)))
        programs.append(tape.program)
        constants.append(tape.constants)
        slots = max(slots, tape.slots)
    return Table(
        program=np.concatenate(programs),
        starts=_starts(programs),
        leaves=np.concatenate(leaves),
        leaf_starts=_starts(leaves),
        constants=np.concatenate(constants),
        outputs=outputs,
        slots=slots,
    )


def _leaves(tape: Tape, constants_before: int) -> Any:
    fixed = [[slot, -1 - constants_before - slot] for slot in range(len(tape.constants))]
    given = [[len(tape.constants) + number, INPUTS[name]] for number, name in enumerate(tape.names)]
    return np.array(fixed + given, np.int32).reshape(-1, 2)


def _starts(parts: list[Any]) -> Any:
    return np.cumsum([0, *map(len, parts)], dtype=np.int32)


@cache
def traits() -> Any:
    """int32[operations, TRAITS]."""
    return np.array([_traits(OPERATIONS[name]) for name in NAMES], np.int32)


def _traits(row: Operation) -> list[int]:
    found = [0] * TRAITS
    found[ARITY], found[LINEAR], found[KINKED] = row.arity, linear(row.name), row.kink is not None
    found[EDGE_MOVERS], found[CORNER_MOVERS] = _mask(row, movers(row.where)), _mask(row, movers(row.where_smooth))
    found[EXACT] = row.accuracy == 0.0
    for j in range(row.arity):
        formula = partial(row.name, j)
        found[UNIT + j] = constant_value(formula) in (1.0, -1.0)
        found[COMPUTED + j] = bool(formula.args) and formula is not row.node
        found[CURVED + j] = second_partial(row.name, j, j) is not ZERO
    return found


def _mask(row: Operation, names: frozenset[str]) -> int:
    return sum(1 << j for j, name in enumerate(row.arguments) if name in names)


@cache
def kink_slopes() -> Any:
    """float64[operations, 2]: the largest one-sided slopes at a kink."""
    return np.array([[kink_slope(name, j) if j < OPERATIONS[name].arity else 0.0 for j in range(2)] for name in NAMES])
