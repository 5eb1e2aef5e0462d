import numpy as np
import pytest
from each import each

import verify
from verify.adapters.null import Honest, derivative_with_fault, liar
from verify.core.claim import derivative_of, value_of
from verify.core.verdict import Verdict
from verify.kernels import METHODS
from verify.ops import DRAWN
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse

TEXTS = ["x**2*exp(x)", "sin(x)/x", "tanh(x) - log(x)*sqrt(x)", "logaddexp(x, 2*x)", "max(x, 1 - x)"]
X = np.linspace(0.75, 2.5, 9)[:, None]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_honest_agrees(text, dtype):
    for x in X[:, 0]:
        assert verify.judge("honest", text, at={"x": float(np.float32(x))}, dtype=dtype).verdict is Verdict.AGREES


@pytest.mark.parametrize("text", TEXTS)
def test_honest_and_dual_are_the_same_mathematics(text):
    claim = derivative_of(parse(text), "x")
    ours = METHODS["dual"].answer(claim, X, "float64").values
    assert np.allclose(verify.judge("honest", text, at={"x": 0.75}).computed, ours[0])


def test_zero_is_wrong_however_small_the_truth():
    for text in ("x", "x*2**-60", "x*2**-600"):
        assert verify.judge("zero", text, at={"x": 1.0}).verdict is Verdict.WRONG


@pytest.mark.parametrize("fault", [1e-3, 1e-12, -1e-9])
def test_a_liar_is_off_by_its_fault_in_its_operation_and_nowhere_else(fault):
    method = liar("sin", fault)
    claim = derivative_of(parse("sin(x)"), "x")
    assert np.allclose(method.answer(claim, X, "float64").values / np.cos(X[:, 0]) - 1.0, fault, rtol=1e-3)
    assert verify.judge(method, "sin(x)", at={"x": 1.0}).verdict is Verdict.WRONG
    assert verify.judge(method, "cos(x)", at={"x": 1.0}).verdict is Verdict.AGREES
    assert np.array_equal(method.answer(value_of(parse("sin(x)")), X, "float64").values, np.sin(X[:, 0]))


def test_without_an_operation_to_spoil_the_derivative_is_the_ordinary_one():
    root = parse("sin(x)*exp(x)")
    assert derivative_with_fault(root, "x", None) is differentiate(root, "x")


@each("name", DRAWN)
def test_an_exception_of_pythons_mathematics_is_ieees_answer(name):
    row = DRAWN[name]
    claim = value_of(row.node)
    points = np.array([[-1e308] * row.arity, [0.0] * row.arity, [1e308] * row.arity])
    assert len(Honest().answer(claim, points, "float64").values) == 3
