"""The complex step: steps that nothing sees the square of, and the twin in Python's own complex numbers."""

import numpy as np
import pytest
from each import each
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import derivative_of
from verify.core.fold import fold
from verify.core.precision import FLOAT64, precision
from verify.kernels import METHODS, budget, complex_driver, evaluate, machine
from verify.kernels.differentiation.complex_step import losses, steps
from verify.kernels.machine import complex_slopes
from verify.ops import OPERATIONS
from verify.ops.parsing import parse

ANALYTIC = sorted(METHODS["complex-step"].capabilities.operations - {"pi"})
DTYPES = ("float64", "float32")
METHOD = METHODS["complex-step"]


@pytest.mark.parametrize(("dtype", "below"), [("float64", 99), ("float32", 39)])
def test_steps_are_powers_of_two_far_below_the_point(dtype, below):
    form = precision(dtype)
    x = np.array([0.0, 1.0, -3.0, form.tiny, form.smallest, form.huge])
    found, small = steps(x, dtype)
    assert np.all(np.frexp(found)[0] == 0.5)
    assert np.all(found.astype(dtype) == found)
    assert np.all(found[1:] <= np.maximum(np.abs(x[1:]) * 2.0**-below, form.smallest))
    assert small.tolist() == [False, True, True, False, False, True]


@each("name", ANALYTIC)
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_operation_agrees_with_pythons_complex_numbers(name, dtype):
    row = OPERATIONS[name]
    points = np.random.default_rng(2).uniform(0.25, 0.75, (20, row.arity))
    points = (points + (1.0 if name == "acosh" else 0.0)).astype(dtype).astype(float)
    claim = derivative_of(row.node, "a")
    found = METHOD.answer(claim, points, dtype).values
    assert found.dtype == dtype
    twin = [plain(row.node, dict(zip(row.arguments, map(complex, point), strict=True))) for point in points]
    allowed = budget.bounds(row.node, claim.arguments, points, precision(dtype), wrt="a").tight
    assert np.all(np.abs(found - twin) <= allowed)


def plain(root, point, h=2.0**-120):
    point = point | {"a": point["a"] + complex(0.0, h)}

    def visit(node, args):
        if args:
            return OPERATIONS[node.op].complex(*args)
        return point[node.name] if node.op == "variable" else complex(node.value)

    return fold(root, visit).imag / h


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "text", ["x*y - x/y + (x - y)*(x + y)*0.375", "-(x/(y + x*x))", "abs(x)*min(x, y) + max(x*y, relu(x))"]
)
def test_the_driver_agrees_with_its_plain_twin(monkeypatch, text, dtype):
    points = np.random.default_rng(7).uniform(0.5, 2.0, (20, 2)).astype(dtype).astype(float)
    args = (parse(text), ("x", "y"), points, "x", np.full(20, 2.0**-40), dtype)
    compiled = complex_slopes(*args)
    monkeypatch.setattr(machine, "complex_machine", lambda dtype: complex_driver)
    twin = complex_slopes(*args)
    allowed = budget.bounds(args[0], args[1], points, precision(dtype), wrt="x").tight
    assert compiled.dtype == twin.dtype == dtype
    assert np.all(np.abs(compiled.astype(float) - twin) <= allowed)


def test_cancellation_leaves_no_trace():
    claim = derivative_of(parse("100000000 + sin(x)"), "x")
    found = METHOD.answer(claim, np.array([[1.0]]), "float64").values[0]
    assert abs(found - np.cos(1.0)) <= 4.0 * FLOAT64.unit_roundoff


def test_tiny_derivatives_do_not_underflow():
    claim = derivative_of(parse("exp(x)"), "x")
    found = METHOD.answer(claim, np.array([[-600.0]]), "float64").values[0]
    assert found == pytest.approx(np.exp(-600.0), rel=2.0**-50)


@each("name", ANALYTIC)
@pytest.mark.parametrize(
    ("dtype", "exponents"), [("float64", (-1, -20, -60, -79, -81, -200)), ("float32", (-1, -20, -37, -39, -80))]
)
def test_no_size_of_step_changes_which_function_is_evaluated(name, dtype, exponents):
    row = OPERATIONS[name]
    points = np.random.default_rng(4).uniform(0.25, 0.75, (20, row.arity)) + (1.0 if name == "acosh" else 0.0)
    points = np.repeat(points.astype(dtype).astype(float), len(exponents), axis=0)
    h = np.tile(np.ldexp(1.0, exponents), 20)
    found = complex_slopes(row.node, row.arguments, points, "a", h, dtype)
    given = [dict(zip(row.arguments, map(complex, point), strict=True)) for point in points]
    twin = [plain(row.node, point, step) for point, step in zip(given, h, strict=True)]
    allowed = budget.bounds(row.node, row.arguments, points, precision(dtype), wrt="a").tight
    assert np.all(np.abs(found - twin) <= 4.0 * allowed)


@pytest.mark.parametrize(("text", "y"), [("x*sqrt(y)", -0.0), ("x*asin(y)", 1.0), ("x*acosh(y)", 1.0)])
def test_other_operands_may_sit_where_their_own_slope_is_infinite(text, y):
    found = METHOD.answer(derivative_of(parse(text), "x"), np.array([[1.0, y]]), "float64").values[0]
    assert found == pytest.approx(value_at_one(text, y))


def value_at_one(text, y):
    return evaluate(parse(text), ("x", "y"), np.array([[1.0, y]]), "float64")[0]


@given(st.integers(-100, 0), st.integers(-100, 100), st.integers(-48, -2))
def test_losses_bound_what_underflow_takes(up, down, below):
    expression, h = parse(f"x*0.7*2**{up}*2**{down}/0.3"), 2.0**below
    point = np.ones((1, 1))
    found = complex_slopes(expression, ("x",), point, "x", np.array([h]), "float32").astype(float)
    wide = complex_slopes(expression, ("x",), point, "x", np.array([h]), "float64")
    rounding = budget.bounds(expression, ("x",), point, precision("float32"), wrt="x").tight
    allowed = rounding + losses(derivative_of(expression, "x"), point, "float32") / h
    assert np.abs(found - wide) <= allowed


def test_losses_are_needed_where_parts_underflow_and_the_slope_does_not():
    expression, point, h = parse("x*0.7*2**-100*2**100"), np.ones((1, 1)), np.array([2.0**-40])
    found = complex_slopes(expression, ("x",), point, "x", h, "float32").astype(float)
    rounding = budget.bounds(expression, ("x",), point, precision("float32"), wrt="x").tight
    assert np.abs(found - np.float32(0.7)) > rounding
    assert METHOD.answer(derivative_of(expression, "x"), point, "float32").values[0] == np.float32(0.7)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_larger_step_is_not_taken_where_it_would_be_seen(dtype):
    # 1 and x differ by one unit in the last place, and the slope is as small as the range allows.
    u, least = precision(dtype).unit_roundoff, precision(dtype).tiny
    claim = derivative_of(parse(f"log(x - 1)*{least!r}*0.25"), "x")
    answer = METHOD.answer(claim, np.array([[1.0 + 2.0 * u]]), dtype)
    assert answer.steps[0] <= 2.0 * u * np.sqrt(u)
    assert np.abs(answer.values[0].astype(float) - least / 8.0 / u) <= 16.0 * u * least / 8.0 / u + answer.absolute[0]


@pytest.mark.parametrize("text", ["log(x)*2**-148", "2**-148/x", "2**-120*x**-1.5*2**-100"])
def test_zeros_that_agree_because_all_is_lost_prove_no_larger_step(text):
    expression, point = parse(text), np.array([[2.0**-60]])
    answer = METHOD.answer(derivative_of(expression, "x"), point, "float32")
    exact = complex_slopes(expression, ("x",), point, "x", np.array([2.0**-160]), "float64")
    assert np.abs(answer.values.astype(float) - exact) <= answer.absolute + precision("float32").unit_roundoff * np.abs(exact)


def test_no_bound_is_known_where_no_step_is_small_enough():
    smallest = precision("float32").smallest
    answer = METHOD.answer(derivative_of(parse("x**0.5"), "x"), np.array([[smallest]]), "float32")
    assert np.isinf(answer.absolute[0])
