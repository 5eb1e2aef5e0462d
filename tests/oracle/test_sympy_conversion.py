import operator
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
import sympy
from breadth import examples
from each import each
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.errors import UnsupportedError
from verify.core.expression import apply, constant, variable
from verify.core.fold import fold, nodes
from verify.ops import OPERATIONS
from verify.ops.parsing import evaluate, parse
from verify.oracle import compare
from verify.oracle.from_sympy import from_sympy, integer, ratio
from verify.oracle.to_sympy import rational, to_sympy

X = sympy.Symbol("x", real=True)
tame = st.one_of(st.just(variable("x")), st.sampled_from([0.5, 2.0, -1.0, 3.0]).map(constant))
plain = ("add", "subtract", "multiply", "divide", "negate", "sin", "exp", "tanh", "atan", "softplus", "hypot", "erf")


@examples(40)
@given(trees(tame, operations=plain, max_leaves=5))
def test_there_and_back_is_the_same_number(root):
    symbolic = to_sympy(root)
    if symbolic.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I):
        return
    back = from_sympy(symbolic)
    assert not compare(root, back, ("x",), [[0.7], [-1.3]]).refuted


@each("row", [row for row in OPERATIONS.values() if row.arity])
def test_every_operation_goes_there_and_back(row):
    root = apply(row.name, *[variable("x"), parse("x/2 + 1")][: row.arity])
    points = [[1.25]] if row.name == "acosh" else [[0.7]]
    found = compare(root, from_sympy(to_sympy(root)), ("x",), points)
    assert found.equal, found.outcomes


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_become_exact_rationals(value):
    assert sympy.Rational(*value.as_integer_ratio()) == rational(value)


@given(st.integers(-(2**3000), 2**3000))
def test_integers_come_back_exactly(value):
    exact = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul}
    assert fold(integer(value), lambda node, args: exact[node.op](*args) if args else Fraction(node.value)) == value


def test_ratios_are_quotients_of_integers():
    assert str(ratio(-1, 3)) == "-1/3"
    assert str(ratio(6, 1)) == "6"
    assert evaluate(ratio(2**60 + 1, 2**60), {}) == 1.0


@pytest.mark.parametrize(
    "result",
    [
        sympy.Piecewise((X, X > 0), (0, True)),
        sympy.Derivative(sympy.Abs(X)),
        sympy.I * X,
        sympy.zoo,
        sympy.nan,
        sympy.gamma(X),
        sympy.Integer(2) ** 30_000,
    ],
)
def test_what_has_no_counterpart_is_unsupported(result):
    with pytest.raises(UnsupportedError):
        from_sympy(result)


def test_unknown_operations_are_unsupported():
    with pytest.raises(UnsupportedError, match="frobnicate"):
        to_sympy(apply("frobnicate", variable("x")))


def test_shared_parts_stay_shared():
    part = sympy.sin(X) + 2
    back = from_sympy(sympy.exp(part) * part)
    assert sum(node.op == "sin" for node in nodes(back)) == 1


def test_values_come_back():
    back = from_sympy(sympy.Heaviside(X - 1) * sympy.sqrt(X) + sympy.pi * X ** sympy.Rational(-1, 2) + sympy.E)
    assert evaluate(back, {"x": 4.0}) == pytest.approx(2 + np.pi / 2 + np.e)


def test_importing_the_exact_side_does_not_import_sympy():
    code = "import sys, verify.oracle; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=False).returncode == 0
