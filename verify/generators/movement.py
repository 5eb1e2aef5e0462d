"""Whether an expression moves with a variable at all: x/(x + x) does not, though x occurs in it.

Two values that differ settle it for most trees. Where they agree, as they also do for saturated functions such as tanh(30 + x),
the derivative decides: it is nothing but rounding if it is tiny beside the sum of its paths without their signs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold, nodes
from verify.generators.image import Pair
from verify.ops import OPERATIONS
from verify.ops.calculus import partial
from verify.ops.parsing import apply_float, evaluate

# Shares of a variable's range at which trees are sampled: nothing round, so that no special value comes out by chance.
_BASE: Final = 0.37482901
_MOVED: Final = 0.71094827

# Two numbers closer than this, relatively, may differ by rounding alone.
_ROUNDING: Final = math.ldexp(1.0, -36)

Dual = tuple[float, float, float]  # value, tangent, and the sum over paths of the tangents' magnitudes


def moves(root: Expression, boxes: Mapping[str, Pair]) -> set[str]:
    """The variables that `root` moves with, seen at sample points of the boxes."""
    order = nodes(root)
    base = {name: _share(pair, _BASE) for name, pair in boxes.items()}
    start = _value(order, base)
    found = set()
    for name, pair in boxes.items():
        moved = _value(order, {**base, name: _share(pair, _MOVED)})
        if abs(moved - start) > _ROUNDING * max(abs(moved), abs(start)) or _slopes(root, name, base):
            found.add(name)
    return found


def _share(pair: Pair, share: float) -> float:
    return pair[0] * (1.0 - share) + pair[1] * share


def _value(order: Sequence[Expression], point: Mapping[str, float]) -> float:
    # `fold` without its generality: this runs once for every tree drawn.
    values: dict[Expression, float] = {}
    for node in order:
        args = node.args
        if len(args) == 2:
            values[node] = apply_float(node.op, values[args[0]], values[args[1]])
        elif args:
            values[node] = apply_float(node.op, values[args[0]])
        else:
            values[node] = point[node.name] if node.op == VARIABLE else node.value
    return values[order[-1]]


def _slopes(root: Expression, wrt: str, point: Mapping[str, float]) -> bool:
    def visit(node: Expression, args: tuple[Dual, ...]) -> Dual:
        if node.op == VARIABLE:
            one = float(node.name == wrt)
            return point[node.name], one, one
        if node.op == CONSTANT:
            return node.value, 0.0, 0.0
        named = dict(zip(OPERATIONS[node.op].arguments, (arg[0] for arg in args), strict=True))
        slopes = [evaluate(partial(node.op, k), named) if arg[2] else 0.0 for k, arg in enumerate(args)]
        tangent = sum(slope * arg[1] for slope, arg in zip(slopes, args, strict=True))
        paths = sum(abs(slope) * arg[2] for slope, arg in zip(slopes, args, strict=True))
        return apply_float(node.op, *named.values()), tangent, paths

    _, tangent, paths = fold(root, visit)
    return abs(tangent) > _ROUNDING * paths
