"""The tape machines against their plain twins, and where IEEE has an answer, that answer."""

import math

import numpy as np
import pytest
from budgets import asked, cases
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import UsageError
from verify.core.fold import nodes
from verify.core.precision import precision
from verify.kernels import budget, drivers, evaluate, machine
from verify.kernels.machine import dual, gradient, jacobian, jvp, node_adjoints, node_tangents, vjp
from verify.ops.parsing import parse

ARITHMETIC = (
    "x*y - x/y + (x - y)*(x + y)*0.375",
    "-(x/(y + x*x))",
    "x*x*x - y*(x - 2)",
    "abs(x)*min(x, y) + max(x*y, relu(x))",
)
POINTS = np.random.default_rng(7).uniform(0.5, 2.0, (20, 2))


class Twin:
    """The same drivers, run by Python over the rows' own functions."""

    run = staticmethod(drivers.run)


@pytest.fixture
def plain(monkeypatch):
    """A caller that has its argument run on the plain twin."""

    def call(function, *args):
        with monkeypatch.context() as patch:
            patch.setattr(machine, "real", lambda dtype: Twin)
            return function(*args)

    return call


@pytest.mark.parametrize("text", ARITHMETIC)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_arithmetic_agrees_with_the_plain_twin_bit_for_bit(plain, text, dtype):
    expression, points = parse(text), POINTS.astype(dtype).astype(float)
    for function, more in ((evaluate, ()), (gradient, ()), (dual, ("x",))):
        args = (expression, ("x", "y"), points, *more, dtype)
        compiled, twin = function(*args), plain(function, *args)
        assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(compiled, twin, strict=True))


def test_drawn_trees_agree_with_the_plain_twin_within_both_budgets(plain):
    for case in cases(range(0, 60, 2), smooth=True, count=8):
        for wrt, function in ((None, evaluate), ("x", dual)):
            claim, points = asked(case, wrt)
            args = (case.expression, claim.arguments, points, *([wrt] if wrt else []), "float64")
            compiled, twin = function(*args), plain(function, *args)
            allowed = budget.bounds(case.expression, claim.arguments, points, precision("float64"), wrt=wrt).tight
            apart = np.abs(np.atleast_2d(compiled)[-1] - np.atleast_2d(twin)[-1])
            assert np.all((apart <= 2.0 * allowed) | ~np.isfinite(allowed))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_forward_and_reverse_mode_agree(dtype):
    for case in cases(range(20), smooth=True):
        claim, points = asked(case, "x")
        points = points.astype(dtype).astype(float)
        found = budget.bounds(case.expression, claim.arguments, points, precision(dtype), wrt="x")
        forward = dual(case.expression, claim.arguments, points, "x", dtype)[1]
        backward = gradient(case.expression, claim.arguments, points, dtype)[1][:, claim.arguments.index("x")]
        with np.errstate(all="ignore"):
            agree = np.abs(forward.astype(float) - backward.astype(float)) <= 2.0 * found.tight
        assert np.all(agree | ~np.isfinite(found.tight) | found.overflow)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_results_have_the_dtype_asked_for(dtype):
    for text in ("sinc(x) + cbrt(x)*sigmoid(x)", "exp2(x)*log2(x) + log10(x)", "pi*x + erf(x)", "x", "2.5"):
        values, slopes = dual(parse(text), ("x",), POINTS[:, :1], "x", dtype)
        assert values.dtype == slopes.dtype == evaluate(parse(text), ("x",), POINTS[:, :1], dtype).dtype == dtype


def test_float32_machines_round_to_float32_at_every_step():
    found = evaluate(parse("(x + 1) - 1"), ("x",), np.array([[2.0**-30]]), "float32")
    assert found[0] == 0.0


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("1/x", 0.0, math.inf),
        ("1/x", -0.0, -math.inf),
        ("x/x", 0.0, math.nan),
        ("log(x)", -1.0, math.nan),
        ("log(x)", 0.0, -math.inf),
        ("sqrt(x)", -1.0, math.nan),
        ("exp(x)", 1000.0, math.inf),
        ("exp(x)", -1000.0, 0.0),
        ("sinh(x)", -1000.0, -math.inf),
        ("cosh(x)", -1000.0, math.inf),
        ("x**5001", -2.0, -math.inf),
        ("x**-1", 0.0, math.inf),
        ("asin(x)", 2.0, math.nan),
        ("atanh(x)", 1.0, math.inf),
        ("sinc(x)", 0.0, 1.0),
        ("sinc(x)", 1e30, 0.0),
        ("softplus(x)", 1000.0, 1000.0),
        ("sigmoid(x)", -1000.0, 0.0),
    ],
)
def test_ieee_has_an_answer_and_no_exception_is_raised(plain, text, x, value, dtype):
    args = (parse(text), ("x",), np.array([[x]]), dtype)
    assert evaluate(*args)[0] == pytest.approx(value, nan_ok=True)
    assert plain(evaluate, *args)[0] == pytest.approx(value, nan_ok=True)


def test_a_partial_by_a_constant_operand_is_never_evaluated():
    values, slopes = dual(parse("x**3"), ("x",), np.array([[-2.0]]), "x", "float64")
    assert (values[0], slopes[0]) == (-8.0, 12.0)
    assert gradient(parse("x**3"), ("x",), np.array([[-2.0]]), "float64")[1][0, 0] == 12.0


def test_what_a_variable_reaches_only_through_a_step_has_slope_zero():
    found = dual(parse("sign(x)*y + sign(x + y)"), ("x", "y"), POINTS, "x", "float64")[1]
    assert not found.any()


@given(st.integers(0, 700))
def test_no_result_depends_on_the_block_that_its_point_falls_into(count):
    expression = parse("sin(x)*exp(y) - x/y")
    points = np.random.default_rng(count).uniform(0.5, 2.0, (count, 2))
    whole = np.array(dual(expression, ("x", "y"), points, "x", "float64"))
    half = count // 2
    parts = [dual(expression, ("x", "y"), part, "x", "float64") for part in (points[:half], points[half:])]
    assert np.array_equal(whole, np.hstack([np.array(part) for part in parts]))


def test_columns_may_be_more_than_the_variables():
    found = evaluate(parse("y*2"), ("x", "y", "z"), np.array([[1.0, 3.0, 5.0]]), "float64")
    assert found[0] == 6.0


def test_adjoints_and_tangents_of_the_root_and_of_the_variable_agree():
    expression = parse("exp(x*y)*sin(x) + x")
    values, adjoints = node_adjoints(expression, ("x", "y"), POINTS, "float64")
    _, tangents = node_tangents(expression, ("x", "y"), POINTS, "x", "float64")
    order = [str(node) for node in nodes(expression)]
    assert np.all(adjoints[-1] == 1.0)
    assert np.all(tangents[order.index("x")] == 1.0)
    assert not tangents[order.index("y")].any()
    assert np.allclose(adjoints[order.index("x")], tangents[-1])
    assert np.array_equal(values[-1], evaluate(expression, ("x", "y"), POINTS, "float64"))


@pytest.mark.parametrize("points", [np.ones((3, 1)), np.ones(3)])
def test_points_of_another_shape_are_refused(points):
    with pytest.raises(UsageError, match="expected"):
        evaluate(parse("x*y"), ("x", "y"), points, "float64")


def test_a_missing_variable_is_named():
    with pytest.raises(UsageError, match="variable y"):
        evaluate(parse("x*y"), ("x",), np.ones((1, 1)), "float64")


def test_an_unknown_dtype_is_named():
    with pytest.raises(UsageError, match="float16"):
        evaluate(parse("x"), ("x",), np.ones((1, 1)), "float16")


OUTPUTS = tuple(map(parse, ("x*y", "sin(x)*y - x/y", "y*y", "x - exp(x*y)")))


@pytest.mark.parametrize("names", [("x", "y"), ("x", "y", "z", "u", "v")])
def test_a_jacobian_is_the_same_by_columns_and_by_rows(names):
    points = np.random.default_rng(8).uniform(0.5, 2.0, (6, len(names)))
    found = jacobian(OUTPUTS, names, points, "float64")
    rows = np.stack([gradient(output, names, points, "float64")[1] for output in OUTPUTS], axis=1)
    assert found.shape == (6, len(OUTPUTS), len(names))
    assert np.allclose(found, rows, rtol=2.0**-45, atol=2.0**-45)


def test_directions_pushed_forward_and_covectors_pulled_back_pair_to_the_same_number():
    rng = np.random.default_rng(9)
    u, v = rng.normal(size=(20, 2)), rng.normal(size=(20, len(OUTPUTS)))
    pushed = jvp(OUTPUTS, ("x", "y"), POINTS, {"x": u[:, 0], "y": u[:, 1]}, "float64")[1]
    pulled = vjp(OUTPUTS, ("x", "y"), POINTS, v, "float64")[1]
    assert np.allclose((v * pushed).sum(axis=1), (u * pulled).sum(axis=1), rtol=2.0**-40, atol=2.0**-40)


def test_an_output_that_stands_there_twice_counts_twice():
    square = parse("x*x")
    assert vjp((square, square), ("x",), np.array([[3.0]]), np.ones((1, 2)), "float64")[1].tolist() == [[12.0]]


def test_outputs_that_a_direction_does_not_reach_stand_still():
    found = jvp((parse("y*y"), parse("x*y"), parse("sign(x)")), ("x", "y"), POINTS, {"x": 1.0}, "float64")[1]
    assert not found[:, [0, 2]].any()
    assert np.array_equal(found[:, 1], POINTS[:, 1])


def test_sweeps_over_several_outputs_agree_with_the_plain_twin_bit_for_bit(plain):
    outputs = tuple(map(parse, ARITHMETIC))
    for args in (
        (jvp, outputs, ("x", "y"), POINTS, {"x": 0.5, "y": POINTS[:, 0]}, "float64"),
        (vjp, outputs, ("x", "y"), POINTS, POINTS @ np.ones((2, len(outputs))), "float64"),
    ):
        compiled, twin = args[0](*args[1:]), plain(*args)
        assert all(np.array_equal(a, b) for a, b in zip(compiled, twin, strict=True))
