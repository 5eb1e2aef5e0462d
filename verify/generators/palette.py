"""The operations of a grammar, prepared: weights, images, limits, and what repairs there are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Final

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.core.fold import operations as operations_of
from verify.generators.chooser import cumulative
from verify.generators.image import Image, Pair, Pairs, image
from verify.generators.reach import MAGNITUDE, reach
from verify.ops import OPERATIONS
from verify.ops.calculus import ZERO, partial
from verify.ops.parsing import apply_float

# Simplest first, for shrinking.
_ARITHMETIC: Final = ("add", "multiply", "subtract", "divide", "negate", "power")

# About half of all inner nodes come out as one of these; every other operation has weight 1.
_WEIGHTS: Final = {"add": 5, "subtract": 5, "multiply": 5, "divide": 5, "power": 3}

Alive = Callable[[Pairs], tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One operation as the grammar sees it.

    image : values over an enclosure, None where the domain is not proved
    reach : arguments between which a unary operation is drawn
    alive : which arguments the result moves with, on given enclosures; None if always with all
    restricted : whether operands often have to be mended before they fit its domain
    """

    name: str
    arity: int
    image: Image
    reach: Pair
    alive: Alive | None
    restricted: bool


@dataclass(frozen=True, slots=True)
class Palette:
    """The operations to choose from, by number of arguments, with summed weights.

    still : operations whose result does not move with any argument; they take the place of constants
    shift, scale : operations that move and scale an operand by a constant, if they may be used
    limit, bits : largest magnitude of a value, and its logarithm
    """

    unary: tuple[Choice, ...]
    binary: tuple[Choice, ...]
    unary_weights: tuple[int, ...]
    binary_weights: tuple[int, ...]
    both: tuple[Choice, ...]
    both_weights: tuple[int, ...]
    still: tuple[Choice, ...]
    shift: Choice | None
    scale: Choice | None
    limit: float

    @staticmethod
    @cache
    def of(names: tuple[str, ...], dtype: str, smooth: bool) -> Palette:
        """The palette of these operations."""
        ordered = sorted(names, key=lambda name: (_rank(name), name))
        choices = [_choice(name, dtype, smooth) for name in ordered]
        still = tuple(choice for choice in choices if _still(choice.name))
        unary = tuple(choice for choice in choices if choice.arity == 1 and choice not in still)
        binary = tuple(choice for choice in choices if choice.arity == 2)
        both = (*binary, *unary) if "add" in names else (*unary, *binary)
        return Palette(
            unary=unary,
            binary=binary,
            unary_weights=_weights(unary),
            binary_weights=_weights(binary),
            both=both,
            both_weights=_weights(both),
            still=still,
            shift=next((choice for choice in binary if choice.name in ("add", "subtract")), None),
            scale=next((choice for choice in binary if choice.name in ("multiply", "divide")), None),
            limit=math.ldexp(1.0, MAGNITUDE[dtype]),
        )


def _rank(name: str) -> int:
    return _ARITHMETIC.index(name) if name in _ARITHMETIC else len(_ARITHMETIC)


def _weights(choices: tuple[Choice, ...]) -> tuple[int, ...]:
    return cumulative([_WEIGHTS.get(choice.name, 1) for choice in choices])


def _still(name: str) -> bool:
    return all(partial(name, argument) is ZERO for argument in range(OPERATIONS[name].arity))


def _choice(name: str, dtype: str, smooth: bool) -> Choice:
    row = OPERATIONS[name]
    domain = row.where_smooth if smooth else row.where
    return Choice(name, row.arity, image(name, smooth), reach(name, dtype), _alive(name), any(domain[0]))


def _alive(name: str) -> Alive | None:
    """Movement of the result with each argument: partials that can vanish on whole regions contain `sign`, or are 0."""
    row = OPERATIONS[name]
    formulas = [partial(name, argument) for argument in range(row.arity)]
    if not any(formula is ZERO or "sign" in operations_of(formula) for formula in formulas):
        return None
    slopes = [_program(formula, row.arguments) for formula in formulas]

    def alive(args: Pairs) -> tuple[bool, ...]:
        low, high = [pair[0] for pair in args], [pair[1] for pair in args]
        return tuple([slope(low) != 0.0 or slope(high) != 0.0 for slope in slopes])

    return alive


def _program(formula: Expression, arguments: tuple[str, ...]) -> Callable[[Sequence[float]], float]:
    """What `ops.parsing.evaluate` says of a formula at given arguments, without walking it every time."""

    def visit(node: Expression, parts: tuple[Callable[[Sequence[float]], float], ...]) -> Callable[[Sequence[float]], float]:
        if node.op == VARIABLE:
            return itemgetter(arguments.index(node.name))
        if node.op == CONSTANT:
            return lambda _: node.value
        return lambda point: apply_float(node.op, *[part(point) for part in parts])

    return fold(formula, visit)
