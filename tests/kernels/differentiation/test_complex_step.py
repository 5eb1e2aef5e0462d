"""The complex step: steps that nothing sees the square of, and the twin in Python's own complex numbers."""

import numpy as np
import pytest

from verify.core.claim import derivative_of
from verify.core.fold import fold
from verify.core.precision import FLOAT64
from verify.kernels import METHODS, budget, evaluate
from verify.kernels.differentiation.complex_step import steps
from verify.kernels.machine import complex_slopes
from verify.ops import OPERATIONS
from verify.ops.parsing import parse

ANALYTIC = sorted(METHODS["complex-step"].capabilities.operations - {"pi"})


def test_steps_are_powers_of_two_far_below_the_point():
    x = np.array([0.0, 1.0, -3.0, 1e-300, 5e-324, 1e300])
    found = steps(x)
    assert np.all(np.frexp(found)[0] == 0.5)
    assert np.all(found[1:4] <= np.maximum(np.abs(x[1:4]) * 2.0**-99, 2.0**-1000))


@pytest.mark.parametrize("name", ANALYTIC)
def test_every_operation_agrees_with_pythons_complex_numbers(name):
    row = OPERATIONS[name]
    points = np.random.default_rng(2).uniform(0.25, 0.75, (20, row.arity))
    points = points + (1.0 if name == "acosh" else 0.0)
    claim = derivative_of(row.node, "a")
    found = METHODS["complex-step"].answer(claim, points, "float64").values
    twin = [plain(row.node, dict(zip(row.arguments, map(complex, point), strict=True))) for point in points]
    allowed = budget.bounds(row.node, claim.arguments, points, FLOAT64, wrt="a").tight
    assert np.all(np.abs(found - twin) <= allowed)


def plain(root, point, h=2.0**-120):
    point = point | {"a": point["a"] + complex(0.0, h)}

    def visit(node, args):
        if args:
            return OPERATIONS[node.op].complex(*args)
        return point[node.name] if node.op == "variable" else complex(node.value)

    return fold(root, visit).imag / h


def test_cancellation_leaves_no_trace():
    claim = derivative_of(parse("100000000 + sin(x)"), "x")
    found = METHODS["complex-step"].answer(claim, np.array([[1.0]]), "float64").values[0]
    assert abs(found - np.cos(1.0)) <= 4.0 * FLOAT64.unit_roundoff


def test_tiny_derivatives_do_not_underflow():
    claim = derivative_of(parse("exp(x)"), "x")
    found = METHODS["complex-step"].answer(claim, np.array([[-600.0]]), "float64").values[0]
    assert found == pytest.approx(np.exp(-600.0), rel=2.0**-50)


@pytest.mark.parametrize("name", ANALYTIC)
@pytest.mark.parametrize("exponent", [-1, -20, -60, -79, -81, -200])
def test_no_size_of_step_changes_which_function_is_evaluated(name, exponent):
    row, h = OPERATIONS[name], 2.0**exponent
    points = np.random.default_rng(4).uniform(0.25, 0.75, (20, row.arity)) + (1.0 if name == "acosh" else 0.0)
    found = complex_slopes(row.node, row.arguments, points, "a", np.full(20, h))
    twin = [plain(row.node, dict(zip(row.arguments, map(complex, point), strict=True)), h) for point in points]
    allowed = budget.bounds(row.node, row.arguments, points, FLOAT64, wrt="a").tight
    assert np.all(np.abs(found - twin) <= 4.0 * allowed)


@pytest.mark.parametrize(("text", "y"), [("x*sqrt(y)", -0.0), ("x*asin(y)", 1.0), ("x*acosh(y)", 1.0)])
def test_other_operands_may_sit_where_their_own_slope_is_infinite(text, y):
    found = METHODS["complex-step"].answer(derivative_of(parse(text), "x"), np.array([[1.0, y]]), "float64").values[0]
    assert found == pytest.approx(value_at_one(text, y))


def value_at_one(text, y):
    return evaluate(parse(text), ("x", "y"), np.array([[1.0, y]]), "float64")[0]
