"""Error functions and the functions of machine learning, evaluated so that they neither overflow nor cancel."""

from __future__ import annotations

import math
from typing import Final

from verify.core.domain import Interval
from verify.ops.operation import Edge, Operation

_UNIT: Final = Interval(0.0, 1.0)


def sigmoid(a: float) -> float:
    e = math.exp(-abs(a))
    return 1.0 / (1.0 + e) if a >= 0.0 else e / (1.0 + e)


def softplus(a: float) -> float:
    return (a if a > 0.0 else 0.0) + math.log1p(math.exp(-abs(a)))


def relu(a: float) -> float:
    return a if a > 0.0 else 0.0


def logaddexp(a: float, b: float) -> float:
    return (a if a > b else b) + math.log1p(math.exp(-abs(a - b)))


def complex_relu(a: complex) -> complex:
    return a if a.real > 0.0 else complex(0.0, 0.0)


OPERATIONS: Final = (
    Operation(
        name="erf", meaning="error function", evaluate=math.erf, partials=("2/sqrt(pi)*exp(-a**2)",), flint="erf",
        sympy="erf", range=Interval(-1.0, 1.0),
        edges=(Edge(at=(0.0,), value=0.0, partials=(1.1283791670955126,), why="the value vanishes"),),
        reference="DLMF 7.2(i)",
    ),
    Operation(
        name="erfc", meaning="1 - erf, accurate where that vanishes", evaluate=math.erfc,
        partials=("-(2/sqrt(pi)*exp(-a**2))",), accuracy=6.0, spec="1 - erf(a)", flint="erfc", sympy="erfc",
        range=Interval(0.0, 2.0),
        edges=(Edge(at=(0.0,), value=1.0, partials=(-1.1283791670955126,), why="middle"),), reference="DLMF 7.2(i)",
    ),
    Operation(
        name="sigmoid", meaning="1 / (1 + exp(-a))", evaluate=sigmoid, partials=("sigmoid(a)*sigmoid(-a)",),
        textbook=("sigmoid(a)*(1 - sigmoid(a))",), spec="1/(1 + exp(-a))", range=_UNIT,
        edges=(
            Edge(at=(0.0,), value=0.5, partials=(0.25,), why="largest slope"),
            Edge(at=(40.0,), value=1.0, partials=(4.248354255291589e-18,), why="1 - sigmoid returns 0"),
        ),
        reference="logistic function",
    ),
    Operation(
        name="softplus", meaning="log(1 + exp(a))", evaluate=softplus, partials=("sigmoid(a)",), spec="log1p(exp(a))",
        edges=(
            Edge(at=(0.0,), value=0.6931471805599453, partials=(0.5,), why="middle"),
            Edge(at=(800.0,), value=800.0, partials=(1.0,), why="exp overflows"),
        ),
        reference="Dugas et al. (2001), NIPS 13",
    ),
    Operation(
        name="relu", meaning="max(a, 0)", evaluate=relu, partials=("0.5 + 0.5*sign(a)",), smooth="a != 0", kink="max(da, 0)",
        accuracy=0.0, spec="max(a, 0)", complex=complex_relu,
        edges=(Edge(at=(0.0,), value=0.0, partials=(None,), why="kink"),), reference="rectifier",
    ),
    Operation(
        name="logaddexp", meaning="log(exp(a) + exp(b))", evaluate=logaddexp, partials=("sigmoid(a - b)", "sigmoid(b - a)"),
        textbook=("exp(a - logaddexp(a, b))", "exp(b - logaddexp(a, b))"), spec="log(exp(a) + exp(b))", numpy="logaddexp",
        magnitude="max(abs(a), abs(b)) + log(2)",
        edges=(
            Edge(at=(0.0, 0.0), value=0.6931471805599453, partials=(0.5, 0.5), why="tie"),
            Edge(at=(1000.0, 1000.0), value=1000.6931471805599, partials=(0.5, 0.5), why="exp overflows"),
        ),
        reference="log-sum-exp",
    ),
)  # fmt: skip
