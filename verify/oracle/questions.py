"""Values and derivatives as questions to ball arithmetic: how to get balls fast, and what to do where those do not decide."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from flint import arb

from verify.core.budget import PRECISIONS_TRIED
from verify.core.claim import Claim
from verify.core.exact import Status
from verify.core.expression import Expression
from verify.core.fold import nodes
from verify.ops.calculus import ZERO, depends, differentiate, instantiate
from verify.ops.calculus import partial as slope
from verify.oracle.balls import Column, Program, compile_program
from verify.oracle.doubles import Floats
from verify.oracle.jets import derivative_balls, exponential_powers
from verify.oracle.kinks import Obstacle, one_sided, value_obstacle
from verify.oracle.primitives import STRICT, Ball

# A double-double holds 106 bits; an enclosure this narrow leaves every budget of float64 (2**-53) far above it.
NARROW_BITS: Final = 80
# Below float64's smallest subnormal number relative width means nothing: this radius is as good as none.
_NEGLIGIBLE: Final = arb(2) ** -(1074 + NARROW_BITS)
# Relative step of the difference quotient behind condition numbers: small enough for any that float64 can survive (2**53),
# and what NARROW_BITS leaves beyond it are the quotient's own bits.
_STEP: Final = arb(2) ** -64


class Settled(NamedTuple):
    """An answer at one point: any number within `spread` of the ball `middle` (one-sided derivatives at its ends)."""

    status: Status
    middle: Ball
    spread: Ball = arb(0)


OUTSIDE: Final = Settled(Status.DOMAIN, arb.nan())


def narrow(ball: Ball, bits: int = NARROW_BITS) -> bool:
    """Whether the ball decides: radius at most 2**-80 of its value, or negligible in float64."""
    if ball.rel_accuracy_bits() >= bits:
        return True
    return bool(ball.is_finite() and ball.rad() <= _NEGLIGIBLE)


# Columns of argument balls, and how many points -> one ball per point.
Evaluator = Callable[[list[Column], int], Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the refinement loop asks.

    balls : columns of argument balls -> enclosures at the current precision; not finite where a hypothesis may fail
    hulls : the same, across jumps: what is left to say at the precision ceiling
    settle : one point and its ball, which is not narrow -> an answer that no higher precision would change, or None
    conditions : columns and decided balls -> condition numbers, NaN where unknown
    precisions : working precisions to try, in bits
    """

    arguments: tuple[str, ...]
    balls: Evaluator
    hulls: Evaluator
    settle: Callable[[Mapping[str, Ball], Ball], Settled | None]
    conditions: Callable[[list[Column], Column], Floats]
    precisions: tuple[int, ...] = PRECISIONS_TRIED


def value_question(expression: Expression, arguments: tuple[str, ...], moving: tuple[str, ...]) -> Question:
    """The value of an expression; the condition number is about the arguments `moving`."""
    program = compile_program((expression,), arguments)

    def balls(columns: list[Column], count: int) -> Column:
        return program.run(columns, count)[0]

    def settle(point: Mapping[str, Ball], ball: Ball) -> Settled | None:
        refuted = not ball.is_finite() and value_obstacle(expression, point) is Obstacle.DOMAIN
        return OUTSIDE if refuted else None

    conditions = partial(quotient_conditions, balls, [arguments.index(name) for name in moving])
    return Question(arguments=arguments, balls=balls, hulls=balls, settle=settle, conditions=conditions)


def derivative_question(claim: Claim) -> Question:
    """A derivative: of order 1 by our own symbolic differentiation, of higher orders by Taylor arithmetic."""
    expression, wrt = claim.expression, str(claim.wrt)
    balls, hulls = _first_derivative(claim) if claim.order == 1 else _higher_derivative(claim)

    def settle(point: Mapping[str, Ball], ball: Ball) -> Settled | None:
        return None if ball.is_finite() else settle_derivative(expression, wrt, claim.order, point)

    conditions = partial(quotient_conditions, balls, [claim.arguments.index(wrt)])
    return Question(arguments=claim.arguments, balls=balls, hulls=hulls, settle=settle, conditions=conditions)


def _first_derivative(claim: Claim) -> tuple[Evaluator, Evaluator]:
    """Where the expression itself exists; the hull says something across a kink too."""
    wrt = str(claim.wrt)
    outputs = first_derivative(claim.expression, wrt)

    def hulls(columns: list[Column], count: int) -> Column:
        return where_defined(compile_program(outputs, claim.arguments))(columns, count)

    return where_defined(compile_program(outputs, claim.arguments, STRICT, (wrt,))), hulls


def first_derivative(expression: Expression, wrt: str) -> tuple[Expression, ...]:
    """The derivative, and all that must exist for it to exist."""
    root = exponential_powers(expression, wrt)
    return differentiate(root, wrt), expression, *(differentiate(part, wrt) for part in hidden(root, wrt))


def hidden(root: Expression, wrt: str) -> tuple[Expression, ...]:
    """What moves and has no part in the derivative, as what is in sign(acos(x)): it must be differentiable all the same."""
    return tuple(
        arg
        for node in nodes(root)
        for place, arg in enumerate(node.args)
        if depends(arg, wrt) and instantiate(node, slope(node.op, place)) == ZERO
    )


def _higher_derivative(claim: Claim) -> tuple[Evaluator, Evaluator]:
    def balls(columns: list[Column], _: int) -> Column:
        return derivative_balls(claim.expression, claim.arguments, str(claim.wrt), claim.order, columns)

    return balls, balls


def where_defined(program: Program) -> Evaluator:
    """The program's first output, where all the others exist."""

    def run(columns: list[Column], count: int) -> Column:
        derivatives, *others = program.run(columns, count)
        if all(all(map(arb.is_finite, column)) for column in others):
            return derivatives
        exists = [all(ball.is_finite() for ball in row) for row in zip(*others, strict=True)]
        return [d if fine else arb.nan() for d, fine in zip(derivatives, exists, strict=True)]

    return run


def settle_derivative(expression: Expression, wrt: str, order: int, point: Mapping[str, Ball]) -> Settled | None:
    """The derivative at a point that may be a kink: one-sided derivatives, or DOMAIN, or None while that is open."""
    sides = one_sided(expression, wrt, point)
    if sides.obstacle is Obstacle.DOMAIN:
        return OUTSIDE
    if sides.obstacle is Obstacle.OPEN or not (sides.right.is_finite() and sides.left.is_finite()):
        return None
    if order > 1:
        return OUTSIDE if sides.kinked else None
    if sides.right.overlaps(sides.left):
        both = sides.right.union(sides.left)
        return Settled(Status.DECIDED, both) if narrow(both) else None
    return Settled(Status.KINK, (sides.right + sides.left) / 2, abs(sides.right - sides.left) / 2)


def quotient_conditions(balls: Evaluator, moving: list[int], columns: list[Column], values: Column) -> Floats:
    """sum |x q'(x) / q(x)| over the moving arguments by difference quotients in balls: one more evaluation for each."""
    total = np.zeros(len(values))
    for index in moving:
        moved = [*columns]
        moved[index] = [x + x * _STEP for x in columns[index]]
        total += [_quotient(new, old) for new, old in zip(balls(moved, len(values)), values, strict=True)]
    return total


def _quotient(new: Ball, old: Ball) -> float:
    slope = abs((new - old) / (old * _STEP))
    return float(slope) if (slope.is_finite() and slope.rad() <= slope.mid() / 2) or slope.is_zero() else math.nan
