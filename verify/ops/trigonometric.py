"""Circular functions, their inverses, and the normalised sinc."""

from __future__ import annotations

import cmath
import math
from typing import Final

from verify.core.domain import Interval
from verify.ops.operation import Edge, Operation

_UNIT: Final = Interval(-1.0, 1.0)


def sinc(a: float) -> float:
    if a == 0.0:
        return 1.0
    # Reduced to |r| <= 1/2 first: pi * a would lose the zeros at the integers. Of large odd ones, a + 0.5 is the next even one.
    n = math.floor(a) + math.floor(a - math.floor(a) + 0.5)
    s = math.sin(math.pi * (a - n)) / (math.pi * a)
    return s if 0.5 * n == math.floor(0.5 * n) else -s


def dsinc(a: float) -> float:
    if abs(a) < 0.25:
        # Taylor series of (cos(x) - sin(x)/x) / x in x = pi a, times pi
        x = math.pi * a
        z = x * x
        p = 1.0 / 518918400.0 - z * (1.0 / 93405312000.0 - z / 22230464256000.0)
        p = 1.0 / 3.0 - z * (1.0 / 30.0 - z * (1.0 / 840.0 - z * (1.0 / 45360.0 - z * (1.0 / 3991680.0 - z * p))))
        return -math.pi * x * p
    n = math.floor(a) + math.floor(a - math.floor(a) + 0.5)
    r = math.pi * (a - n)
    c = math.cos(r) - math.sin(r) / (math.pi * a)
    return c / a if 0.5 * n == math.floor(0.5 * n) else -c / a


def crests(lo: float, hi: float) -> tuple[float, float]:
    """Maxima and minima of sine between lo and hi; two of them suffice for its whole range."""
    if lo < hi and not (lo > -67108864.0 and hi < 67108864.0):  # beyond 2**26, floats miss them by enough to show
        return math.inf, math.inf
    one = (math.floor(lo / math.pi + 0.5) + 0.5) * math.pi
    two = one + math.pi
    return one if lo < one < hi else math.nan, two if lo < two < hi else math.nan


def multiples(lo: float, hi: float) -> tuple[float, float]:
    """Maxima and minima of cosine between lo and hi; two of them suffice for its whole range."""
    if lo < hi and not (lo > -67108864.0 and hi < 67108864.0):
        return math.inf, math.inf
    one = (math.floor(lo / math.pi) + 1.0) * math.pi
    two = one + math.pi
    return one if lo < one < hi else math.nan, two if lo < two < hi else math.nan


def unknown(lo: float, hi: float) -> tuple[float, float]:
    """Too many turning points to name; the range is small enough to stand for them."""
    return math.inf, math.inf


OPERATIONS: Final = (
    Operation(
        name="sin", meaning="sine", evaluate=math.sin, partials=("cos(a)",), flint="sin", sympy="sin", numpy="sin",
        complex=cmath.sin, critical=crests, range=_UNIT,
        edges=(Edge(at=(0.0,), value=0.0, partials=(1.0,), why="the value vanishes"),), reference="DLMF 4.14",
    ),
    Operation(
        name="cos", meaning="cosine", evaluate=math.cos, partials=("-sin(a)",), flint="cos", sympy="cos", numpy="cos",
        complex=cmath.cos, critical=multiples, range=_UNIT,
        edges=(Edge(at=(0.0,), value=1.0, partials=(0.0,), why="the slope vanishes"),), reference="DLMF 4.14",
    ),
    Operation(
        name="tan", meaning="tangent", evaluate=math.tan, partials=("1 + tan(a)**2",), domain="cos(a) != 0", flint="tan",
        sympy="tan", numpy="tan", complex=cmath.tan,
        edges=(Edge(at=(0.0,), value=0.0, partials=(1.0,), why="the value vanishes"),), reference="DLMF 4.14",
    ),
    Operation(
        name="asin", meaning="inverse sine", evaluate=math.asin, partials=("1/sqrt((1 - a)*(1 + a))",),
        textbook=("1/sqrt(1 - a**2)",), domain="-1 <= a <= 1", smooth="-1 < a < 1", flint="asin", sympy="asin",
        numpy="arcsin", complex=cmath.asin,
        edges=(
            Edge(at=(0.0,), value=0.0, partials=(1.0,), why="the value vanishes"),
            Edge(at=(1.0,), value=1.5707963267948966, partials=(None,), why="vertical tangent"),
        ),
        reference="DLMF 4.23",
    ),
    Operation(
        name="acos", meaning="inverse cosine", evaluate=math.acos, partials=("-1/sqrt((1 - a)*(1 + a))",),
        textbook=("-1/sqrt(1 - a**2)",), domain="-1 <= a <= 1", smooth="-1 < a < 1", flint="acos", sympy="acos",
        numpy="arccos", complex=cmath.acos,
        edges=(
            Edge(at=(1.0,), value=0.0, partials=(None,), why="vertical tangent"),
            Edge(at=(0.0,), value=1.5707963267948966, partials=(-1.0,), why="middle"),
        ),
        reference="DLMF 4.23",
    ),
    Operation(
        name="atan", meaning="inverse tangent", evaluate=math.atan, partials=("1/(1 + a**2)",), flint="atan", sympy="atan",
        numpy="arctan", complex=cmath.atan, range=Interval(-1.5707963267948968, 1.5707963267948968),
        edges=(
            Edge(at=(0.0,), value=0.0, partials=(1.0,), why="the value vanishes"),
            Edge(at=(1e200,), value=1.5707963267948966, partials=(0.0,), why="the square overflows, the slope underflows"),
        ),
        reference="DLMF 4.23",
    ),
    Operation(
        name="atan2", meaning="angle of the point (b, a); a is the ordinate", evaluate=math.atan2,
        partials=("b/hypot(a, b)/hypot(a, b)", "-(a/hypot(a, b))/hypot(a, b)"),
        textbook=("b/(a**2 + b**2)", "-a/(a**2 + b**2)"), domain="b > 0 or a > 0 or -a > 0", numpy="arctan2", sympy="atan2",
        range=Interval(-3.1415926535897936, 3.1415926535897936),
        edges=(
            Edge(at=(1.0, 0.0), value=1.5707963267948966, partials=(0.0, -1.0), why="a/b is infinite, the angle is not"),
            Edge(at=(1e200, 1e200), value=0.7853981633974483, partials=(5e-201, -5e-201), why="squares overflow"),
        ),
        reference="DLMF 1.9(i)",
    ),
    Operation(
        name="sinc", meaning="sin(pi a) / (pi a), and 1 at 0", evaluate=sinc, partials=("dsinc(a)",),
        textbook=("(cos(pi*a) - sinc(a))/a",), naive="sin(pi*a)/(pi*a)", flint="sinc_pi", numpy="sinc", critical=unknown,
        range=Interval(-0.2172336282112217, 1.0),
        edges=(
            Edge(at=(0.0,), value=1.0, partials=(0.0,), why="removable singularity"),
            Edge(at=(1.0,), value=0.0, partials=(-1.0,), why="pi is not a float, the zero is exact all the same"),
            Edge(at=(4503599627370497.0,), value=0.0, partials=(-2.2204460492503126e-16,), why="a + 1/2 is rounded to even"),
        ),
        reference="NumPy's convention",
    ),
    Operation(
        name="dsinc", meaning="derivative of sinc", evaluate=dsinc, partials=("-(pi**2*sinc(a) + 2*dsinc(a)/a)",),
        smooth="a != 0", magnitude="1/(1 + abs(a))", critical=unknown, range=Interval(-1.38, 1.38), auxiliary=True,
        edges=(Edge(at=(0.0,), value=0.0, partials=(None,), why="its formula divides by the argument"),),
        reference="(a sinc(a))'' = -pi**2 a sinc(a)",
    ),
)  # fmt: skip
