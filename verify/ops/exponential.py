"""Exponentials and logarithms, and the pairs that exist to avoid their cancellation near 0."""

from __future__ import annotations

import cmath
import math
from typing import Final

from verify.ops.operation import Edge, Operation


def complex_exp2(a: complex) -> complex:
    r = math.exp2(a.real)
    t = a.imag * 0.6931471805599453
    return complex(r * math.cos(t), r * math.sin(t))


def complex_expm1(a: complex) -> complex:
    s = math.sin(0.5 * a.imag)
    return complex(math.expm1(a.real) * math.cos(a.imag) - 2.0 * s * s, math.exp(a.real) * math.sin(a.imag))


def complex_log2(a: complex) -> complex:
    return complex(math.log2(abs(a)), math.atan2(a.imag, a.real) / 0.6931471805599453)


def complex_log10(a: complex) -> complex:
    return complex(math.log10(abs(a)), math.atan2(a.imag, a.real) / 2.302585092994046)


def complex_log1p(a: complex) -> complex:
    x, y = a.real, a.imag
    return complex(0.5 * math.log1p(x * (2.0 + x) + y * y), math.atan2(y, 1.0 + x))


_ONE: Final = Edge(at=(1.0,), value=0.0, partials=(1.0,), why="the value vanishes, its slope does not")

OPERATIONS: Final = (
    Operation(
        name="exp", meaning="e to the power a", evaluate=math.exp, partials=("exp(a)",), flint="exp", sympy="exp",
        numpy="exp", complex=cmath.exp,
        edges=(
            Edge(at=(0.0,), value=1.0, partials=(1.0,), why="exact"),
            Edge(at=(-800.0,), value=0.0, partials=(0.0,), why="underflows to zero"),
        ),
        reference="DLMF 4.2(iii)",
    ),
    Operation(
        name="exp2", meaning="2 to the power a", evaluate=math.exp2, partials=("exp2(a)*log(2)",), spec="2**a", numpy="exp2",
        complex=complex_exp2, edges=(Edge(at=(3.0,), value=8.0, partials=(5.545177444479562,), why="exact value"),),
        reference="DLMF 4.2(iv)",
    ),
    Operation(
        name="expm1", meaning="e to the power a, minus 1, accurate near 0", evaluate=math.expm1, partials=("exp(a)",),
        textbook=("expm1(a) + 1",), spec="exp(a) - 1", flint="expm1", numpy="expm1", complex=complex_expm1,
        edges=(
            Edge(at=(0.0,), value=0.0, partials=(1.0,), why="the value vanishes"),
            Edge(at=(1e-300,), value=1e-300, partials=(1.0,), why="tiny arguments return themselves"),
        ),
        reference="DLMF 4.2(iii)",
    ),
    Operation(
        name="log", meaning="natural logarithm", evaluate=math.log, partials=("1/a",), domain="a > 0", flint="log",
        sympy="log", numpy="log", complex=cmath.log, edges=(_ONE,), reference="DLMF 4.2(i)",
    ),
    Operation(
        name="log2", meaning="logarithm to base 2", evaluate=math.log2, partials=("1/(a*log(2))",), domain="a > 0",
        spec="log(a)/log(2)", numpy="log2", complex=complex_log2,
        edges=(Edge(at=(8.0,), value=3.0, partials=(0.18033688011112042,), why="exact value"),), reference="DLMF 4.2(ii)",
    ),
    Operation(
        name="log10", meaning="logarithm to base 10", evaluate=math.log10, partials=("1/(a*log(10))",), domain="a > 0",
        spec="log(a)/log(10)", numpy="log10", complex=complex_log10,
        edges=(Edge(at=(100.0,), value=2.0, partials=(0.004342944819032518,), why="exact value"),), reference="DLMF 4.2(ii)",
    ),
    Operation(
        name="log1p", meaning="logarithm of 1 + a, accurate near 0", evaluate=math.log1p, partials=("1/(1 + a)",),
        domain="a > -1", spec="log(1 + a)", flint="log1p", numpy="log1p", complex=complex_log1p,
        edges=(
            Edge(at=(0.0,), value=0.0, partials=(1.0,), why="the value vanishes"),
            Edge(at=(1e-300,), value=1e-300, partials=(1.0,), why="tiny arguments return themselves"),
        ),
        reference="DLMF 4.2(i)",
    ),
)  # fmt: skip
