"""The four operations, negation and powers: correctly rounded by IEEE 754, but for powers."""

from __future__ import annotations

import math
from typing import Final

from verify.core.domain import Interval
from verify.ops.operation import Edge, Operation

_IEEE: Final = "IEEE 754-2019, 5.4.1"


def add(a: float, b: float) -> float:
    return a + b


def subtract(a: float, b: float) -> float:
    return a - b


def multiply(a: float, b: float) -> float:
    return a * b


def divide(a: float, b: float) -> float:
    return a / b


def negate(a: float) -> float:
    return -a


def pi() -> float:
    return math.pi


def complex_power(a: complex, b: complex) -> complex:
    # z**w by logarithm turns a negative base on the real axis by rounding; real integer exponents do not need it.
    n = b.real
    if b.imag == 0.0 and n == math.floor(n):
        r = math.pow(a.real, n)
        slope = n * math.pow(a.real, n - 1.0) if n != 0.0 else 0.0
        return complex(r, slope * a.imag)
    return a**b


def zero(lo: float, hi: float) -> tuple[float, float]:
    return (0.0, math.nan) if lo < 0.0 < hi else (math.nan, math.nan)


OPERATIONS: Final = (
    Operation(
        name="add", meaning="a + b", evaluate=add, partials=("1", "1"), accuracy=0.5, numpy="add", complex=add, reference=_IEEE
    ),
    Operation(
        name="subtract", meaning="a - b", evaluate=subtract, partials=("1", "-1"), accuracy=0.5, numpy="subtract",
        complex=subtract, reference=_IEEE,
    ),
    Operation(
        name="multiply", meaning="a b", evaluate=multiply, partials=("b", "a"), accuracy=0.5, numpy="multiply",
        complex=multiply, reference=_IEEE,
    ),
    Operation(
        name="divide", meaning="a / b", evaluate=divide, partials=("1/b", "-(a/b)/b"), textbook=("1/b", "-a/b**2"),
        domain="b != 0", accuracy=0.5, numpy="divide", complex=divide, reference=_IEEE,
    ),
    Operation(
        name="negate", meaning="-a", evaluate=negate, partials=("-1",), accuracy=0.0, numpy="negative", complex=negate,
        reference=_IEEE,
    ),
    Operation(
        name="power",
        meaning="a to the power b; a may be negative or zero for integer b",
        evaluate=math.pow,
        # The exponent is b - 1, but stays 0 for b = 0, where the derivative is 0 even at a = 0.
        partials=("b*a**(b - sign(abs(b)))", "a**b*log(a)"),
        domain="a > 0 or integer(b) and b >= 0 or integer(b) and a != 0",
        numpy="power",
        complex=complex_power,
        edges=(
            Edge(at=(0.0, 0.0), value=1.0, partials=(0.0, None), why="0**0 is 1, and a**0 is constant"),
            Edge(at=(0.0, 1.0), value=0.0, partials=(1.0, None), why="0**0 inside the partial is 1"),
            Edge(at=(0.0, 2.0), value=0.0, partials=(0.0, None), why="no logarithm of zero is needed"),
            Edge(at=(-2.0, 3.0), value=-8.0, partials=(12.0, None), why="negative base, integer exponent"),
            Edge(at=(-2.0, -1.0), value=-0.5, partials=(-0.25, None), why="negative base, negative exponent"),
        ),
        reference="DLMF 4.2(iv)",
        critical=zero,
    ),
    Operation(
        name="pi", meaning="the circle's constant, rounded", evaluate=pi, partials=(), accuracy=0.5,
        range=Interval(3.14159265, 3.14159266), auxiliary=True, reference="DLMF 3.12",
    ),
)  # fmt: skip
