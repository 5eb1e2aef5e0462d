"""Running error analysis of one operation's formulas, carried out on expressions: bounds as formulas of their own.

The bounds are expressions over the operands `a` and `b`, the unit roundoff `u`, the smallest positive number `eta`, and
`accuracy_<operation>` in ulps; the value machine evaluates them like anything else.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable
from functools import cache, reduce
from typing import Final

from verify.core.domain import Condition, Domain
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant, variable
from verify.core.fold import fold, nodes, variables
from verify.kernels.emit import constant_value
from verify.ops import OPERATIONS
from verify.ops.calculus import ONE, ZERO, instantiate, partial, plus, times
from verify.ops.parsing import evaluate, parse

U: Final = variable("u")
ETA: Final = variable("eta")
TWO: Final = constant(2.0)


def accuracy(name: str) -> Expression:
    """The variable that stands for an operation's accuracy in ulps."""
    return variable(f"accuracy_{name}")


@cache
def linear(name: str) -> bool:
    """Whether all partials are constants: such results are never rounded below the smallest normal number."""
    return all(constant_value(partial(name, j)) is not None for j in range(OPERATIONS[name].arity))


def error_of(formula: Expression) -> Expression:
    """First-order bound of the error of a formula evaluated in floating point at exact operands; ZERO where it is exact."""
    return fold(folded(formula), _error)


def _error(node: Expression, errors: tuple[Expression, ...]) -> Expression:
    if node.op == VARIABLE:
        return ZERO
    if node.op == CONSTANT:
        return ZERO if _short(node.value) else times(U, constant(abs(node.value)))
    total = own_rounding(node)
    for argument, error in enumerate(errors):
        if error is not ZERO:
            term = times(magnitude(folded(instantiate(node, partial(node.op, argument)))), error)
            # An integer operand is exact, and its partial may be NaN (log of a negative base): max() drops a NaN on its left.
            total = plus(total, apply("max", term, ZERO) if argument in _integers(node.op) else term)
    return total


@cache
def _integers(name: str) -> frozenset[int]:
    """The operands that some condition of the domain wants to be integers."""
    row = OPERATIONS[name]
    conditions = [condition for conjunction in row.where for condition in conjunction if condition.relation == "integer"]
    return frozenset(row.arguments.index(condition.left.name) for condition in conditions)


def own_rounding(node: Expression) -> Expression:
    """What an operation adds itself: its accuracy in ulps of the result, or of the magnitude that its row names."""
    row = OPERATIONS[node.op]
    scales = any(arg.op == CONSTANT and math.frexp(arg.value)[0] in (0.5, -0.5) for arg in node.args)
    if row.accuracy == 0.0 or (node.op == "multiply" and scales):
        return ZERO
    size = magnitude(node) if row.magnitude is None else folded(instantiate(node, parse(row.magnitude)))
    unit = times(times(TWO, U), size)
    rounding = times(accuracy(node.op), unit)
    # One more eta, as half of it would round to nothing.
    return rounding if linear(node.op) else plus(rounding, times(plus(accuracy(node.op), ONE), ETA))


def magnitude(formula: Expression) -> Expression:
    """The absolute value, worked out where it is constant."""
    known = constant_value(formula)
    return constant(abs(known)) if known is not None else apply("abs", formula)


def folded(formula: Expression) -> Expression:
    """The formula with its constant sub-expressions worked out in float64 (a relative error of some 2**-52, left to SAFETY)."""

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        made = apply(node.op, *args) if args else node
        if node.op in (VARIABLE, CONSTANT) or any(arg.op != CONSTANT for arg in args):
            return made
        value = evaluate(made, {})
        return constant(value) if math.isfinite(value) else made

    return fold(formula, visit)


def largest(formulas: Iterable[Expression]) -> Expression:
    """The largest magnitude among all results on the way, operands left out; ZERO where there is none."""
    inner = dict.fromkeys(node for formula in formulas for node in nodes(folded(formula)) if node.args and variables(node))
    return reduce(_either("max"), (apply("abs", node) for node in inner), ZERO)


def distance(domain: Domain) -> Expression | None:
    """How far the operands are from leaving the domain, measured by its conditions; None where it is everywhere."""
    if domain == ((),):
        return None
    alternatives = [reduce(_either("min"), map(_margin, conjunction)) for conjunction in domain]
    return reduce(_either("max"), alternatives)


def movers(domain: Domain) -> frozenset[str]:
    """The operands whose errors move that distance. Where alternatives meet, the movement of one can spoil the other."""
    conditions = [condition for conjunction in domain for condition in conjunction]
    return frozenset(name for condition in conditions if condition.relation != "integer" for name in variables(condition.left))


def _margin(condition: Condition) -> Expression:
    if condition.relation == "integer":
        return variable(f"whole_{condition.left.name}")
    return apply("abs", condition.left) if condition.relation == "!=" else condition.left


def _either(op: str) -> Callable[[Expression, Expression], Expression]:
    return lambda left, right: right if left is ZERO else apply(op, left, right)


def _short(value: float) -> bool:
    """Whether every precision under test represents the number exactly."""
    try:
        return bool(struct.unpack("<f", struct.pack("<f", value))[0] == value)
    except OverflowError:
        return False


def kink_slope(name: str, argument: int) -> float:
    """The largest one-sided slope of a kinked operation in one of its operands, where it has a kink."""
    row = OPERATIONS[name]
    moved = [
        dict.fromkeys((f"d{other}" for other in row.arguments), 0.0) | {f"d{row.arguments[argument]}": d} for d in (1.0, -1.0)
    ]
    return max(abs(evaluate(parse(row.kink or "0"), point)) for point in moved)


__all__ = ["ONE", "ZERO", "accuracy", "distance", "error_of", "folded", "kink_slope", "largest", "linear", "movers"]
