"""The budget of Taylor arithmetic: jets never leave it, against balls, and it is narrow enough to decide."""

import numpy as np
import pytest
from budgets import asked, cases
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.claim import derivative_of
from verify.core.exact import Status
from verify.core.expression import constant, variable
from verify.core.precision import FLOAT64, precision
from verify.kernels import taylor_bounds
from verify.kernels.series import nth_derivative
from verify.ops.parsing import parse
from verify.oracle import enclose

leaves = st.one_of(st.just(variable("x")), st.just(variable("y")), st.sampled_from([0.1, 2.0, -1.0, 3.0]).map(constant))
POINTS = np.random.default_rng(7).uniform(0.3, 0.7, (6, 1))


def shares(root, arguments, points, order, dtype):
    """Errors over the budget where both are known, and the budget over the derivative."""
    exact = enclose(derivative_of(root, "x", order), points)
    found = taylor_bounds(root, arguments, points, "x", order, precision(dtype))
    computed = np.asarray(nth_derivative(root, arguments, points, "x", order, dtype), np.float64)
    with np.errstate(all="ignore"):
        error = np.maximum(np.abs((computed - exact.exact) - exact.exact_low) - exact.radius, 0.0)
        known = (exact.status == Status.DECIDED) & np.isfinite(found.tight) & ~found.overflow & ~found.underflow
        known &= np.abs(exact.exact) <= precision(dtype).huge
        ratio = np.where(error == 0.0, 0.0, error / found.tight)[known]
        return np.where(np.isnan(ratio), np.inf, ratio), (found.tight / np.abs(exact.exact))[known & (exact.exact != 0.0)]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@given(root=trees(leaves, max_leaves=5), order=st.integers(1, 12), at=st.tuples(*[st.floats(-3, 3, width=32)] * 2))
def test_jets_of_any_tree_stay_within_the_budget(dtype, root, order, at):
    arguments = derivative_of(root, "x", order).arguments
    points = np.array([[dict(zip("xy", at, strict=True))[name] for name in arguments]])
    used, _ = shares(root, arguments, points, order, dtype)
    assert not len(used) or used.max() <= 1.0


@pytest.mark.parametrize("order", [6, 9, 12])
def test_jets_of_drawn_trees_stay_within_the_budget_which_decides(order):
    used, width = [], []
    for case in cases(range(16), smooth=True, count=6):
        claim, points = asked(case, "x")
        if "x" in claim.arguments:
            each, wide = shares(case.expression, claim.arguments, points, order, case.dtype)
            used, width = [*used, *each], [*width, *wide]
    assert len(used) > 40
    assert max(used) <= 1.0
    assert np.mean(np.array(width) < 1.0) > 0.8


@pytest.mark.parametrize("text", ["exp(sin(x))", "1/(1 + x**2)", "x**x", "tanh(x)*log(x)/x", "sqrt(x)"])
def test_a_fault_of_a_millionth_is_far_outside(text):
    found = taylor_bounds(parse(text), ("x",), POINTS, "x", 10, FLOAT64)
    assert (1e4 * found.tight < 1e-6 * np.abs(found.slope)).all()


def test_polynomials_end_and_their_derivatives_are_exact():
    found = taylor_bounds(parse("x**3 - 2*x"), ("x",), POINTS, "x", 8, FLOAT64)
    assert not found.slope.any()
    assert (found.tight < 1e-9).all()


def test_nothing_is_known_where_an_operand_may_leave_the_domain():
    found = taylor_bounds(parse("log(x - y)"), ("x", "y"), np.array([[1.0 + 2.0**-52, 1.0], [2.0, 1.0]]), "x", 6, FLOAT64)
    assert np.isfinite(found.tight).all()  # a difference of neighbours is exact
    lost = taylor_bounds(parse("log(exp(x) - y)"), ("x", "y"), np.array([[1.0, np.e]]), "x", 6, FLOAT64)
    assert np.isinf(lost.tight).all()


def test_the_divisor_may_not_vanish_within_its_error():
    found = taylor_bounds(parse("1/(sin(x) - y)"), ("x", "y"), np.array([[1.0, np.sin(1.0)]]), "x", 6, FLOAT64)
    assert np.isinf(found.tight).all()
