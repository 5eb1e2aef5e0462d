import math
import random

import numpy as np
import pytest
from hypothesis import given, settings

from verify.analysis.lost_bits import lost_bits
from verify.analysis.trace import trace
from verify.core.claim import Quantity
from verify.core.expression import CONSTANT, VARIABLE, apply
from verify.core.precision import FLOAT64, PRECISIONS
from verify.generators.strategies import claims
from verify.ops.calculus import differentiate
from verify.ops.parsing import evaluate, parse

# Formulas that lose digits somewhere on the positive axis.
CANCELLING = [
    "(1 - cos(x))/x**2",
    "exp(x) - 1",
    "log(1 + x)/x",
    "sqrt(x + 1) - sqrt(x)",
    "1/(x + 1) - 1/x",
    "(x + 1)**2 - x**2",
    "sin(x) - x",
    "tan(x) - sin(x)",
    "exp(x) - exp(-x)",
    "log(x + sqrt(x**2 + 1))",
    "x - sqrt(x**2 - 1)",
    "1 - tanh(x)**2",
    "cosh(x) - 1",
    "atan(x + 1) - atan(x)",
    "x**3 - 3*x**2 + 3*x - 1",
    "sin(x + 0.5) - sin(x)",
    "(exp(x) - 1)/x",
    "asin(x/(1 + x)) - x",
    "cbrt(x + 1) - cbrt(x)",
    "x/(1 + x) - 1",
    "hypot(x, 1) - x",
    "softplus(x) - x",
    "sigmoid(x) - 1",
]


def explained_share(count, broken=False):
    """Share of the points with more than one lost bit where the decomposition adds up to the loss, within one bit."""
    source, tried, explained = random.Random(1), 0, 0
    for text in CANCELLING:
        for program in (parse(text), differentiate(parse(text), "x")):
            for form in PRECISIONS.values():
                for _ in range(count):
                    x = float(np.dtype(form.name).type(10 ** source.uniform(-8, 2)))
                    found = trace(program, {"x": x}, form)
                    exact = found.exact[program]
                    lost = lost_bits(exact.error_of(found.computed[program]), exact.high, form)
                    if lost is None or lost <= 1.0:
                        continue
                    weighed = sum(found.local[n] if broken else found.contribution(n) for n in found.order)
                    told = lost_bits(weighed, exact.high, form)
                    tried += 1
                    explained += told is not None and abs(told - lost) <= 1.0
    assert tried > 20 * count
    return explained / tried


def test_local_errors_times_adjoints_add_up_to_the_true_error_within_a_bit():
    assert explained_share(10) >= 0.95


def test_local_errors_without_adjoints_do_not():
    assert explained_share(2, broken=True) < 0.8


@given(claims((Quantity.VALUE,)))
@settings(deadline=None)
def test_leaves_are_exact_and_values_are_those_of_the_evaluator(posed):
    root = posed.claim.expression
    found = trace(root, posed.point, FLOAT64)
    assert all(found.local[n] == 0.0 for n in found.order if n.op in (VARIABLE, CONSTANT))
    value = evaluate(root, posed.point)
    assert found.computed[root] == value or math.isnan(value)


@given(claims((Quantity.VALUE,)))
@settings(deadline=None)
def test_the_adjoint_of_a_variable_is_the_derivative(posed):
    root = posed.claim.expression
    found = trace(root, posed.point, FLOAT64)
    for node in found.order:
        if node.op == VARIABLE:
            derivative = differentiate(root, node.name)
            magnitude = evaluate(derivative, {k: float(v) for k, v in posed.point.items()})
            if math.isfinite(magnitude) and found.exact[root].high == found.computed[root]:
                assert found.adjoint[node] == pytest.approx(magnitude, rel=0.01, abs=0.01 * abs(magnitude) + 1e-6)


def test_float32_programs_round_every_operation_to_float32():
    found = trace(parse("x/3 + 1"), {"x": 1.0}, PRECISIONS["float32"])
    assert all(float(np.float32(value)) == value for value in found.computed.values())
    assert found.local[parse("x/3")] == pytest.approx(float(np.float32(1) / np.float32(3)) - 1 / 3)


@pytest.mark.parametrize(
    ("text", "at"),
    [("log(x)", -1.0), ("1/x", 0.0), ("sqrt(x)", 0.0), ("exp(x)", 1e9), ("x**0.5", -2.0), ("abs(x)", 0.0), ("x + y", 1.0)],
)
def test_undefined_values_raise_nothing(text, at):
    root = parse(text)
    for program in (root, differentiate(root, "x")):
        found = trace(program, {"x": at}, FLOAT64)
        assert len(found.local) == len(found.adjoint) == len(found.order)


def test_an_operation_that_leaves_the_range_is_told_from_what_follows():
    root = parse("log(exp(x) - 1)")
    found = trace(root, {"x": 1e6}, FLOAT64)
    assert [n.op for n in found.order if found.overflows(n)] == ["exp"]


def test_deep_programs_are_no_limit():
    root = parse("x")
    for _ in range(3000):
        root = apply("sin", root)
    assert len(trace(root, {"x": 1.0}, FLOAT64).order) == 3001
