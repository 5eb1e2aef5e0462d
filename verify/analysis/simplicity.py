"""What is simpler than what: expressions by nodes, variables and constants; numbers by how short they are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_UP, Context
from typing import Final

import numpy as np

from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant, variable
from verify.core.fold import fold, nodes, size, variables
from verify.core.precision import precision
from verify.ops.parsing import apply_float

SIMPLE: Final = (0.0, 1.0, 2.0)  # what any sub-expression may become
_SIGNIFICANT_BITS: Final = (1, 2, 3, 4, 6, 8, 12, 16, 24)  # to which a constant is rounded, shortest first
_SIGNIFICANT_DIGITS: Final = range(1, 16)
_LARGEST_EXPONENT: Final = 1024  # frexp's, of the largest float64

Cost = tuple[int, int, int]


def cost(root: Expression) -> Cost:
    """Nodes of the tree, distinct variables, bits of its constants; compared in this order."""
    constants = sum(bits(node.value) for node in nodes(root) if node.op == CONSTANT)
    return size(root), len(variables(root)), constants


def bits(value: float) -> int:
    """Length of a number as a fraction of integers; a sign counts one, each place behind the point two."""
    numerator, denominator = value.as_integer_ratio()
    return abs(numerator).bit_length() + 2 * (denominator.bit_length() - 1) + (math.copysign(1.0, value) < 0.0)


def simpler_expressions(root: Expression) -> list[Expression]:
    """Valid expressions strictly simpler than `root`, simplest first.

    A sub-expression takes the place of the whole, or a node becomes one of its operands, a variable of `root` or a simple
    constant, or a constant becomes a shorter one. A shared node is replaced wherever it occurs.
    """
    parts = nodes(root)
    leaves = [variable(name) for name in variables(root)] + [constant(value) for value in SIMPLE]
    found = dict.fromkeys(parts[:-1])
    for node in parts:
        choices = [*node.args, *leaves]
        if node.op == CONSTANT:
            choices += [constant(value) for value in shorter_constants(node.value)]
        found.update(dict.fromkeys(replace(root, node, choice) for choice in choices if choice is not node))
    own = cost(root)
    ranked = sorted(((cost(candidate), candidate) for candidate in found), key=lambda pair: pair[0])
    return [candidate for price, candidate in ranked if price < own and valid(candidate)]


def replace(root: Expression, old: Expression, new: Expression) -> Expression:
    """`root` with the node `old` replaced by `new` wherever it occurs."""

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        if node is old:
            return new
        return apply(node.op, *args) if args else node

    return fold(root, visit)


def valid(root: Expression) -> bool:
    """Whether every constant sub-expression is a finite number, as for expressions that are read from text."""

    def visit(node: Expression, args: tuple[float | None, ...]) -> float | None:
        if node.op == VARIABLE:
            return None
        if node.op == CONSTANT:
            return node.value
        known = [arg for arg in args if arg is not None]
        if any(not math.isfinite(arg) for arg in known):
            return math.nan  # carried up to the root
        return apply_float(node.op, *known) if len(known) == len(args) else None

    value = fold(root, visit)
    return value is None or math.isfinite(value)


def shorter_constants(value: float) -> Iterator[float]:
    """Numbers of fewer bits than `value`, from 0 over small integers and short dyadics towards it."""
    nearby = [0.0, 1.0, 2.0, -1.0, float(math.trunc(value)), float(round(value)), abs(value)]
    nearby += [_to_bits(value, count) for count in _SIGNIFICANT_BITS]
    own = bits(value)
    yield from sorted((near for near in dict.fromkeys(nearby) if bits(near) < own), key=bits)


def _to_bits(value: float, count: int) -> float:
    fraction, exponent = math.frexp(value)
    mantissa = round(math.ldexp(fraction, count))
    return value if mantissa >> count and exponent == _LARGEST_EXPONENT else math.ldexp(mantissa, exponent - count)


def shorter_decimals(value: float, dtype: str = "float64") -> Iterator[float]:
    """Numbers with a shorter decimal text in `dtype` than `value` has, shortest first; each exact in `dtype`."""
    nearby = [0.0, 1.0, -1.0, 2.0, float(round(value)), math.floor(value) + 0.0, math.ceil(value) + 0.0]
    nearby += [_to_digits(value, digits, rounding) for digits in _SIGNIFICANT_DIGITS for rounding in (ROUND_DOWN, ROUND_UP)]
    own = decimal_length(value, dtype)
    rounded = dict.fromkeys(round_to(near, dtype) for near in nearby)
    shorter = [near for near in rounded if math.isfinite(near) and decimal_length(near, dtype) < own]
    yield from sorted(shorter, key=lambda near: decimal_length(near, dtype))


def _to_digits(value: float, digits: int, rounding: str) -> float:
    return float(Context(prec=digits, rounding=rounding).create_decimal(value))


def decimal_length(value: float, dtype: str = "float64") -> int:
    """Significant digits of the shortest decimal in `dtype`, one more for a point or exponent, one more for a sign."""
    scalar = np.dtype(precision(dtype).name).type(value)
    mantissa, exponent = np.format_float_scientific(scalar, trim="-").split("e")
    digits = mantissa.lstrip("-").replace(".", "")
    whole = int(exponent) == len(digits) - 1  # an integer that needs no zeros behind its digits
    return (len(digits) if value != 0.0 else 0) + (not whole) + mantissa.startswith("-")


def round_to(value: float, dtype: str) -> float:
    """The number of `dtype` nearest to `value`."""
    with np.errstate(over="ignore", under="ignore"):
        return float(np.dtype(precision(dtype).name).type(value))
