"""The error budget of Taylor arithmetic: running error analysis of `series_driver.taylor_plane`, beside the coefficients.

Every computed coefficient has an error e, and enters the next ones by the recurrences that the machine runs. For a sum of T
products, none of them formed with more than three roundings before it is added,

    |fl(sum u v) - sum u v| <= sum (|u| e_v + |v| e_u + e_u e_v) + (T + 3) u sum (|u| + e_u) (|v| + e_v) + (T + 3) eta

with nothing left out but (T + 3)**2 u**2, for which u is taken times the safety factor; Higham (2002), Accuracy and Stability
of Numerical Algorithms, section 3.1. Errors of the values, plane 0, are those of the budget of values.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from verify.core.budget import SAFETY
from verify.core.expression import Expression
from verify.core.precision import Precision
from verify.kernels.budget import Bounds, node_bounds
from verify.kernels.closure import (
    ADD,
    CHAIN,
    DIVIDE,
    KIND,
    MINUS_UNIT,
    MOVED,
    MULTIPLY,
    NEED,
    NEGATE,
    NONE,
    OPERAND,
    SLOPE,
    TARGET,
    closure,
)

# Roundings of one term before the additions: a ratio of whole numbers, and two products.
_PER_TERM: Final = 3

Accuracy = Mapping[str, float] | None
# A term of a sum: its factor, and (plane, slot) of one or two coefficients.
Term = tuple[float, tuple[int, int], tuple[int, int] | None]


def taylor_bounds(
    expression: Expression,
    arguments: Sequence[str],
    points: Any,
    wrt: str,
    order: int,
    precision: Precision,
    accuracy: Accuracy = None,
) -> Bounds:
    """What Taylor arithmetic may err in the derivative of that order by `wrt`, at each of `points`, a float64[n, k].

    `tight` and `textbook` are equal: the recurrences know one form of every operation. `magnitude` and `slope` are those of
    the derivative itself. Infinite where the errors of the values are not to be trusted.
    """
    found = closure(expression, frozenset({wrt}), order)
    value, error, over, under = node_bounds(found.tape, arguments, points, precision, accuracy)
    planes = _Planes(value, error, order, precision)
    planes.start(found.tape.seed(wrt))
    with np.errstate(all="ignore"):
        for p in range(1, order + 1):
            for row in found.rows:
                if row[NEED] >= p:
                    planes.advance(row, p)
        root, factorial = found.tape.root, float(math.factorial(order))
        largest = planes.size[order, root]
        overflow = over | (np.abs(planes.values).max(axis=(0, 1)) > precision.huge) | (factorial * largest > precision.huge)
        bound = factorial * (planes.errors[order, root] + 2.0 * planes.unit * largest)  # rounds twice
    bound = np.where(np.isnan(bound), np.inf, bound)
    slope = factorial * planes.values[order, root]
    return Bounds(
        value=value[root], error=error[root], tight=bound, textbook=bound, magnitude=np.abs(slope), slope=slope,
        overflow=overflow, underflow=under,
    )  # fmt: skip


class _Planes:
    """Taylor coefficients float64[order + 1, slots, n] with bounds of their errors in some precision."""

    def __init__(self, value: Any, error: Any, order: int, precision: Precision) -> None:
        shape = (order + 1, *value.shape)
        self.values, self.errors, self.size = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.unit, self.smallest = SAFETY * precision.unit_roundoff, SAFETY * precision.smallest
        self.values[0], self.errors[0], self.size[0] = value, error, np.abs(value) + error

    def start(self, seed: int) -> None:
        """The variable moves with slope 1."""
        if seed >= 0:
            self.values[1, seed] = self.size[1, seed] = 1.0

    def advance(self, row: Any, p: int) -> None:
        """Plane p of one operation, from what its operands have there and from what it has itself below."""
        terms = list(_terms(row, p))
        value, error, rounding = self._sum(terms)
        if row[KIND] == DIVIDE:
            below = row[OPERAND + 1]
            least = np.maximum(np.abs(self.values[0, below]) - self.errors[0, below], 0.0)
            value = value / self.values[0, below]
            error = (error + np.abs(value) * self.errors[0, below]) / least
            rounding = rounding / least + self.smallest
        target = row[TARGET]
        self.values[p, target] = value
        self.errors[p, target] = found = np.where(np.isnan(error + rounding), np.inf, error + rounding)
        self.size[p, target] = np.abs(value) + found

    def _sum(self, terms: Sequence[Term]) -> tuple[Any, Any, Any]:
        """The sum, what errors of the coefficients change in it, and its own roundings."""
        n = self.values.shape[2]
        value, error, size = np.zeros(n), np.zeros(n), np.zeros(n)
        for factor, one, other in terms:
            u, e, m = self.values[one], self.errors[one], self.size[one]
            if other is None:
                value, error, size = value + factor * u, error + e, size + m
                continue
            v, f, w = self.values[other], self.errors[other], self.size[other]
            share = abs(factor)
            value = value + factor * _product(u, v)
            error = error + share * (_product(np.abs(u), f) + _product(np.abs(v), e) + _product(e, f))
            size = size + share * _product(m, w)
        if len(terms) == 1 and terms[0][2] is None:  # a copy
            return value, error, np.zeros(n)
        count = len(terms) + _PER_TERM
        return value, error, count * (self.unit * size + self.smallest)


def _product(a: Any, b: Any) -> Any:
    """A product in which nothing times anything is nothing: what does not move has no slope to be wrong about."""
    return np.where((a == 0.0) | (b == 0.0), 0.0, a * b)


def _terms(row: Any, p: int) -> Iterator[Term]:
    """The terms that the machine adds up for plane p of one operation; those of a quotient are still to be divided."""
    kind, a, b = row[KIND], row[OPERAND], row[OPERAND + 1]
    if kind == MULTIPLY:
        fixed = [row[SLOPE + j] == NONE for j in range(2)]
        yield from ((1.0, (i, a), (p - i, b)) for i in range(p + 1) if not (fixed[0] and i) and not (fixed[1] and i < p))
    elif kind == DIVIDE:
        if row[SLOPE] != NONE:
            yield 1.0, (p, a), None
        if row[SLOPE + 1] != NONE:
            yield from ((-1.0, (i, row[TARGET]), (p - i, b)) for i in range(p))
    else:
        for j, operand in enumerate((a, b)):
            yield from _chained(row, j, operand, p)


def _chained(row: Any, j: int, operand: int, p: int) -> Iterator[Term]:
    """The terms of one operand of any other operation."""
    slope = row[SLOPE + j]
    if slope == NONE:
        return
    if slope < 0 or row[KIND] != CHAIN:
        minus = slope == MINUS_UNIT or row[KIND] == NEGATE or (row[KIND] not in (ADD, CHAIN) and j == 1)
        yield (-1.0 if minus else 1.0), (p, operand), None
        return
    yield from (((p - i) / p, (i, slope), (p - i, operand)) for i in range(p if row[MOVED + j] else 1))
