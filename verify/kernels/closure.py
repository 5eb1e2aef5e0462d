"""Tapes that hold the slopes of their own operations: what Taylor arithmetic and second derivatives run on.

An operation y = f(u, v) obeys y' = phi_u u' + phi_v v', where the partials phi are formulas over u and v and so are programs
themselves. With the nodes of these formulas, of their own formulas, and so on, on the tape, every higher derivative follows
from the one equation; arithmetic has rules of its own. Nothing but the operations' rows is needed.
Griewank and Walther (2008), Evaluating Derivatives, section 13.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from verify.core.domain import EVERYWHERE, Condition, Domain
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply
from verify.core.fold import fold, nodes
from verify.kernels.emit import constant_value
from verify.kernels.tape import Tape, build
from verify.ops import OPERATIONS
from verify.ops.calculus import ONE, ZERO, exactly, instantiate, magnitude, partial, plus, times

# Kinds of instructions: those with rules of their own, and CHAIN for all others.
ADD, SUBTRACT, NEGATE, MULTIPLY, DIVIDE, CHAIN = range(6)
_KINDS: Final = {"add": ADD, "subtract": SUBTRACT, "negate": NEGATE, "multiply": MULTIPLY, "divide": DIVIDE}
_LEAVES: Final = (CONSTANT, VARIABLE)
_BUNDLE: Final = "outputs"  # no operation: holds nodes together, to be walked at once
# In place of slots of slopes.
NONE, UNIT, MINUS_UNIT = -1, -2, -3
# Columns of `Closure.rows`. Two columns stand for the operands a and b.
KIND, OPERAND, TARGET, SLOPE, MOVED, NEED, COLUMNS = 0, 1, 3, 4, 6, 8, 9


# A domain whose conditions are on slots: slot and relation, as in `core.domain`.
SlotDomain = tuple[tuple[tuple[int, str], ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A tape with slopes.

    tape : every node has a slot of its own; its root is the expression
    rows : int32[., 9] for each instruction that the variables reach: kind, operands, target, the slots of the slopes by the
        operands, whether the variables reach these slopes, and the highest derivative that is needed. A slope is NONE where it
        is 0, as for an operand that the variables do not reach, and UNIT or MINUS_UNIT where it is 1 or -1.
    own : how many of the rows are instructions of the expression itself; they come first
    conditions : what must hold for the function to be smooth, of each domain one of its conjunctions; empty unless guarded
    sizes : int32[instructions], slots of the magnitudes that accuracies refer to, -1 for the result's own; if guarded
    """

    tape: Tape
    rows: Any
    own: int
    conditions: tuple[SlotDomain, ...] = ()
    sizes: Any = None


_KNOWN: Final[WeakKeyDictionary[Expression, dict[tuple[frozenset[str], int, bool, bool], Closure]]] = WeakKeyDictionary()


def closure(root: Expression, moving: frozenset[str], order: int, *, backward: bool = False, guarded: bool = False) -> Closure:
    """The tape for derivatives of `root` by the variables `moving`, up to `order`.

    With `backward`, the slopes of arithmetic are there as well, for sweeps that go backwards. With `guarded`, so is all that
    the domains of its operations ask about, and the magnitudes of their errors, for sweeps over intervals.
    """
    known = _KNOWN.setdefault(root, {})
    key = (moving, order, backward, guarded)
    if key not in known and order == 1 and not (backward or guarded):
        # Whoever wants first derivatives in this way mostly wants second ones too, where every need is one higher.
        found = closure(root, moving, 2)
        rows = found.rows[found.rows[:, NEED] > 1]
        rows[:, NEED] -= 1
        known[key] = replace(found, rows=rows)
    elif key not in known:
        known[key] = _Closing(moving, backward).close(root, order, guarded=guarded)
    return known[key]


class _Closing:
    """The nodes of a tape while it is closed."""

    def __init__(self, moving: frozenset[str], backward: bool) -> None:
        self.moving = moving
        self.backward = backward
        self.reached: dict[Expression, bool] = {}
        self.needs: dict[Expression, int] = {}
        self.slopes: dict[Expression, tuple[Expression, ...]] = {}

    def close(self, root: Expression, order: int, *, guarded: bool) -> Closure:
        own = dict.fromkeys(nodes(root))
        wanted: Sequence[Expression] = tuple(own)
        for need in range(order, -1, -1):  # the highest first, so that no node is come to again for a higher one
            wanted = self.needed(wanted, need, own)
        domains: tuple[Domain, ...] = ()
        ordered = nodes(apply(_BUNDLE, root, *self.needs))[:-1]
        if guarded:
            domains, ordered = self.guards(ordered)
        tape = build(ordered, (root,), reuse=False)
        slot = dict(zip(ordered, tape.slot_of.tolist(), strict=True))
        active = [node for node in ordered if node.args and self.reached.get(node) and self.needs.get(node)]
        rows = np.array([self.row(node, slot) for node in active], np.int32).reshape(-1, COLUMNS)
        return Closure(
            tape=tape,
            rows=rows,
            own=sum(node in own for node in active),
            conditions=tuple(_placed(domain, slot) for domain in domains),
            sizes=np.array([_size(node, slot) for node in ordered if node.op not in _LEAVES], np.int32) if guarded else None,
        )

    def guards(self, ordered: Sequence[Expression]) -> tuple[tuple[Domain, ...], tuple[Expression, ...]]:
        """The domains of all nodes at their operands, and the nodes with those that the domains and magnitudes are made of.

        What depends on the variables, if only through steps, must be smooth; the rest must exist.
        """
        dependent: set[Expression] = set()
        domains: dict[Domain, None] = {}
        wanted: list[Expression] = []  # a magnitude before the node whose error it is for
        for node in ordered:
            if (node.op == VARIABLE and node.name in self.moving) or not dependent.isdisjoint(node.args):
                dependent.add(node)
            if node.args:
                row = OPERATIONS[node.op]
                domain = row.where_smooth if node in dependent else row.where
                if domain != EVERYWHERE:
                    domains[_at(node, domain)] = None
                size = _magnitude(node)
                wanted += [] if size is None else [size]
            wanted.append(node)
        lefts = [condition.left for domain in domains for conjunction in domain for condition in conjunction]
        return tuple(domains), nodes(apply(_BUNDLE, *wanted, *lefts))[:-1]

    def admit(self, root: Expression) -> None:
        """Which of the nodes of `root` the variables reach otherwise than through steps."""
        stack = [root]
        while stack:
            node = stack[-1]
            unknown = [arg for arg in node.args if arg not in self.reached]
            if unknown:
                stack += unknown
                continue
            stack.pop()
            self.reached[node] = (node.op == VARIABLE and node.name in self.moving) or any(
                self.reached[arg] and partial(node.op, j) is not ZERO for j, arg in enumerate(node.args)
            )

    def needed(self, wanted: Sequence[Expression], need: int, own: Mapping[Expression, None]) -> list[Expression]:
        """Note that these nodes and all below them are needed to that order; the slopes that are needed to one order less."""
        slopes: list[Expression] = []
        stack = list(wanted)
        while stack:
            node = stack.pop()
            if node in self.needs:
                continue
            if node not in self.reached:
                self.admit(node)
            self.needs[node] = need
            stack += node.args
            if need and node.args and self.reached[node] and (node.op not in _KINDS or (self.backward and node in own)):
                slopes += [self.slope(node, j) for j, arg in enumerate(node.args) if self.reached[arg]]
        return slopes

    def slope(self, node: Expression, argument: int) -> Expression:
        """The partial by that argument as an expression."""
        if node not in self.slopes:
            self.slopes[node] = tuple(
                _slope(node, j, self.reached) if self.reached[arg] else ZERO for j, arg in enumerate(node.args)
            )
        return self.slopes[node][argument]

    def row(self, node: Expression, slot: dict[Expression, int]) -> list[int]:
        formulas = self.slopes.get(node)
        operands, places, moved = [0, 0], [NONE, NONE], [0, 0]
        for j, arg in enumerate(node.args):
            operands[j] = slot[arg]
            if self.reached[arg]:
                formula = None if formulas is None else formulas[j]
                places[j] = place = _place(formula, slot)
                moved[j] = int(place >= 0 and formula is not None and self.reached[formula])
        return [_KINDS.get(node.op, CHAIN), *operands, slot[node], *places, *moved, self.needs[node]]


def _at(node: Expression, domain: Domain) -> Domain:
    """A domain with a node's operands for its arguments."""
    return tuple(tuple(Condition(instantiate(node, c.left), c.relation) for c in conjunction) for conjunction in domain)


def _placed(domain: Domain, slot: Mapping[Expression, int]) -> SlotDomain:
    return tuple(tuple((slot[c.left], c.relation) for c in conjunction) for conjunction in domain)


def _magnitude(node: Expression) -> Expression | None:
    """What the accuracy of the node's operation refers to, where that is not the node itself."""
    formula = magnitude(node.op)
    return None if formula is None else instantiate(node, formula)


def _size(node: Expression, slot: Mapping[Expression, int]) -> int:
    found = _magnitude(node)
    return -1 if found is None else slot[found]


def _place(formula: Expression | None, slot: dict[Expression, int]) -> int:
    """Where a slope is. Arithmetic in forward sweeps needs to know only that there is one: it has no formula."""
    if formula is None or formula is ZERO:
        return UNIT if formula is None else NONE
    return {1.0: UNIT, -1.0: MINUS_UNIT}.get(constant_value(formula) or 0.0, slot[formula])


def _slope(node: Expression, argument: int, reached: dict[Expression, bool]) -> Expression:
    if node.op == "power" and reached[node.args[1]]:
        # The row's own partial is also right for a base <= 0 and a constant exponent, by a case distinction that must not be
        # differentiated by the exponent.
        base, exponent = node.args
        return exponent * (node / base) if argument == 0 else node * apply("log", base)
    return _formula(node, argument)


@lru_cache(maxsize=4096)
def _formula(node: Expression, argument: int) -> Expression:
    """The row's partial at the node: closures of several orders, and of expressions that share parts, share it."""
    named = dict(zip(OPERATIONS[node.op].arguments, node.args, strict=True))

    def visit(part: Expression, args: tuple[Expression, ...]) -> Expression:
        return _plain(part.op, args) if args else named.get(part.name, part) if part.op == VARIABLE else part

    return fold(partial(node.op, argument), visit)


def _plain(op: str, args: tuple[Expression, ...]) -> Expression:
    """Without double negations, factors 0 and 1, and powers of exponent 0, 1 and 2: what is left is closed sooner."""
    match op, args:
        case "negate", (inner,) if inner.op == "negate":
            return inner.args[0]
        case "multiply", (left, right) if ZERO in args or ONE in args:
            return times(left, right)
        case "add", (left, right) if ZERO in args:
            return plus(left, right)
        case "power", (base, exponent) if exponent.op == CONSTANT and exponent.value in (0.0, 1.0, 2.0):
            return (ONE, base, base * base)[int(exponent.value)]
    return exactly(op, *args)
