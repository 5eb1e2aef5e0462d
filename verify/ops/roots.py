"""Roots, absolute value, sign, extrema: the operations with kinks and with derivatives that run away."""

from __future__ import annotations

import cmath
import math
from typing import Final

from verify.core.domain import Interval
from verify.ops.arithmetic import zero
from verify.ops.operation import Edge, Operation

_IEEE: Final = "IEEE 754-2019, 5.4.1 and 9.2"


def cbrt(a: float) -> float:
    x = abs(a)
    if x == 0.0 or x > 1.7976931348623157e308:
        return a
    # Scaled by 2**300 where the cube in the Newton step would overflow or underflow.
    s = 1.0
    if x < 2e-200:
        x, s = x * 2.037035976334486e90, 7.888609052210118e-31
    elif x > 2e200:
        x, s = x * 4.909093465297727e-91, 1.2676506002282294e30
    y = math.pow(x, 1.0 / 3.0)
    y = y - (y * y * y - x) / (3.0 * y * y)
    return math.copysign(s * y, a)


def absolute(a: float) -> float:
    return abs(a)


def sign(a: float) -> float:
    return 1.0 if a > 0.0 else (-1.0 if a < 0.0 else a * 0.0)


def minimum(a: float, b: float) -> float:
    return a if a <= b else b


def maximum(a: float, b: float) -> float:
    return a if a >= b else b


def complex_absolute(a: complex) -> complex:
    return a if a.real >= 0.0 else -a


def complex_sign(a: complex) -> complex:
    return complex(1.0 if a.real > 0.0 else (-1.0 if a.real < 0.0 else 0.0), 0.0)


def complex_minimum(a: complex, b: complex) -> complex:
    return a if a.real <= b.real else b


def complex_maximum(a: complex, b: complex) -> complex:
    return a if a.real >= b.real else b


OPERATIONS: Final = (
    Operation(
        name="sqrt", meaning="square root", evaluate=math.sqrt, partials=("0.5/sqrt(a)",), domain="a >= 0", smooth="a > 0",
        accuracy=0.5, flint="sqrt", sympy="sqrt", numpy="sqrt", complex=cmath.sqrt,
        edges=(
            Edge(at=(0.0,), value=0.0, partials=(None,), why="vertical tangent"),
            Edge(at=(1e-8,), value=1e-4, partials=(5000.0,), why="where fixed steps straddle zero"),
        ),
        reference=_IEEE,
    ),
    Operation(
        name="cbrt", meaning="real cube root", evaluate=cbrt, partials=("1/(3*cbrt(a)**2)",), smooth="a != 0", numpy="cbrt",
        sympy=None,
        edges=(
            Edge(at=(-8.0,), value=-2.0, partials=(1.0 / 12.0,), why="negative argument"),
            Edge(at=(0.0,), value=0.0, partials=(None,), why="vertical tangent"),
        ),
        reference="DLMF 4.2(iv)",
    ),
    Operation(
        name="hypot", meaning="sqrt(a**2 + b**2) without overflow", evaluate=math.hypot,
        partials=("a/hypot(a, b)", "b/hypot(a, b)"), smooth="a != 0 or b != 0", spec="sqrt(a**2 + b**2)", numpy="hypot",
        kink="hypot(da, db)", critical=zero,
        edges=(
            Edge(at=(3.0, 4.0), value=5.0, partials=(0.6, 0.8), why="exact"),
            Edge(at=(0.0, -2.0), value=2.0, partials=(0.0, -1.0), why="smooth on the axes"),
            Edge(at=(3e200, 4e200), value=5e200, partials=(0.6, 0.8), why="squares overflow"),
            Edge(at=(0.0, 0.0), value=0.0, partials=(None, None), why="tip of the cone"),
        ),
        reference=_IEEE,
    ),
    Operation(
        name="abs", meaning="absolute value", evaluate=absolute, partials=("sign(a)",), smooth="a != 0", kink="abs(da)",
        accuracy=0.0, numpy="abs", complex=complex_absolute, critical=zero,
        edges=(
            Edge(at=(0.0,), value=0.0, partials=(None,), why="kink"),
            Edge(at=(-3.0,), value=3.0, partials=(-1.0,), why="left branch"),
        ),
        reference=_IEEE,
    ),
    Operation(
        name="sign", meaning="-1, 0 or 1", evaluate=sign, partials=("0",), smooth="a != 0", accuracy=0.0, numpy="sign",
        complex=complex_sign, range=Interval(-1.0, 1.0),
        edges=(Edge(at=(0.0,), value=0.0, partials=(None,), why="jump"),),
        reference="DLMF, notation sign x",
    ),
    Operation(
        name="min", meaning="the smaller of two", evaluate=minimum,
        partials=("0.5 - 0.5*sign(a - b)", "0.5 + 0.5*sign(a - b)"), smooth="a != b", kink="min(da, db)", accuracy=0.0,
        numpy="minimum", complex=complex_minimum,
        edges=(
            Edge(at=(1.0, 2.0), value=1.0, partials=(1.0, 0.0), why="left is smaller"),
            Edge(at=(2.0, 2.0), value=2.0, partials=(None, None), why="tie"),
        ),
        reference="IEEE 754-2019, 9.6",
    ),
    Operation(
        name="max", meaning="the larger of two", evaluate=maximum,
        partials=("0.5 + 0.5*sign(a - b)", "0.5 - 0.5*sign(a - b)"), smooth="a != b", kink="max(da, db)", accuracy=0.0,
        numpy="maximum", complex=complex_maximum,
        edges=(
            Edge(at=(1.0, 2.0), value=2.0, partials=(0.0, 1.0), why="right is larger"),
            Edge(at=(2.0, 2.0), value=2.0, partials=(None, None), why="tie"),
        ),
        reference="IEEE 754-2019, 9.6",
    ),
)  # fmt: skip
