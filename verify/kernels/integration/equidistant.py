"""Rules on equidistant nodes, in exact rationals: sums of rectangles, trapezoids and parabolas, and Romberg's extrapolation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from itertools import pairwise

from verify.core.errors import UsageError
from verify.kernels.integration.gauss import DIGITS, Rule

_BOTH = 2  # the length of [-1, 1]


@cache
def left_end() -> Rule:
    """The value at the left end; exact for constants."""
    return _rule([-1], [2], 0)


@cache
def right_end() -> Rule:
    """The value at the right end; exact for constants."""
    return _rule([1], [2], 0)


@cache
def midpoint() -> Rule:
    """The value in the middle; exact for lines."""
    return _rule([0], [2], 1)


@cache
def romberg(halvings: int) -> Rule:
    """Trapezoids on 1, 2, 4, ..., 2**halvings panels, extrapolated to panels of length zero; exact up to 2 halvings + 1.

    romberg(0) is the trapezoid rule and romberg(1) is Simpson's. Romberg (1955), Det Kgl. Norske Vid. Selsk. Forh. 28, 30-36;
    all weights are positive: Bauer, Rutishauser, Stiefel (1963), Proc. Symp. Appl. Math. 15, 199-218.
    """
    if halvings < 0:
        raise UsageError(f"halvings = {halvings} is not valid; Romberg's rule starts at 0, the trapezoid rule")
    count = 2**halvings
    table = [_trapezoid(count, 2**level) for level in range(halvings + 1)]
    for order in range(1, halvings + 1):
        table = [_extrapolated(coarse, fine, 4**order) for coarse, fine in pairwise(table)]
    return _rule([Fraction(_BOTH * k, count) - 1 for k in range(count + 1)], table[0], 2 * halvings + 1)


def _trapezoid(count: int, panels: int) -> list[Fraction]:
    """Weights of the trapezoid rule on that many panels, at all of count + 1 nodes."""
    every, length = count // panels, Fraction(_BOTH, panels)
    return [length / (2 if k in (0, count) else 1) if k % every == 0 else Fraction(0) for k in range(count + 1)]


def _extrapolated(coarse: Sequence[Fraction], fine: Sequence[Fraction], power: int) -> list[Fraction]:
    return [(power * f - c) / (power - 1) for c, f in zip(coarse, fine, strict=True)]


def _rule(nodes: Sequence[Fraction | int], weights: Sequence[Fraction | int], degree: int) -> Rule:
    with localcontext() as context:
        context.prec = DIGITS
        return Rule(nodes=_decimals(nodes), weights=_decimals(weights), degree=degree)


def _decimals(numbers: Sequence[Fraction | int]) -> tuple[Decimal, ...]:
    return tuple(Decimal(x.numerator) / Decimal(x.denominator) for x in numbers)
