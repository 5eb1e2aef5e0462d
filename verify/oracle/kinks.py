"""What stops a value or derivative from existing at a point: the first operation outside its domain, or at a kink.

The slow path, one point at a time, taken only where fast ball code found nothing finite. At exact kinks the one-sided
derivatives follow from directional derivatives: those of smooth operations are linear, those of the others are in the row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from flint import arb

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import nodes
from verify.ops import OPERATIONS
from verify.ops.calculus import partial
from verify.ops.parsing import parse
from verify.oracle.balls import evaluate
from verify.oracle.conditions import domain, holds
from verify.oracle.primitives import Ball

# Operations without even a one-sided derivative where they are not smooth, though they have a value there.
JUMPS: Final = frozenset({"sign"})


class Obstacle(Enum):
    """Why nothing is known at a point yet."""

    NONE = "every condition is proved to hold"
    OPEN = "some condition is neither proved nor refuted at this precision"
    DOMAIN = "some condition is refuted"


@dataclass(frozen=True, slots=True)
class Sides:
    """One-sided derivatives at a point, where `obstacle` is NONE; `kinked` if some operation on the way is not smooth."""

    obstacle: Obstacle
    kinked: bool = False
    right: Ball = None
    left: Ball = None


@dataclass(frozen=True, slots=True)
class _Germ:
    """A node near the point: value, and derivatives along +1 and -1 of the variable (None where it does not depend)."""

    value: Ball
    ahead: Ball | None = None
    behind: Ball | None = None
    kinked: bool = False


def value_obstacle(root: Expression, point: Mapping[str, Ball], *, smooth: Collection[str] = ()) -> Obstacle:
    """Whether every operation of the expression is inside its domain at the point, which may be a box of balls.

    smooth : names of operations that must be inside their smooth domain
    """
    values: dict[Expression, Ball] = {}
    for node in nodes(root):
        if node.op == VARIABLE:
            values[node] = point[node.name]
        elif node.op == CONSTANT:
            values[node] = arb(node.value)
        else:
            operands = dict(zip(OPERATIONS[node.op].arguments, (values[arg] for arg in node.args), strict=True))
            truth = holds(domain(node.op, smooth=False), operands)
            if truth is True and node.op in smooth:
                truth = holds(domain(node.op, smooth=True), operands)
            if truth is not True:
                return Obstacle.DOMAIN if truth is False else Obstacle.OPEN
            values[node] = evaluate(OPERATIONS[node.op].node, operands)
    return Obstacle.NONE


def one_sided(root: Expression, wrt: str, point: Mapping[str, Ball]) -> Sides:
    """The one-sided derivatives of `root` by `wrt` at the point, or what stands in their way."""
    germs: dict[Expression, _Germ] = {}
    for node in nodes(root):
        found = _germ(node, wrt, point, tuple(germs[arg] for arg in node.args))
        if isinstance(found, Obstacle):
            return Sides(found)
        germs[node] = found
    ahead, behind = germs[root].ahead, germs[root].behind
    kinked = any(germ.kinked for germ in germs.values())
    return Sides(Obstacle.NONE, kinked, arb(0) if ahead is None else ahead, arb(0) if behind is None else -behind)


def _germ(node: Expression, wrt: str, point: Mapping[str, Ball], args: tuple[_Germ, ...]) -> _Germ | Obstacle:
    if node.op == VARIABLE:
        return _Germ(point[node.name], arb(1), arb(-1)) if node.name == wrt else _Germ(point[node.name])
    if node.op == CONSTANT:
        return _Germ(arb(node.value))
    operands = dict(zip(OPERATIONS[node.op].arguments, (arg.value for arg in args), strict=True))
    inside = holds(domain(node.op, smooth=False), operands)
    if inside is not True:
        return Obstacle.DOMAIN if inside is False else Obstacle.OPEN
    value = evaluate(OPERATIONS[node.op].node, operands)
    return _Germ(value) if all(arg.ahead is None for arg in args) else _moving(node, operands, value, args)


def _moving(node: Expression, operands: dict[str, Ball], value: Ball, args: tuple[_Germ, ...]) -> _Germ | Obstacle:
    """The germ of an operation some of whose operands depend on the variable."""
    kink = OPERATIONS[node.op].kink
    ahead, behind = [arg.ahead for arg in args], [arg.behind for arg in args]
    smooth = holds(domain(node.op, smooth=True), operands)
    if smooth is None:
        return Obstacle.OPEN
    if smooth:
        partials = [arg.ahead is not None and evaluate(partial(node.op, j), operands) for j, arg in enumerate(args)]
        return _Germ(value, _linear(partials, ahead), _linear(partials, behind))
    return Obstacle.DOMAIN if kink is None else _Germ(value, _along(kink, ahead), _along(kink, behind), kinked=True)


def _linear(partials: list[Ball], movements: list[Ball | None]) -> Ball:
    return sum((p * d for p, d in zip(partials, movements, strict=True) if d is not None), arb(0))


def _along(kink: str, movements: list[Ball | None]) -> Ball:
    named = {f"d{name}": arb(0) if d is None else d for name, d in zip("ab", movements, strict=False)}
    return evaluate(parse(kink), named)
