"""Interval evaluation in plain floats, derived from each operation's monotonicity: fast enclosures over boxes.

Outward rounding is by whole ulps, as many as the operation's stated accuracy; the proofs of the exact side use balls.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from typing import Final

from verify.core.domain import REALS, Condition, Domain, Interval
from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.core.precision import FLOAT64
from verify.ops import OPERATIONS, Operation
from verify.ops.calculus import magnitude
from verify.ops.parsing import apply_float, evaluate

_OUTWARD_ULPS: Final = 8

Box = Mapping[str, Interval]


def enclose(root: Expression, box: Box) -> Interval | None:
    """An interval that contains every value of `root` over `box`, or None where some operation leaves its domain."""

    def visit(node: Expression, args: tuple[Interval | None, ...]) -> Interval | None:
        if node.op == VARIABLE:
            return box[node.name]
        if node.op == CONSTANT:
            return Interval(node.value, node.value)
        known = tuple(arg for arg in args if arg is not None)
        return apply_interval(node.op, known) if len(known) == len(args) else None

    return fold(root, visit)


def apply_interval(name: str, args: tuple[Interval, ...]) -> Interval | None:
    """One operation on intervals; None if its domain is not proved to hold on them."""
    row = OPERATIONS[name]
    if not holds(row.where, dict(zip(row.arguments, args, strict=True))):
        return None
    found = _hull(row, args)
    if found is None:
        return row.range or REALS
    return found & row.range if row.range else found


def _hull(row: Operation, args: tuple[Interval, ...]) -> Interval | None:
    """The hull of the values at all corners and turning points; None where those are not known."""
    candidates = []
    for arg in args:
        turns = row.turns(arg.lo, arg.hi)
        if turns is None:
            return None
        candidates.append([arg.lo, *turns, arg.hi])
    corners = list(itertools.product(*candidates))
    values = [apply_float(row.name, *corner) for corner in corners]
    if any(math.isnan(value) for value in values):
        return None
    # A zero that no operand explains has underflowed; its sign says from which side.
    lost = [v for v, corner in zip(values, corners, strict=True) if v == 0.0 and 0.0 not in corner and row.accuracy]
    values += [math.copysign(FLOAT64.smallest, value) for value in lost]
    spread = _cancelled(row, corners)
    if not math.isfinite(spread):
        return None
    return Interval(min(values) - spread, max(values) + spread).widened(_OUTWARD_ULPS if row.accuracy else 0)


def _cancelled(row: Operation, corners: Iterable[tuple[float, ...]]) -> float:
    """The same number of ulps of the magnitude that a row's accuracy refers to, where that is not the result."""
    formula = magnitude(row.name)
    if formula is None:
        return 0.0
    size = max(evaluate(formula, dict(zip(row.arguments, corner, strict=True))) for corner in corners)
    return _OUTWARD_ULPS * 2.0 * FLOAT64.unit_roundoff * size


def holds(domain: Domain, box: Box) -> bool:
    """Whether the domain is proved to hold everywhere in the box."""
    return any(all(_condition(condition, box) for condition in conjunction) for conjunction in domain)


def _condition(condition: Condition, box: Box) -> bool:
    value = enclose(condition.left, box)
    if value is None:
        return False
    match condition.relation:
        case ">":
            return value.lo > 0.0
        case ">=":
            return value.lo >= 0.0
        case "integer":
            return value.lo == value.hi and value.lo == math.floor(value.lo)
    return value.lo > 0.0 or value.hi < 0.0
