"""Random expressions whose values are proved to lie where a rule wants them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant
from verify.core.fold import fold
from verify.generators.chooser import Chooser
from verify.generators.grammar import Grammar, draw
from verify.generators.image import Pair, image

_GAP: Final = 0.25
# An expression that is to keep within a range fills at most this share of it, so that rounded ends stay inside.
_FILLED: Final = 0.96875
# A shift would swallow what is larger than this; that is scaled into so wide a range instead.
_LARGE: Final = 2.0**20
_WIDE: Final = 2.0**11


def expression(
    chooser: Chooser, grammar: Grammar, nonzero: bool = False, positive: bool = False, smooth: bool = True
) -> Expression:
    """A random expression that is nonzero or positive on the whole box where asked."""
    grammar = replace(grammar, smooth=smooth)
    if not (nonzero or positive):
        return draw(chooser, grammar)
    root = draw(chooser, replace(grammar, max_nodes=max(1, grammar.max_nodes - 2)))
    low, high = _range(root, grammar)
    if low > 0.0 or (nonzero and not positive and high < 0.0):
        return root
    if nonzero and not positive and chooser.boolean():
        return _moved(root, (low, high), Interval(-math.inf, -_GAP))
    return _moved(root, (low, high), Interval(_GAP, math.inf))


def fitted(chooser: Chooser, grammar: Grammar, room: Interval) -> Expression:
    """A random expression with values in `room` on the whole box: scaled by a power of two and shifted where needed."""
    root = draw(chooser, replace(grammar, max_nodes=max(1, grammar.max_nodes - 4)))
    low, high = _range(root, grammar)
    return root if low in room and high in room else _moved(root, (low, high), room)


def _moved(root: Expression, pair: Pair, room: Interval) -> Expression:
    """The expression, whose values lie in `pair`, scaled and shifted so that they lie in `room`."""
    low, high = pair
    size = max(-low, high)
    if not math.isfinite(room.hi - room.lo):
        below = math.isfinite(room.lo)
        if size <= _LARGE:
            return _shifted(root, room.lo + _beyond(-low) if below else room.hi - _beyond(high))
        room = Interval(room.lo, room.lo + _WIDE) if below else Interval(room.hi - _WIDE, room.hi)
    half, middle = 0.5 * (room.hi - room.lo), 0.5 * (room.lo + room.hi)
    exponent = 0 if size <= _FILLED * half else math.frexp(size / (_FILLED * half))[1]
    scaled = apply("multiply", root, constant(math.ldexp(1.0, -exponent))) if exponent else root
    return _shifted(scaled, middle)


def _shifted(root: Expression, by: float) -> Expression:
    if by == 0.0:
        return root
    return apply("add", root, constant(by)) if by > 0.0 else apply("subtract", root, constant(-by))


def _beyond(edge: float) -> float:
    """A short number clearly above `edge`, and at least one step above 0."""
    return _GAP * (max(edge, 0.0) // _GAP + 1.0)


def _range(root: Expression, grammar: Grammar) -> Pair:
    return enclosure(root, {name: grammar.box(name) for name in grammar.variables})


def enclosure(root: Expression, boxes: Mapping[str, Interval]) -> Pair:
    """An interval, as a pair, that contains every value of `root` over the boxes.

    Raises
    ------
    UsageError : some operation leaves its domain.
    """

    def visit(node: Expression, args: tuple[Pair, ...]) -> Pair:
        if node.op == VARIABLE:
            return boxes[node.name].lo, boxes[node.name].hi
        if node.op == CONSTANT:
            return node.value, node.value
        found = image(node.op, False)(args)
        if found is None:
            raise UsageError(f"{node} is not proved to be defined over {dict(boxes)}")
        return found

    return fold(root, visit)
