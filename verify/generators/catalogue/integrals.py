"""Integrals: by antiderivatives, by strips, double."""

from __future__ import annotations

from functools import partial
from typing import Final

from verify.generators.catalogue import example
from verify.generators.catalogue.example import points
from verify.generators.catalogue.procedures import CumulativeSum, Procedure

_SOURCE: Final = "integrals and the fundamental theorem"
area = partial(example.area, source=_SOURCE)

_ENDS: Final = points(0.5, 1.0, 10.0, -10.0, name="b")

EXAMPLES: Final = (
    area("x^2 from 1 to 3", "x**2", ("1", "3"), "26/3", printed="8.666667"),
    area("x^2 from 0 to 2", "x**2", ("0", "2"), "8/3", printed="2.666667"),
    area("2 x from 0 to b", "2*x", ("0", "b"), "b**2", _ENDS),
    area("3 x^2 - 4 x from 0 to b", "3*x**2 - 4*x", ("0", "b"), "b**3 - 2*b**2", _ENDS),
    example.volume("x y over [0, 1] x [0, 2]", "x*y", ("x", "0", "1"), ("y", "0", "2"), "1", source=_SOURCE, printed="1"),
    example.volume(
        "x y over [0, 1] x [0, 2], the other order", "x*y", ("y", "0", "2"), ("x", "0", "1"), "1", source=_SOURCE, printed="1"
    ),
    example.volume("area of a triangle", "1", ("y", "0", "x"), ("x", "0", "2"), "2", source=_SOURCE, printed="2"),
)


def _sum(
    function: str, antiderivative: str, ends: tuple[int, int], strips: int, step: str, expected: str, printed: str | None = None
) -> CumulativeSum:
    lower, upper = ends
    return CumulativeSum(
        name=f"left sums of {function.replace('**', '^').replace('*', ' ')} from {lower} to {upper}, step {step}",
        statement=f"h times the sum of {function} over left ends, h = {step}, after every strip from {lower} to {upper}",
        expected=expected,
        source=_SOURCE,
        function=function,
        antiderivative=antiderivative,
        lower=lower,
        upper=upper,
        strips=strips,
        printed=printed,
    )


PROCEDURES: Final[tuple[Procedure, ...]] = (
    _sum("x**2", "x**3/3", (1, 3), 4, "0.5", "6.75, and 26/3 within its bound", "6.75"),
    _sum("x**2", "x**3/3", (1, 3), 20_000, "0.0001", "8.666267, and 26/3 within its bound", "8.666267"),
    _sum("2*x", "x**2", (-10, 10), 200, "0.1", "x^2 - 100 within the bound"),
    _sum("3*x**2 - 4*x", "x**3 - 2*x**2", (-10, 10), 200, "0.1", "x^3 - 2 x^2 + 1200 within the bound"),
)
