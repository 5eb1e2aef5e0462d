"""Images of intervals under operations, compiled from the operations' facts: what `ops.interval` says, ten times as fast.

An interval is a pair of floats here. The proof is the same (domain by its conditions, values at corners and turning points,
moved outwards); None means that nothing is proved, or that the values leave the range in which trees may grow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Final

from verify.core.domain import Condition, Domain, Interval
from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.ops import OPERATIONS, Operation
from verify.ops.interval import apply_interval

Pair = tuple[float, float]
Pairs = tuple[Pair, ...]
Image = Callable[[Pairs], Pair | None]
Check = Callable[[Pairs], bool]

# Sixteen ulps at least, normal or subnormal: more than any operation's stated accuracy.
_OUTWARD: Final = math.ldexp(1.0, -48)
_SMALLEST: Final = math.ldexp(1.0, -1070)


@cache
def image(name: str, smooth: bool) -> Image:
    """The image under an operation, or None where its (smooth) domain is not proved."""
    row = OPERATIONS[name]
    admitted = _check(row.where_smooth if smooth else row.where, row.arguments)
    hull = _exactly(row) if row.magnitude is not None else _unary(row) if row.arity == 1 else _corners(row)

    def apply(args: Pairs) -> Pair | None:
        return hull(args) if admitted(args) else None

    return hull if admitted is _always else apply


def _exactly(row: Operation) -> Image:
    """By `ops.interval` itself: where an accuracy does not refer to the result, neither does the spread."""

    def hull(args: Pairs) -> Pair | None:
        found = apply_interval(row.name, tuple(Interval(*arg) for arg in args))
        return None if found is None else (found.lo, found.hi)

    return hull


def _unary(row: Operation) -> Image:
    evaluate, spread = row.evaluate, _OUTWARD if row.accuracy else 0.0
    floor, ceiling = (row.range.lo, row.range.hi) if row.range else (-math.inf, math.inf)

    def monotone(args: Pairs) -> Pair | None:
        low, high = args[0]
        try:
            first, last = evaluate(low), evaluate(high)
        except (ValueError, OverflowError, ZeroDivisionError):
            return None
        return _outward(first, last, spread, floor, ceiling) if first <= last else _outward(last, first, spread, floor, ceiling)

    def turning(args: Pairs) -> Pair | None:
        low, high = args[0]
        turns = row.turns(low, high)
        if turns is None:
            return (floor, ceiling)
        try:
            values = [evaluate(low), evaluate(high), *map(evaluate, turns)]
        except (ValueError, OverflowError, ZeroDivisionError):
            return None
        return _outward(min(values), max(values), spread, floor, ceiling)

    return turning if row.critical else monotone


def _corners(row: Operation) -> Image:
    evaluate, spread = row.evaluate, _OUTWARD if row.accuracy else 0.0
    floor, ceiling = (row.range.lo, row.range.hi) if row.range else (-math.inf, math.inf)

    def monotone(args: Pairs) -> Pair | None:
        (a, b), (c, d) = args
        try:
            values = (evaluate(a, c), evaluate(a, d), evaluate(b, c), evaluate(b, d))
        except (ValueError, OverflowError, ZeroDivisionError):
            return None
        return _outward(min(values), max(values), spread, floor, ceiling)

    def turning(args: Pairs) -> Pair | None:
        sides = [[*pair, *(row.turns(*pair) or [])] for pair in args]
        try:
            values = [evaluate(*corner) for corner in product(*sides)]
        except (ValueError, OverflowError, ZeroDivisionError):
            return None
        return _outward(min(values), max(values), spread, floor, ceiling)

    return turning if row.critical else monotone


def _outward(low: float, high: float, spread: float, floor: float, ceiling: float) -> Pair | None:
    if spread:
        low -= abs(low) * spread + _SMALLEST
        high += abs(high) * spread + _SMALLEST
    if floor > low:
        low = floor
    if ceiling < high:
        high = ceiling
    return (low, high) if low <= high else None  # false for NaN


def _always(_: Pairs) -> bool:
    return True


def _check(domain: Domain, arguments: tuple[str, ...]) -> Check:
    if any(not conjunction for conjunction in domain):
        return _always
    alternatives = [[_condition(condition, arguments) for condition in conjunction] for conjunction in domain]

    if len(alternatives) == 1 and len(alternatives[0]) == 1:
        return alternatives[0][0]

    def holds(args: Pairs) -> bool:
        for conjunction in alternatives:  # spelled out, as most of what is drawn is asked this
            for check in conjunction:
                if not check(args):
                    break
            else:
                return True
        return False

    return holds


_RELATIONS: Final[dict[str, Callable[[float, float], bool]]] = {
    ">": lambda low, _: low > 0.0,
    ">=": lambda low, _: low >= 0.0,
    "!=": lambda low, high: low > 0.0 or high < 0.0,
    "integer": lambda low, high: low == high and low == math.floor(low),
}


def _condition(condition: Condition, arguments: tuple[str, ...]) -> Check:
    relation = _RELATIONS[condition.relation]
    if condition.left.op == VARIABLE:
        position = arguments.index(condition.left.name)
        return lambda args: relation(*args[position])
    left = _side(condition.left, arguments)

    def check(args: Pairs) -> bool:
        found = left(args)
        return found is not None and relation(*found)

    return check


def _side(root: Expression, arguments: tuple[str, ...]) -> Image:
    def visit(node: Expression, parts: tuple[Image, ...]) -> Image:
        if node.op == VARIABLE:
            position = arguments.index(node.name)
            return lambda args: args[position]
        if node.op == CONSTANT:
            pair = (node.value, node.value)
            return lambda _: pair
        return _through(image(node.op, False), parts)

    return fold(root, visit)


def _through(outer: Image, parts: tuple[Image, ...]) -> Image:
    def composed(args: Pairs) -> Pair | None:
        known = []
        for part in parts:
            pair = part(args)
            if pair is None:
                return None
            known.append(pair)
        return outer(tuple(known))

    return composed
