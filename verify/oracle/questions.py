"""Claims as questions to ball arithmetic: how to get balls fast, and what to do at a point where those are not finite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flint import arb

from verify.core.claim import Claim, Quantity
from verify.core.errors import UnsupportedError
from verify.core.exact import Status
from verify.core.expression import Expression
from verify.ops.calculus import differentiate
from verify.oracle.balls import Column, Program, compile_program
from verify.oracle.kinks import Obstacle, one_sided, value_obstacle
from verify.oracle.primitives import STRICT, Ball


class Settled(NamedTuple):
    """An answer at one point: any number within `spread` of the ball `middle` (one-sided derivatives at its ends)."""

    status: Status
    middle: Ball
    spread: Ball = arb(0)


OUTSIDE = Settled(Status.DOMAIN, arb.nan())


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the refinement loop asks.

    balls : columns of argument balls -> enclosures at the current precision; not finite where a hypothesis may fail
    hulls : the same, across jumps: what is left to say at the precision ceiling
    settle : one point -> an answer that no higher precision would change, or None
    moving : which arguments the condition number is about
    """

    arguments: tuple[str, ...]
    balls: Callable[[list[Column], int], Column]
    hulls: Callable[[list[Column], int], Column]
    settle: Callable[[Mapping[str, Ball]], Settled | None]
    moving: tuple[str, ...]


@lru_cache(maxsize=256)
def question(claim: Claim) -> Question:
    """The question for a claim about one expression: a value, a derivative, or the slope of an area function."""
    match claim.quantity:
        case Quantity.VALUE:
            return _value(claim, claim.arguments)
        case Quantity.AREA_SLOPE:
            return _value(claim, (str(claim.wrt),))
        case Quantity.DERIVATIVE:
            return _derivative(claim)
    raise UnsupportedError(f"{claim.quantity.value} is not evaluated point by point")


def _value(claim: Claim, moving: tuple[str, ...]) -> Question:
    program = compile_program((claim.expression,), claim.arguments)

    def balls(columns: list[Column], count: int) -> Column:
        return program.run(columns, count)[0]

    def settle(point: Mapping[str, Ball]) -> Settled | None:
        return OUTSIDE if value_obstacle(claim.expression, point) is Obstacle.DOMAIN else None

    return Question(arguments=claim.arguments, balls=balls, hulls=balls, settle=settle, moving=moving)


def _derivative(claim: Claim) -> Question:
    wrt = str(claim.wrt)
    outputs = (differentiate(claim.expression, wrt, claim.order), claim.expression)
    strict = compile_program(outputs, claim.arguments, STRICT)
    loose = compile_program(outputs, claim.arguments)

    def settle(point: Mapping[str, Ball]) -> Settled | None:
        return settle_derivative(claim.expression, wrt, claim.order, point)

    return Question(
        arguments=claim.arguments, balls=_where_defined(strict), hulls=_where_defined(loose), settle=settle, moving=(wrt,)
    )


def _where_defined(program: Program) -> Callable[[list[Column], int], Column]:
    """The program's first output, as far as its second, the expression itself, exists."""

    def run(columns: list[Column], count: int) -> Column:
        derivatives, values = program.run(columns, count)
        if all(map(arb.is_finite, values)):
            return derivatives
        return [d if v.is_finite() else arb.nan() for d, v in zip(derivatives, values, strict=True)]

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
        return Settled(Status.DECIDED, sides.right.union(sides.left))
    return Settled(Status.KINK, (sides.right + sides.left) / 2, abs(sides.right - sides.left) / 2)
