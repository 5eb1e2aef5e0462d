"""Derivatives along directions and mixed derivatives, as questions to ball arithmetic.

A directional derivative is d/dt f(x + t u) at t = 0, exactly, so that kinks are met by one-sided derivatives as elsewhere.
A mixed derivative, or an entry of a Hessian times a direction, is one expression, and exists only where the expression and
the first derivatives on the way to it do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, reduce
from typing import Final

from flint import arb

from verify.core.claim import Claim, Quantity, derivative_of
from verify.core.expression import Expression, apply, variable
from verify.core.fold import substitute
from verify.ops.calculus import ONE, differentiate, plus, times
from verify.oracle.balls import Column, compile_program
from verify.oracle.jets import exponential_powers
from verify.oracle.kinks import Obstacle, one_sided
from verify.oracle.primitives import STRICT, Ball
from verify.oracle.questions import OUTSIDE, Question, Settled, derivative_question, hidden, quotient_conditions, where_defined

# The parameter of the line through a point; no name that the reader accepts begins so.
_LINE: Final = "_t"


def directional_question(claim: Claim) -> Question:
    """The derivative along the line through each point."""
    moved = {name: apply("add", variable(name), apply("multiply", u, variable(_LINE))) for name, u in claim.along}
    inner = derivative_question(derivative_of(substitute(claim.expression, moved), _LINE))
    given = [claim.arguments.index(name) if name != _LINE else None for name in inner.arguments]

    def on_line(columns: list[Column], count: int) -> list[Column]:
        return [[arb(0)] * count if place is None else columns[place] for place in given]

    def balls(columns: list[Column], count: int) -> Column:
        return inner.balls(on_line(columns, count), count)

    def settle(point: Mapping[str, Ball], ball: Ball) -> Settled | None:
        return inner.settle({**point, _LINE: arb(0)}, ball)

    moving = [claim.arguments.index(name) for name, _ in claim.along]
    return Question(
        arguments=claim.arguments,
        balls=balls,
        hulls=lambda columns, count: inner.hulls(on_line(columns, count), count),
        settle=settle,
        conditions=partial(quotient_conditions, balls, moving),
    )


def second_question(claim: Claim) -> Question:
    """A mixed derivative, or an entry of the Hessian times a direction."""
    names = [name for name, _ in components(claim)]
    formula = reduce(exponential_powers, dict.fromkeys((str(claim.wrt), *names)), claim.expression)
    first = differentiate(formula, str(claim.wrt))
    terms = [times(component, differentiate(first, name)) for name, component in components(claim)]
    moving = sorted({str(claim.wrt), *names})
    firsts = (first, *(differentiate(formula, name) for name in names))
    unseen = (differentiate(part, name) for name in moving for part in hidden(formula, name))
    outputs = (reduce(plus, terms), *firsts, *unseen, claim.expression)
    balls = where_defined(compile_program(outputs, claim.arguments, STRICT))

    def settle(point: Mapping[str, Ball], ball: Ball) -> Settled | None:
        return None if ball.is_finite() else _settle(claim.expression, moving, point)

    places = [claim.arguments.index(name) for name in moving]
    return Question(
        arguments=claim.arguments,
        balls=balls,
        hulls=balls,
        settle=settle,
        conditions=partial(quotient_conditions, balls, places),
    )


def components(claim: Claim) -> tuple[tuple[str, Expression], ...]:
    """The second direction of differentiation: (variable, component) pairs."""
    if claim.quantity is Quantity.MIXED:
        return ((str(claim.also), ONE),)
    return claim.along


def _settle(expression: Expression, moving: list[str], point: Mapping[str, Ball]) -> Settled | None:
    """Outside the domain, or at a kink in some direction, there is no second derivative."""
    for name in moving:
        sides = one_sided(expression, name, point)
        if sides.obstacle is Obstacle.DOMAIN or (sides.obstacle is Obstacle.NONE and sides.kinked):
            return OUTSIDE
    return None
