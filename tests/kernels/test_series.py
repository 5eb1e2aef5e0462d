"""Higher derivatives by machine: against the plain twin, against balls, and against each other."""

import numpy as np
import pytest
from budgets import asked, cases
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import derivative_of, hvp_of, mixed_of
from verify.core.errors import UsageError
from verify.core.exact import Status
from verify.core.expression import constant
from verify.core.precision import FLOAT64, precision
from verify.core.verdict import Verdict
from verify.engine.ask import ask
from verify.engine.bounds import Bounds
from verify.engine.judge import judge
from verify.kernels import METHODS, series, series_driver, taylor_bounds
from verify.kernels.series import HIGHEST_ORDER, hessian, hvp, nth_derivative, second_order, taylor
from verify.ops import OPERATIONS
from verify.ops.parsing import parse
from verify.oracle import enclose

TEXT = "x*y - x/y + exp(x)*(x - y)/(2 - y*y) - x**3/sqrt(y)"
POINTS = np.random.default_rng(4).uniform(0.5, 1.25, (20, 2))
SMOOTH = sorted(name for name, row in OPERATIONS.items() if row.arity and row.kink is None and name not in ("sign", "dsinc"))
EPS = float(np.finfo(float).eps)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_machine_agrees_with_its_plain_twin(monkeypatch, dtype):
    def results():
        points = POINTS.astype(dtype).astype(float)
        return (
            taylor(parse(TEXT), ("x", "y"), points, {"x": 1.0, "y": 0.5}, 6, dtype),
            second_order(parse(TEXT), ("x", "y"), points, {"x": 1.0}, {"y": 2.0}, dtype),
            *hvp(parse(TEXT), ("x", "y"), points, {"x": 0.5, "y": 1.0}, dtype),
        )

    compiled = results()
    monkeypatch.setattr(series, "series_machine", lambda dtype: series_driver)
    unit = float(np.finfo(dtype).eps)
    for found, twin in zip(compiled, results(), strict=True):
        assert found.dtype == dtype
        assert np.all(np.abs(found - twin) <= 256.0 * unit * np.maximum(1.0, np.abs(twin)))


@pytest.mark.parametrize("name", SMOOTH)
def test_jets_of_every_operation_agree_with_balls_to_order_10(name):
    row = OPERATIONS[name]
    points = np.random.default_rng(2).uniform(0.3, 0.7, (4, row.arity)) + (1.0 if name == "acosh" else 0.0)
    for order in (2, 3, 5, 10):
        exact = enclose(derivative_of(row.node, "a", order), points)
        assert np.all(exact.status == Status.DECIDED)
        found = nth_derivative(row.node, row.arguments, points, "a", order, "float64")
        allowed = taylor_bounds(row.node, row.arguments, points, "a", order, FLOAT64).tight
        assert np.all(np.abs(found - exact.exact) <= allowed + exact.radius)
        # Recurrences that divide by the argument, as that of sinc, may lose a factor of some 10 with each order.
        assert np.all(allowed <= 2.0**-20 * np.maximum(np.abs(exact.exact), 1.0))


def verdicts(name, claim, points, dtype):
    exact, method = enclose(claim, points), METHODS[name]
    reply = ask(method, claim, points, Bounds(precision(dtype)))
    return judge(reply.computed, exact, reply.allowed, precision(dtype)).verdict


@pytest.mark.parametrize("name", ["dual-2", "jet", "forward-over-reverse"])
def test_higher_derivatives_of_drawn_trees_are_within_their_budgets(name):
    agreed = judged = 0
    for case in cases(range(12), count=4):
        claim = derivative_of(case.expression, "x", 2)
        _, points = asked(case, "x")
        found = verdicts(name, claim, points, case.dtype)
        assert not np.isin(found, (Verdict.WRONG.code, Verdict.CRASHED.code)).any()
        agreed, judged = agreed + (found == Verdict.AGREES.code).sum(), judged + len(found)
    assert agreed >= 0.7 * judged


@pytest.mark.parametrize("name", ["dual-2", "forward-over-reverse"])
def test_mixed_derivatives_and_hessian_products_of_drawn_trees_are_within_their_budgets(name):
    agreed = judged = 0
    for case in cases((2, 3, 6, 7, 10, 11), count=4):
        direction = [("x", constant(0.75)), ("y", constant(-1.5))]
        for claim in (mixed_of(case.expression, "x", "y"), hvp_of(case.expression, "x", direction)):
            found = verdicts(name, claim, case.points, case.dtype)
            assert not np.isin(found, (Verdict.WRONG.code, Verdict.CRASHED.code)).any()
            agreed, judged = agreed + (found == Verdict.AGREES.code).sum(), judged + len(found)
    assert agreed >= 0.6 * judged


def test_a_wrong_second_derivative_is_refuted():
    claim, points = derivative_of(parse("exp(x)*sin(x)"), "x", 2), POINTS[:, :1]
    reply = ask(METHODS["jet"], claim, points, Bounds(precision("float64")))
    wrong = judge(reply.computed * (1.0 + 2.0**-40), enclose(claim, points), reply.allowed, precision("float64"))
    assert np.all(wrong.verdict == Verdict.WRONG.code)


def test_a_hessian_is_symmetric_and_agrees_with_second_order_duals():
    found = hessian(parse(TEXT), ("x", "y"), POINTS, "float64")
    size = np.abs(found).max()
    assert np.all(np.abs(found - found.transpose(0, 2, 1)) <= 16.0 * EPS * size)
    mixed = second_order(parse(TEXT), ("x", "y"), POINTS, {"x": 1.0}, {"y": 1.0}, "float64")[3]
    assert np.all(np.abs(found[:, 0, 1] - mixed) <= 16.0 * EPS * size)


def test_gradients_come_with_hessian_products():
    gradient, product = hvp(parse("x**2*y"), ("x", "y", "z"), np.array([[2.0, 3.0, 9.0]]), {"x": 1.0, "y": 1.0}, "float64")
    assert gradient.tolist() == [[12.0, 4.0, 0.0]]
    assert product.tolist() == [[10.0, 4.0, 0.0]]


def test_polynomials_end():
    found = taylor(parse("x**3 - 2*x"), ("x",), np.array([[2.0], [-1.0]]), {"x": 1.0}, 5, "float64")
    assert found.T.tolist() == [[4.0, 10.0, 6.0, 1.0, 0.0, 0.0], [1.0, 1.0, -3.0, 1.0, 0.0, 0.0]]


def test_powers_at_zero_and_of_negative_bases_have_all_derivatives():
    assert nth_derivative(parse("x**3"), ("x",), np.array([[0.0]]), "x", 3, "float64").tolist() == [6.0]
    assert nth_derivative(parse("x**-1"), ("x",), np.array([[-2.0]]), "x", 3, "float64").tolist() == [-0.375]


@pytest.mark.parametrize("text", ["y*sign(x)", "2.5", "y"])
def test_what_the_variable_does_not_reach_has_derivative_zero_whatever_was_computed_before(text):
    nth_derivative(parse("exp(x)*y"), ("x", "y"), POINTS, "x", 3, "float64")
    assert not nth_derivative(parse(text), ("x", "y"), POINTS, "x", 2, "float64").any()


@given(st.integers(1, 700))
def test_no_derivative_depends_on_the_block_that_its_point_falls_into(count):
    points = np.random.default_rng(count).uniform(0.5, 1.25, (count, 2))
    whole = nth_derivative(parse(TEXT), ("x", "y"), points, "x", 4, "float64")
    parts = [nth_derivative(parse(TEXT), ("x", "y"), part, "x", 4, "float64") for part in np.split(points, [count // 2])]
    assert np.array_equal(whole, np.concatenate(parts))


@pytest.mark.parametrize("order", [-1, HIGHEST_ORDER + 1])
def test_an_order_that_is_not_there_is_refused(order):
    with pytest.raises(UsageError, match=f"order {order} "):
        taylor(parse("x"), ("x",), POINTS[:, :1], {"x": 1.0}, order, "float64")
