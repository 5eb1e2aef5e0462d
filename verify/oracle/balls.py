"""Expressions in ball arithmetic: compiled once to straight-line code, run for many points at a time.

An instruction is applied to a whole column of points before the next, so that Python's overhead is paid once per column:
64 points of a 60-node derivative take about a millisecond at 128 bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from verify.core.errors import UnsupportedError
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply
from verify.core.fold import fold, nodes, substitute
from verify.ops import OPERATIONS
from verify.ops.parsing import parse
from verify.oracle.primitives import BALLS, REAL, Arithmetic, Ball, BallFunction

Column = list[Ball]  # one ball per point

_BUNDLE: Final = "outputs"  # no operation: holds several expressions together
_KEPT: Final = frozenset(BALLS) | {_BUNDLE}
_LARGEST_UNROLLED: Final = 2**31  # exponents that fit a machine integer; larger ones take the general path


class Instruction(NamedTuple):
    """`slots[out] = function(*slots[operands])`, for every point; once for all points if it is `constant`."""

    function: BallFunction
    operands: tuple[int, ...]
    out: int
    constant: bool


@dataclass(frozen=True, slots=True)
class Program:
    """Straight-line code over slots. Slots 0..k-1 hold the arguments; `constants` (exact) are loaded, then `code` runs."""

    arguments: tuple[str, ...]
    constants: tuple[tuple[int, Ball], ...]
    code: tuple[Instruction, ...]
    outputs: tuple[int, ...]
    slots: int

    def run(self, columns: Sequence[Column], count: int) -> list[Column]:
        """The output columns at the current working precision, from one column of `count` balls per argument."""
        slots: list[Column] = [[]] * self.slots
        slots[: len(columns)] = columns
        for out, value in self.constants:
            slots[out] = [value] * count
        for function, inputs, out, constant in self.code:
            operands = [slots[i] for i in inputs]
            if constant:
                slots[out] = [function(*(column[0] for column in operands))] * count if count else []
            else:
                slots[out] = list(map(function, *operands))
        return [slots[i] for i in self.outputs]

    def run_one(self, point: Sequence[Ball]) -> list[Ball]:
        """The outputs at one point, with less overhead than a column of one."""
        slots: list[Ball] = [None] * self.slots
        slots[: len(point)] = point
        for out, value in self.constants:
            slots[out] = value
        for function, inputs, out, _ in self.code:
            if len(inputs) == 1:  # spelled out, as rigorous integrals come here a million times
                slots[out] = function(slots[inputs[0]])
            elif len(inputs) == 2:
                slots[out] = function(slots[inputs[0]], slots[inputs[1]])
            else:
                slots[out] = function(*[slots[i] for i in inputs])
        return [slots[i] for i in self.outputs]


@lru_cache(maxsize=512)
def compile_program(
    outputs: tuple[Expression, ...], arguments: tuple[str, ...], arithmetic: Arithmetic = REAL, moving: tuple[str, ...] = ()
) -> Program:
    """Straight-line ball code for several expressions at once; what they share is computed once.

    Parameters
    ----------
    arguments : names of the variables, in the order of the columns of points
    arithmetic : REAL, or STRICT for derivatives, which must not be formed across a jump, or ANALYTIC on complex balls
    moving : the variables of differentiation, if only parts that depend on them need the arithmetic proper
    """
    return _Compiler(arguments, arithmetic, moving).program(outputs)


class _Compiler:
    """Slots by node; code in order of evaluation."""

    def __init__(self, arguments: tuple[str, ...], arithmetic: Arithmetic, moving: tuple[str, ...]) -> None:
        self.arguments = arguments
        self.arithmetic = arithmetic
        self.still = arithmetic.still if moving else None  # the gentler form, for where nothing moves
        self.moving = moving
        self.moved: set[int] = set()  # slots that depend on a moving variable
        self.slot: dict[Expression, int] = {}
        self.fixed: set[int] = set()  # slots whose value is the same at every point
        self.constants: list[tuple[int, Ball]] = []
        self.code: list[Instruction] = []
        self.size = len(arguments)

    def program(self, outputs: tuple[Expression, ...]) -> Program:
        # Walked together, so that a program whose every node is an output takes no time quadratic in its size.
        bundle = expand(apply(_BUNDLE, *outputs))
        for node in nodes(bundle)[:-1]:
            self.slot[node] = self.place(node)
        ends = tuple(self.slot[root] for root in bundle.args)
        return Program(self.arguments, tuple(self.constants), tuple(self.code), ends, self.size)

    def new_slot(self) -> int:
        self.size += 1
        return self.size - 1

    def place(self, node: Expression) -> int:
        if node.op == VARIABLE:
            if node.name not in self.arguments:
                raise UnsupportedError(f"variable {node.name} has no value; values are given for {', '.join(self.arguments)}")
            slot = self.arguments.index(node.name)
            if node.name in self.moving:
                self.moved.add(slot)
            return slot
        out = self.new_slot()
        if node.op == CONSTANT:
            self.constants.append((out, self.arithmetic.number(node.value)))
            self.fixed.add(out)
            return out
        operands = tuple([self.slot[arg] for arg in node.args])
        moves = not self.moved.isdisjoint(operands)
        if moves:
            self.moved.add(out)
        function, args = specialise(node, self.arithmetic if moves or self.still is None else self.still)
        operands = operands[: len(args)]
        fixed = self.fixed.issuperset(operands)
        if fixed:
            self.fixed.add(out)
        self.code.append(Instruction(function, operands, out, fixed))
        return out


def specialise(node: Expression, arithmetic: Arithmetic) -> tuple[BallFunction, tuple[Expression, ...]]:
    """The ball function of a node and the operands it still needs: constant integer exponents are built in."""
    if node.op == "power" and node.args[1].op == CONSTANT:
        exponent = node.args[1].value
        if exponent == int(exponent) and 0 < abs(exponent) < _LARGEST_UNROLLED:
            return arithmetic.constant_power(int(exponent)), node.args[:1]
    return arithmetic.table[node.op], node.args


@lru_cache(maxsize=64)
def _spec(name: str) -> Expression:
    row = OPERATIONS.get(name)
    if row is None or row.spec is None:
        raise UnsupportedError(f"operation {name} has neither a ball function nor a spec")
    return expand(parse(row.spec))


def expand(root: Expression) -> Expression:
    """`root` with every operation that has no ball function written out by its `spec`."""

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        if not args or node.op in _KEPT:
            return apply(node.op, *args) if args else node
        return substitute(_spec(node.op), dict(zip(OPERATIONS[node.op].arguments, args, strict=True)))

    if all(node.op in _KEPT or not node.args for node in nodes(root)):
        return root
    return fold(root, visit)


def evaluate(root: Expression, point: Mapping[str, Ball]) -> Ball:
    """One expression at one point of balls, at the current working precision; hulls across jumps."""
    names = tuple(point)
    return compile_program((root,), names).run_one([point[name] for name in names])[0]
