"""Growing one tree. Every term carries the enclosure of its values over the box, so only what is proved to fit is built.

An operation is chosen first, so that all get their share; its operands are grown; an operand that misses the domain is
mended by one shift or one scaling; if that does not help, another operation takes its place. Nothing is drawn twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from verify.core.expression import Expression, apply, constant, variable
from verify.generators.chooser import Chooser, cumulative
from verify.generators.image import Pair
from verify.generators.movement import moves
from verify.generators.palette import Choice, Palette

# Exact in every format under test. The first are the simplest.
CONSTANTS: Final = (
    1.0, 2.0, 3.0, -1.0, 0.5, -2.0, 4.0, 0.25, 1.5, 10.0, -0.5, 5.0, 0.125, 7.0, 2.5, -3.0, 0.75, 100.0, 1.125
)  # fmt: skip
EXPONENTS: Final = (2.0, 3.0, 1.0, 0.0, -1.0, 0.5, 1.5, -2.0, 4.0, -0.5)
# 0 and 1 are where released libraries fail, but the trees that they leave are dull.
_EXPONENT_WEIGHTS: Final = cumulative((8, 6, 2, 1, 4, 4, 4, 3, 2, 2))

_CONSTANT_SHARE: Final = 4  # one leaf in so many is a constant, where the other operand is none
# Drawn in the same way whatever the room, so that shrinking can put a small part in place of a large one.
_SHARES: Final = 16

_STILL_NODES: Final = 4  # what stands under an operation without slope may stay small

_CLEAR: Final = 1.25  # where a shifted operand begins: inside every domain to the right of 1
_GAP: Final = 0.25  # shifts are multiples of it
_ROOMY: Final = 5  # trees of which a part of two nodes can be kept for completing them
_FAR: Final = 10  # mends by more than 2**_FAR would leave nothing of the operand


class Term(NamedTuple):
    """A grown part: `alive` is a bit mask of the variables that it moves with; a constant has none."""

    expression: Expression
    enclosure: Pair
    alive: int
    nodes: int
    depth: int


class Grower:
    """The state of growing one tree."""

    __slots__ = ("_chooser", "_leaves", "_max_depth", "_palette")

    def __init__(self, chooser: Chooser, palette: Palette, boxes: tuple[tuple[str, Pair], ...], max_depth: int) -> None:
        self._chooser = chooser
        self._palette = palette
        self._max_depth = max_depth
        self._leaves = [Term(variable(name), box, 1 << k, 1, 0) for k, (name, box) in enumerate(boxes)]

    def tree(self, max_nodes: int) -> Expression:
        """A tree of at most `max_nodes` nodes that moves with every variable."""
        joins = max(len(self._leaves) - 1, int(max_nodes >= _ROOMY))
        size = 1 + self._chooser.weighted(_sizes(max_nodes))
        term = self.grow(max(1, size - 2 * joins), max(1, self._max_depth - joins))
        return self._complete(term, max_nodes).expression

    def _complete(self, term: Term, max_nodes: int) -> Term:
        """The term, with the variables that it does not move with put in by one operation each."""
        found = moves(term.expression, {leaf.expression.name: leaf.enclosure for leaf in self._leaves})
        if not found:
            term = self._leaves[0] if term.nodes + 2 > max_nodes or term.depth >= self._max_depth else term
        for leaf in self._leaves:
            if leaf.expression.name not in found and leaf is not term and term.nodes + 2 <= max_nodes:
                term = self._joined(term, leaf)
        return term

    def grow(self, nodes: int, depth: int) -> Term:
        """A term that moves with at least one variable, of at most so many nodes and so deep."""
        return self._chooser.branch(self._grown, nodes, depth)

    def _grown(self, nodes: int, depth: int) -> Term:
        nodes = self._chooser.size(nodes)
        if nodes < 2 or depth < 1:
            return self._chooser.choice(self._leaves)
        return self._inner(nodes, depth)

    def _inner(self, nodes: int, depth: int) -> Term:
        palette = self._palette
        if not palette.both:
            return self._chooser.choice(self._leaves)
        choice = palette.both[self._chooser.weighted(palette.both_weights)]
        if choice.arity == 2 and nodes >= 3:
            return self._binary(choice, nodes, depth)
        if choice.arity == 2:
            if not palette.unary:
                return self._chooser.choice(self._leaves)
            choice = palette.unary[self._chooser.weighted(palette.unary_weights)]
        return self._unary(choice, nodes, depth)

    def _unary(self, choice: Choice, nodes: int, depth: int) -> Term:
        spare = 2 if choice.restricted and nodes >= 4 and depth >= 2 else 0
        operand = self.grow(nodes - 1 - spare, depth - 1 - spare // 2)
        for candidate in self._mended(operand, nodes - 1, depth - 1):
            made = self._make(choice, candidate)
            if made is not None:
                return made
        return self._another(self._palette.unary, operand)

    def _binary(self, choice: Choice, nodes: int, depth: int) -> Term:
        spare = 2 if choice.restricted and nodes >= 5 and depth >= 2 else 0
        rest = nodes - 1 - spare
        share = 1 + (rest - 1) * self._chooser.index(_SHARES) // _SHARES
        left = self.grow(share, depth - 1 - spare // 2)
        right = self._second(choice, rest - left.nodes, depth - 1 - spare // 2)
        if right.alive == 0 and choice.name not in ("power", "divide") and self._chooser.boolean():
            left, right = right, left
        room = nodes - 1 - left.nodes - right.nodes
        for first in self._mended(left, left.nodes + room, depth - 1, right):
            made = self._make(choice, first, right)
            if made is not None:
                return made
        for second in self._mended(right, right.nodes + room, depth - 1, left):
            made = self._make(choice, left, second)
            if made is not None:
                return made
        return self._another(self._palette.binary, left, right)

    def _second(self, choice: Choice, nodes: int, depth: int) -> Term:
        """The second operand: a power's is mostly a plain exponent, and any may be a constant."""
        if choice.name == "power" and (nodes < 2 or self._chooser.index(4)):
            return literal(EXPONENTS[self._chooser.weighted(_EXPONENT_WEIGHTS)])
        unmoved = self._chooser.index(_CONSTANT_SHARE) == _CONSTANT_SHARE - 1
        if unmoved and nodes < 3:
            return literal(self._chooser.choice(CONSTANTS))
        if unmoved and self._palette.still and depth > 0 and self._chooser.boolean():
            return self._still(nodes, depth)
        return self.grow(nodes, depth)

    def _still(self, nodes: int, depth: int) -> Term:
        """An operation without slope, such as sign, on something that moves."""
        operand = self.grow(min(nodes - 1, _STILL_NODES), depth - 1)
        choice = self._chooser.choice(self._palette.still)
        for candidate in self._mended(operand, nodes - 1, depth - 1):
            made = self._make(choice, candidate, still=True)
            if made is not None:
                return made
        return operand

    def _make(self, choice: Choice, *operands: Term, still: bool = False) -> Term | None:
        """The operation on these operands, if it is proved to fit and moves with a variable (unless `still`)."""
        first, second = operands[0], operands[-1]
        low, high = choice.reach
        if low > first.enclosure[0] or high < first.enclosure[1]:
            return None
        unary = len(operands) == 1
        found = choice.image((first.enclosure,) if unary else (first.enclosure, second.enclosure))
        if found is None or not self._fits(found):
            return None
        alive = first.alive if unary and choice.alive is None else self._alive(choice, operands)
        if not alive and not still:
            return None
        if unary:
            return Term(apply(choice.name, first.expression), found, alive, 1 + first.nodes, 1 + first.depth)
        expression = apply(choice.name, first.expression, second.expression)
        return Term(expression, found, alive, 1 + first.nodes + second.nodes, 1 + max(first.depth, second.depth))

    def _fits(self, pair: Pair) -> bool:
        limit = self._palette.limit
        low, high = pair
        if low < -limit or high > limit:
            return False
        return (low <= 0.0 <= high and high - low > 0.0) or min(abs(low), abs(high)) * limit >= 1.0

    def _alive(self, choice: Choice, operands: tuple[Term, ...]) -> int:
        if len(operands) == 2 and operands[0].expression is operands[1].expression and choice.name in _CANCEL:
            return 0
        if choice.alive is None:
            return operands[0].alive | operands[-1].alive
        alive = 0
        for operand, passes in zip(operands, choice.alive(tuple([o.enclosure for o in operands])), strict=True):
            if passes:
                alive |= operand.alive
        return alive

    def _mended(self, term: Term, nodes: int, depth: int, other: Term | None = None) -> Iterator[Term]:
        """The term itself; then, if there is room, scaled into [-0.75, 0.75], and shifted to the right of 1 or of `other`."""
        yield term
        if term.nodes + 2 > nodes or term.depth + 1 > depth or term.alive == 0:
            return
        for mend in (self._scaled(term), self._shifted(term, other)):
            if mend is not None:
                yield mend

    def _scaled(self, term: Term) -> Term | None:
        low, high = term.enclosure
        exponent = 1 + max(math.frexp(low)[1], math.frexp(high)[1])
        if self._palette.scale is None or not 0 < exponent <= _FAR:
            return None
        divides = self._palette.scale.name == "divide"
        factor = math.ldexp(1.0, exponent if divides else -exponent)
        return self._make(self._palette.scale, term, literal(factor))

    def _shifted(self, term: Term, other: Term | None) -> Term | None:
        clear = _CLEAR if other is None else max(_CLEAR, other.enclosure[1] + _GAP)
        distance = clear - term.enclosure[0]
        if self._palette.shift is None or not 0.0 < distance <= math.ldexp(1.0, _FAR):
            return None
        by = math.ceil(distance / _GAP) * _GAP
        return self._make(self._palette.shift, term, literal(-by if self._palette.shift.name == "subtract" else by))

    def _another(self, choices: tuple[Choice, ...], *operands: Term) -> Term:
        """Some other operation that fits these operands; the first that moves, if none does."""
        start = self._chooser.index(len(choices))
        for k in range(len(choices)):
            made = self._make(choices[(start + k) % len(choices)], *operands)
            if made is not None:
                return made
        return next(operand for operand in operands if operand.alive)

    def _joined(self, term: Term, leaf: Term) -> Term:
        """The term and the leaf under one operation that moves with both; the leaf alone, or the term, if there is none."""
        choices = self._palette.binary
        start = self._chooser.weighted(self._palette.binary_weights) if choices else 0
        for k in range(len(choices)):
            made = self._make(choices[(start + k) % len(choices)], term, leaf)
            if made is not None and made.alive == term.alive | leaf.alive:
                return made
        return leaf if len(self._leaves) == 1 else term


# Operations of which x op x no longer moves.
_CANCEL: Final = ("subtract", "divide", "atan2")


@cache
def _sizes(count: int) -> tuple[int, ...]:
    """Weights of sizes: the larger, the likelier, as small trees soon repeat themselves."""
    return cumulative(range(1, count + 1))


def literal(value: float) -> Term:
    """A constant as a term."""
    return Term(constant(value), (value, value), 0, 1, 0)
