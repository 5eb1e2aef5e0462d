"""Strictly monotone expressions whose inverse is another expression: chains of steps that can each be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from verify.core.errors import UsageError
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant, variable
from verify.core.fold import variables
from verify.generators.chooser import Chooser
from verify.generators.image import Pair, image

# Added and multiplied between the steps; exact in every format.
_SHIFTS: Final = (1.0, 2.0, 0.5, 0.25, -0.5, 1.5)
_FACTORS: Final = (2.0, 0.5, 4.0, 0.25, -2.0, -1.0)
_LONGEST: Final = 3
_LARGEST: Final = 2.0**20


class Step(NamedTuple):
    """A function and what undoes it, with the arguments between which both are well-conditioned."""

    name: str
    inverse: Callable[[Expression], Expression]
    low: float
    high: float


def _named(name: str) -> Callable[[Expression], Expression]:
    return lambda value: apply(name, value)


STEPS: Final = (
    Step("exp", _named("log"), -8.0, 8.0), Step("log", _named("exp"), 2.0**-6, _LARGEST),
    Step("sqrt", lambda v: v * v, 2.0**-6, _LARGEST), Step("cbrt", lambda v: v**3.0, 2.0**-6, _LARGEST),
    Step("sinh", _named("asinh"), -4.0, 4.0), Step("asinh", _named("sinh"), -_LARGEST, _LARGEST),
    Step("tanh", _named("atanh"), -2.0, 2.0), Step("atanh", _named("tanh"), -0.875, 0.875),
    Step("atan", _named("tan"), -4.0, 4.0), Step("tan", _named("atan"), -1.25, 1.25),
    Step("sin", _named("asin"), -1.25, 1.25), Step("asin", _named("sin"), -0.875, 0.875),
    Step("expm1", _named("log1p"), -4.0, 8.0), Step("log1p", _named("expm1"), -0.5, _LARGEST),
    Step("exp2", _named("log2"), -8.0, 8.0), Step("log2", _named("exp2"), 2.0**-6, _LARGEST),
)  # fmt: skip
_UNDO: Final = {step.name: step.inverse for step in STEPS}


def draw_invertible(chooser: Chooser, name: str, box: Pair) -> Expression:
    """An expression in the variable `name`, strictly monotone on the box: up to three steps with shifts and factors between."""
    term, pair = variable(name), box
    for _ in range(1 + chooser.index(_LONGEST)):
        start = chooser.index(len(STEPS))
        fitting = next((s for s in (*STEPS[start:], *STEPS[:start]) if _fits(s, pair)), None)
        if fitting is not None:
            term, pair = _after(term, pair, fitting.name)
        if chooser.boolean():
            term, pair = _after(term, pair, "multiply", chooser.choice(_FACTORS))
        if chooser.boolean():
            term, pair = _after(term, pair, "add", chooser.choice(_SHIFTS))
    return term


def _fits(step: Step, pair: Pair) -> bool:
    return step.low <= pair[0] and pair[1] <= step.high and image(step.name, True)((pair,)) is not None


def _after(term: Expression, pair: Pair, op: str, number: float | None = None) -> tuple[Expression, Pair]:
    """The next term of a chain and its range; the old one where that range is not proved or too far out."""
    found = image(op, True)((pair,) if number is None else (pair, (number, number)))
    if found is None or max(-found[0], found[1]) > _LARGEST:
        return term, pair
    return (apply(op, term) if number is None else apply(op, term, constant(number))), found


def inverse_of(expression: Expression, name: str) -> Expression:
    """The inverse of a chain of invertible steps, in the variable `name`.

    Raises
    ------
    UsageError : the expression is no such chain.
    """
    undone, left = variable(name), expression
    while left.op != VARIABLE:
        number = left.args[1] if len(left.args) == 2 and left.args[1].op == CONSTANT else None
        if number is not None and left.op in _UNDO_BINARY and (left.op != "multiply" or number.value != 0.0):
            undone = apply(_UNDO_BINARY[left.op], undone, number)
        elif left.op in _UNDO:
            undone = _UNDO[left.op](undone)
        else:
            raise UsageError(f"{expression} of {', '.join(variables(expression))} has no inverse that is known here")
        left = left.args[0]
    return undone


_UNDO_BINARY: Final[Mapping[str, str]] = {"add": "subtract", "subtract": "add", "multiply": "divide", "divide": "multiply"}
