"""Nodes and weights of interpolatory quadrature on [-1, 1], to 40 digits, checked when a rule is made."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np

from verify.core.errors import UsageError

DIGITS: Final = 60  # worked with; roots and weights of up to 30 nodes lose fewer than 20 of them
_GOOD_TO: Final = Decimal(10) ** -40
Polynomial = list[Decimal]  # coefficients, constant term first


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Quadrature on [-1, 1]: positive weights, nodes in rising order, exact for polynomials up to `degree` and no further."""

    nodes: tuple[Decimal, ...]
    weights: tuple[Decimal, ...]
    degree: int

    def __post_init__(self) -> None:
        with localcontext() as context:
            context.prec = DIGITS
            ends = Decimal(2)
            rising = all(left < right for left, right in zip((-ends, *self.nodes), (*self.nodes, ends), strict=True))
            if not rising or max(map(abs, self.nodes)) > 1 or min(self.weights) <= 0:
                raise UsageError("a quadrature rule needs rising nodes on [-1, 1] and positive weights")
            terms = self.weights
            for power in range(self.degree + 2):
                moment = sum(terms, Decimal(0))
                terms = tuple(term * x for term, x in zip(terms, self.nodes, strict=True))
                right = abs(moment - (Decimal(2) / (power + 1) if power % 2 == 0 else 0)) <= _GOOD_TO
                if right != (power <= self.degree):
                    found = f"{'right' if right else 'wrong'} for x**{power}"
                    raise UsageError(f"degree {self.degree} of a rule of {len(self.nodes)} nodes is not valid: it is {found}")

    def arrays(self) -> tuple[Any, Any]:
        """Nodes and weights as float64[m], each the nearest."""
        return np.array([float(x) for x in self.nodes]), np.array([float(w) for w in self.weights])


@cache
def gauss_legendre(count: int) -> Rule:
    """The rule of that many nodes, exact up to degree 2 count - 1. Golub and Welsch (1969), Math. Comp. 23, 221-230."""
    _require("Gauss-Legendre's rule", count, 1)
    with localcontext() as context:
        context.prec = DIGITS
        roots = _roots(_decimals(legendre(count)))
        return Rule(nodes=roots, weights=_weights(roots), degree=2 * count - 1)


@cache
def kronrod(count: int) -> Rule:
    """Gauss-Legendre's `count` nodes with count + 1 more between them. Laurie (1997), Math. Comp. 66, 1133-1145."""
    _require("Kronrod's extension of Gauss's rule", count, 1)
    with localcontext() as context:
        context.prec = DIGITS
        roots = tuple(sorted((*_roots(_decimals(legendre(count))), *_roots(_decimals(stieltjes(count))))))
        return Rule(nodes=roots, weights=_weights(roots), degree=3 * count + 1 + count % 2)


@cache
def clenshaw_curtis(count: int) -> Rule:
    """The extrema of Chebyshev's polynomial of degree count - 1, with both ends. Clenshaw, Curtis (1960), Numer. Math. 2."""
    _require("Clenshaw and Curtis's rule", count, 2)
    with localcontext() as context:
        context.prec = DIGITS
        inner = _roots(_decimals(chebyshev_second(count - 2)))
        roots = (Decimal(-1), *inner, Decimal(1))
        return Rule(nodes=roots, weights=_weights(roots), degree=count - 1 + count % 2)


def _require(rule: str, count: int, least: int) -> None:
    if count < least:
        raise UsageError(f"count = {count} is not valid: {rule} needs at least {least} {'node' if least == 1 else 'nodes'}")


def chebyshev_second(degree: int) -> list[Fraction]:
    """Coefficients of Chebyshev's polynomial of the second kind, from the constant term."""
    before, here = [Fraction(1)], [Fraction(0), Fraction(2)]
    for _ in range(1, degree):
        risen = [Fraction(0), *(2 * c for c in here)]
        before, here = here, [c - b for c, b in zip(risen, [*before, Fraction(0), Fraction(0)], strict=True)]
    return here if degree else before


def legendre(count: int) -> list[Fraction]:
    """Coefficients of Legendre's polynomial of that degree, from the constant term, by Bonnet's recursion."""
    before, here = [Fraction(1)], [Fraction(0), Fraction(1)]
    for n in range(1, count):
        risen = [Fraction(0), *(Fraction(2 * n + 1, n + 1) * c for c in here)]
        before, here = (
            here,
            [c - Fraction(n, n + 1) * b for c, b in zip(risen, [*before, Fraction(0), Fraction(0)], strict=True)],
        )
    return here if count else before


def stieltjes(count: int) -> list[Fraction]:
    """The monic polynomial E of degree count + 1 with integral of P_count E x**k = 0 for k <= count: Kronrod's new nodes."""
    degree, p = count + 1, legendre(count)
    powers = list(range(degree % 2, degree, 2))  # E has the parity of its degree
    equations = [k for k in range(degree) if (k + count + degree) % 2 == 0]
    rows = [[_moment(p, power + k) for power in powers] + [-_moment(p, degree + k)] for k in equations]
    solved = _solve([row for row in rows if any(row)])
    coefficients = [Fraction(0)] * degree + [Fraction(1)]
    for power, value in zip(powers, solved, strict=True):
        coefficients[power] = value
    return coefficients


def _moment(polynomial: list[Fraction], power: int) -> Fraction:
    """The integral over [-1, 1] of polynomial * x**power."""
    return sum((2 * c / (i + power + 1) for i, c in enumerate(polynomial) if (i + power) % 2 == 0), start=Fraction(0))


def _solve(rows: list[list[Fraction]]) -> list[Fraction]:
    """Gauss-Jordan elimination on the augmented rows of a square system."""
    size = len(rows[0]) - 1
    for column in range(size):
        pivot = next(i for i in range(column, len(rows)) if rows[i][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for i, row in enumerate(rows):
            if i != column and row[column]:
                rows[i] = [value - row[column] * lead for value, lead in zip(row, rows[column], strict=True)]
    return [row[-1] for row in rows[:size]]


def _decimals(polynomial: list[Fraction]) -> Polynomial:
    return [Decimal(c.numerator) / Decimal(c.denominator) for c in polynomial]


def _roots(polynomial: Polynomial) -> tuple[Decimal, ...]:
    """All roots of a polynomial whose roots are real and simple: started in float64, finished by Newton."""
    starts = np.sort(np.polynomial.polynomial.polyroots([float(c) for c in polynomial]).real)
    return tuple(_newton(polynomial, Decimal(float(start))) for start in starts)


def _newton(polynomial: Polynomial, x: Decimal) -> Decimal:
    for _ in range(8):  # doubles the digits each time: 15, 30, 60
        value, slope = _evaluate(polynomial, x)
        x -= value / slope
    return x


def _evaluate(polynomial: Polynomial, x: Decimal) -> tuple[Decimal, Decimal]:
    value = slope = Decimal(0)
    for c in reversed(polynomial):
        value, slope = value * x + c, slope * x + value
    return value, slope


def _weights(roots: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """Integrals of Lagrange's basis polynomials, by deflating the polynomial with these roots."""
    whole: Polynomial = [Decimal(1)]
    for root in roots:
        whole = [a - root * b for a, b in zip([Decimal(0), *whole], [*whole, Decimal(0)], strict=True)]
    return tuple(_basis_integral(whole, root) for root in roots)


def _basis_integral(whole: Polynomial, root: Decimal) -> Decimal:
    quotient: Polynomial = []
    carry = Decimal(0)
    for c in reversed(whole[1:]):
        carry = c + root * carry
        quotient.append(carry)
    quotient.reverse()
    integral = sum((2 * c / (i + 1) for i, c in enumerate(quotient) if i % 2 == 0), Decimal(0))
    return integral / _evaluate(quotient, root)[0]
