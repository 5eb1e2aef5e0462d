"""Sums and products in sigma and pi notation, written out term by term, and Faulhaber's formulas for them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from verify.generators.catalogue import example
from verify.generators.catalogue.procedures import Procedure

value = partial(example.value, source="sums and products")


def plus(terms: Iterable[object]) -> str:
    """The terms with signs of addition between them."""
    return " + ".join(map(str, terms))


def times(factors: Iterable[object]) -> str:
    """The factors with signs of multiplication between them."""
    return "*".join(map(str, factors))


EXAMPLES: Final = (
    value("sum of 1 to 10", plus(range(1, 11)), "55", statement="sum of k for k = 1 to 10", printed="55"),
    value("sum of squares, 1 to 3", plus(f"{k}**2" for k in range(1, 4)), "14", printed="14"),
    value("product of 1 to 5", times(range(1, 6)), "120", printed="120"),
    value(
        "nested product", times(times((i, j)) for i in range(1, 3) for j in range(1, 4)), "288",
        statement="product over i = 1 to 2 of the product over j = 1 to 3 of i*j", printed="288",
    ),
    value(
        "Faulhaber, sum of 1 to 100", plus(range(1, 101)), "100*(100 + 1)/2",
        statement="sum of k for k = 1 to 100", printed="5050",
    ),
    value(
        "Faulhaber, squares of 1 to 10", plus(f"{k}**2" for k in range(1, 11)), "10*(10 + 1)*(2*10 + 1)/6",
        statement="sum of k**2 for k = 1 to 10", printed="385",
    ),
    value(
        "Faulhaber, cubes of 1 to 5", plus(f"{k}**3" for k in range(1, 6)), "(5*(5 + 1)/2)**2",
        statement="sum of k**3 for k = 1 to 5", printed="225",
    ),
    value(
        "geometric sum", plus(("1", "q", *(f"q**{k}" for k in range(2, 10)))), "(1 - q**10)/(1 - q)",
        example.points(0.5, -0.75, 2.0, name="q"), statement="sum of q**k for k = 0 to 9",
    ),
)  # fmt: skip

PROCEDURES: Final[tuple[Procedure, ...]] = ()
