"""Hyperbolic functions and their inverses."""

from __future__ import annotations

import cmath
import math
from typing import Final

from verify.core.domain import Interval
from verify.ops.arithmetic import zero
from verify.ops.operation import Edge, Operation

_ORIGIN: Final = Edge(at=(0.0,), value=0.0, partials=(1.0,), why="the value vanishes")

OPERATIONS: Final = (
    Operation(
        name="sinh", meaning="hyperbolic sine", evaluate=math.sinh, partials=("cosh(a)",), flint="sinh", sympy="sinh",
        numpy="sinh", complex=cmath.sinh, edges=(_ORIGIN,), reference="DLMF 4.28",
    ),
    Operation(
        name="cosh", meaning="hyperbolic cosine", evaluate=math.cosh, partials=("sinh(a)",), flint="cosh", sympy="cosh",
        numpy="cosh", complex=cmath.cosh, critical=zero,
        edges=(Edge(at=(0.0,), value=1.0, partials=(0.0,), why="the slope vanishes"),), reference="DLMF 4.28",
    ),
    Operation(
        name="tanh", meaning="hyperbolic tangent", evaluate=math.tanh, partials=("(1/cosh(a))**2",),
        textbook=("1 - tanh(a)**2",), flint="tanh", sympy="tanh", numpy="tanh", complex=cmath.tanh, range=Interval(-1.0, 1.0),
        edges=(_ORIGIN, Edge(at=(25.0,), value=1.0, partials=(7.714999391855671e-22,), why="1 - tanh**2 returns 0")),
        reference="DLMF 4.28",
    ),
    Operation(
        name="asinh", meaning="inverse hyperbolic sine", evaluate=math.asinh, partials=("1/hypot(1, a)",),
        textbook=("1/sqrt(a**2 + 1)",), flint="asinh", sympy="asinh", numpy="arcsinh", complex=cmath.asinh,
        edges=(_ORIGIN, Edge(at=(1e200,), value=461.2101657793691, partials=(1e-200,), why="the square overflows")),
        reference="DLMF 4.37",
    ),
    Operation(
        name="acosh", meaning="inverse hyperbolic cosine", evaluate=math.acosh, partials=("1/(sqrt(a - 1)*sqrt(a + 1))",),
        textbook=("1/sqrt(a**2 - 1)",), domain="a >= 1", smooth="a > 1", flint="acosh", sympy="acosh", numpy="arccosh",
        complex=cmath.acosh, edges=(Edge(at=(1.0,), value=0.0, partials=(None,), why="vertical tangent"),),
        reference="DLMF 4.37",
    ),
    Operation(
        name="atanh", meaning="inverse hyperbolic tangent", evaluate=math.atanh, partials=("1/((1 - a)*(1 + a))",),
        textbook=("1/(1 - a**2)",), domain="-1 < a < 1", flint="atanh", sympy="atanh", numpy="arctanh", complex=cmath.atanh,
        edges=(_ORIGIN,), reference="DLMF 4.37",
    ),
)  # fmt: skip
