"""Expressions as tapes: what the machines run. Arrays only, so that a tape never keeps its expression alive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from verify.core.errors import UsageError
from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import nodes
from verify.kernels.emit import constant_value, is_square
from verify.kernels.opcodes import CODES, PARTIAL_CODES
from verify.ops import OPERATIONS
from verify.ops.calculus import partial

Moving = str | frozenset[str] | None  # variables of differentiation

# Kinds of edges: what the partial is.
PLUS_ONE, MINUS_ONE, SLOT, COMPUTED, ZERO = range(5)


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """A straight-line program over slots of a workspace.

    Slots are filled by constants first, then by variables in the order of `names`, then by instructions.

    program : int32[instructions, 4]: opcode, operand, operand, target
    constants : float64[constants]
    names : the variables, sorted
    slots : how many slots the program needs
    roots : the slots of the results
    slot_of : int32[nodes], slot of each node in the order of `core.fold.nodes`; unique unless slots are reused
    """

    program: Any
    constants: Any
    names: tuple[str, ...]
    slots: int
    roots: tuple[int, ...]
    slot_of: Any

    @property
    def root(self) -> int:
        return self.roots[-1]

    def seed(self, name: str) -> int:
        """The slot of a variable, or -1 where it does not occur."""
        return len(self.constants) + self.names.index(name) if name in self.names else -1

    def columns(self, arguments: Sequence[str]) -> Any:
        """int32: for each variable, its column among `arguments`.

        Raises
        ------
        UsageError : a variable of the expression is not among them.
        """
        return _columns(self.names, tuple(arguments)).copy()


@lru_cache(maxsize=1024)
def _columns(names: tuple[str, ...], arguments: tuple[str, ...]) -> Any:
    missing = sorted(set(names) - set(arguments))
    if missing:
        raise UsageError(f"no column for variable {', '.join(missing)}; the points have {', '.join(arguments) or 'none'}")
    place = {name: column for column, name in enumerate(arguments)}
    return np.array([place[name] for name in names], np.int32)


_COMPACT: Final[WeakKeyDictionary[Expression, Tape]] = WeakKeyDictionary()
_FULL: Final[WeakKeyDictionary[Expression, Tape]] = WeakKeyDictionary()
_EDGES: Final[WeakKeyDictionary[Expression, dict[tuple[bool, Moving], Any]]] = WeakKeyDictionary()


def compact(root: Expression) -> Tape:
    """The tape that reuses slots: for forward sweeps."""
    found = _COMPACT.get(root)
    if found is None:
        found = _COMPACT[root] = build(nodes(root), (root,), reuse=True)
    return found


def full(root: Expression) -> Tape:
    """The tape that keeps every node's value: for backward sweeps, and for all that looks at nodes."""
    found = _FULL.get(root)
    if found is None:
        found = _FULL[root] = build(nodes(root), (root,), reuse=False)
    return found


def build(order: Sequence[Expression], roots: Iterable[Expression], *, reuse: bool) -> Tape:
    """The tape that evaluates `order` (operands first) and keeps the values of `roots`."""
    constants = [node for node in order if node.op == CONSTANT]
    named = {node.name: node for node in order if node.op == VARIABLE}
    names = tuple(sorted(named))
    slot = {node: number for number, node in enumerate([*constants, *[named[name] for name in names]])}
    leaves, last = len(slot), _last_uses(order, roots) if reuse else {}
    free: list[int] = []
    top, program = leaves, []
    for number, node in enumerate(order):
        if node in slot:
            continue
        # The target is taken before the operands are freed: loops whose target overlaps no operand are vectorised.
        if free:
            slot[node] = free.pop()
        else:
            slot[node], top = top, top + 1
        op, args = instruction_of(node)
        first = slot[args[0]] if args else 0
        program.append((CODES[op], first, slot[args[1]] if len(args) == 2 else 0, slot[node]))
        if reuse:
            free.extend(slot[arg] for arg in dict.fromkeys(node.args) if last.get(arg) == number and slot[arg] >= leaves)
    return Tape(
        program=np.array(program, np.int32).reshape(-1, 4),
        constants=np.array([node.value for node in constants], np.float64),
        names=names,
        slots=top,
        roots=tuple(slot[root] for root in roots),
        slot_of=np.array([slot[node] for node in order], np.int32),
    )


def instruction_of(node: Expression) -> tuple[str, tuple[Expression, ...]]:
    """The operation and the operands by which a node is computed: its own, but a square is one multiplication, not a call."""
    return ("multiply", node.args[:1] * 2) if is_square(node) else (node.op, node.args)


def _last_uses(order: Sequence[Expression], roots: Iterable[Expression]) -> dict[Expression, int]:
    last = {arg: number for number, node in enumerate(order) for arg in node.args}
    return last | {root: len(order) for root in roots}


def edges(root: Expression, wrt: Moving, *, reuse: bool) -> Any:
    """int32[., 6]: every operand that depends on `wrt` (on any variable, or on any operation, where None), by instruction.

    Several variables are a frozenset of their names.

    Columns: instruction, slot of the operand, slot of the target, kind, code, whether it is its instruction's first.
    A partial by any other operand is never evaluated: a**2 needs no log(a).
    """
    known = _EDGES.setdefault(root, {})
    if (reuse, wrt) not in known:
        known[reuse, wrt] = _edges(nodes(root), wrt, compact(root) if reuse else full(root))
    return known[reuse, wrt]


def linearised(roots: tuple[Expression, ...], wrt: Moving, *, reuse: bool) -> tuple[Tape, Any]:
    """The tape of several results and its edges; results share what they have in common."""
    if len(roots) == 1:
        return (compact if reuse else full)(roots[0]), edges(roots[0], wrt, reuse=reuse)
    order = tuple(dict.fromkeys(node for root in roots for node in nodes(root)))
    tape = build(order, roots, reuse=reuse)
    return tape, _edges(order, wrt, tape)


def _edges(order: Sequence[Expression], wrt: Moving, tape: Tape) -> Any:
    moving = {wrt} if isinstance(wrt, str) else wrt
    slot = dict(zip(order, tape.slot_of.tolist(), strict=True))
    active: set[Expression] = set()
    found: list[list[int]] = []
    instruction = -1
    for node in order:
        if not node.args and node.op in (VARIABLE, CONSTANT):
            if node.op == VARIABLE and (moving is None or node.name in moving):
                active.add(node)
            continue
        instruction += 1
        if wrt is None:
            active.add(node)
        args = instruction_of(node)[1]
        here = [_edge(node, argument, slot) for argument, arg in enumerate(args) if arg in active]
        here = [edge for edge in here if edge[2] != ZERO]
        found.extend([instruction, *edge, int(number == 0)] for number, edge in enumerate(here))
        if here:
            active.add(node)
    return np.array(found, np.int32).reshape(-1, 6)


def _edge(node: Expression, argument: int, slot: dict[Expression, int]) -> list[int]:
    op, args = instruction_of(node)
    kind, code = edge_kind(op, argument)
    if kind == SLOT:
        code = slot[node] if code < 0 else slot[args[code]]
    return [slot[args[argument]], slot[node], kind, code]


@cache
def edge_kind(name: str, argument: int) -> tuple[int, int]:
    """What a partial is, and which: for SLOT the argument it equals (-1: the value), for COMPUTED its code."""
    formula, row = partial(name, argument), OPERATIONS[name]
    known = {1.0: PLUS_ONE, -1.0: MINUS_ONE, 0.0: ZERO}.get(constant_value(formula) or 0.0, COMPUTED)
    if constant_value(formula) is not None and known != COMPUTED:
        return known, 0
    if formula is row.node:
        return SLOT, -1
    if formula.op == VARIABLE:
        return SLOT, row.arguments.index(formula.name)
    return COMPUTED, PARTIAL_CODES[name, argument]
