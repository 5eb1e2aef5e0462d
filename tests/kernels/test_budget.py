"""The budget: honest methods never leave it, wrong ones do, and it is a few ulps wide."""

import math

import numpy as np
import pytest
from budgets import asked, cases, ratios
from each import each
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import derivative_of, value_of
from verify.core.fold import operations
from verify.core.precision import FLOAT32, FLOAT64
from verify.kernels import METHODS, bounds, budget, budget_driver
from verify.ops import DRAWN
from verify.ops.parsing import parse

TREES = 240
METHODS_JUDGED = {"tape": None, "dual": "x", "reverse": "x", "complex-step": "x"}


def answers(method, wrt, smooth=False, count=TREES, fault=1.0):
    """Ratios of one method over drawn trees, its answers multiplied by `fault`."""
    found = []
    can = METHODS[method].capabilities
    for case in cases(range(count), smooth):
        claim, points = asked(case, wrt)
        if case.dtype in can.dtypes and (can.operations is None or can.operations.issuperset(operations(case.expression))):
            values = METHODS[method].answer(claim, points, case.dtype).values * fault
            found.append(ratios(claim, points, case.dtype, values))
    return found


@pytest.mark.parametrize(("method", "wrt"), METHODS_JUDGED.items())
def test_honest_methods_never_leave_the_tight_budget(method, wrt):
    found = answers(method, wrt)
    share = np.concatenate([ratio.error for ratio in found])
    assert len(share) > 1_000
    assert share.max() <= 1.0


@pytest.mark.parametrize(("method", "wrt"), [("tape", None), ("dual", "x")])
def test_budgets_are_a_few_ulps_wide_and_seldom_infinite(method, wrt):
    found = answers(method, wrt, smooth=True)
    width = np.concatenate([ratio.width for ratio in found])
    assert np.median(width) < 256.0  # units of roundoff, for trees of up to 60 nodes
    assert sum(ratio.undecided for ratio in found) < 0.02 * len(width)


def test_a_method_off_by_one_part_in_a_billion_is_caught():
    found = answers("dual", "x", count=60, fault=1.0 + 2.0**-30)
    caught = [bool((ratio.error > 1.0).any()) for ratio in found[::2]]  # float64 is every other one
    assert sum(caught) > 0.9 * len(caught)


@pytest.mark.parametrize("precision", [FLOAT64, FLOAT32])
@each("name", sorted(DRAWN))
def test_every_operation_alone_stays_within_its_budget(name, precision):
    row = DRAWN[name]
    at = np.array([edge.at for edge in row.edges] or [(1.5,) * row.arity])
    at = at[np.all(np.abs(at) < precision.huge, axis=1)].astype(precision.name).astype(float)
    near = np.array([(0.75, 0.25)[: row.arity], (1.25, 2.0)[: row.arity], (0.5, 1.5)[: row.arity]])
    expression = parse(f"{name}({', '.join(row.arguments)})")
    for method, wrt in (("tape", None), ("dual", "a")):
        claim = derivative_of(expression, wrt) if wrt else value_of(expression)
        points = np.concatenate([at, near])
        values = METHODS[method].answer(claim, points, precision.name).values
        assert ratios(claim, points, precision.name, values).error.max(initial=0.0) <= 1.0


def at(text, x, precision=FLOAT64, **more):
    return bounds(parse(text), ("x",), np.array([[x]]), precision, **more)


def test_paths_that_cancel_do_not_narrow_the_budget():
    found = at("(x - x) + x*x", 3.0, wrt="x")
    assert found.magnitude[0] == 8.0
    assert 8.0 * FLOAT64.unit_roundoff < found.tight[0] < 128.0 * FLOAT64.unit_roundoff


def test_textbook_budgets_know_how_the_textbook_cancels():
    found = at("tanh(x)", 25.0, wrt="x")
    exact = 7.714999391855669e-22
    assert found.tight[0] < exact * 2.0**-40
    assert found.textbook[0] > exact


def test_textbook_budgets_are_never_below_tight_ones():
    for case in cases(range(40)):
        claim, points = asked(case, "x")
        found = bounds(claim.expression, claim.arguments, points, FLOAT64, wrt="x")
        assert np.all(found.textbook >= found.tight)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("sqrt(sin(x) - 0.5)", math.asin(0.5)),  # the error of sin(x) reaches the edge of the root's domain
        ("sign(sin(x) - 0.5)", math.asin(0.5)),  # a jump
        ("tanh((x + 1000000000000000000000) - 1000000000000000000000)", 20.0),  # an error far beyond tanh's own scale
        ("1/(sin(x) - 0.5)", math.asin(0.5)),
        ("log(sin(x) - 0.5)", math.asin(0.5)),
    ],
)
def test_where_first_order_says_nothing_the_budget_is_infinite(text, x):
    found = at(text, x, wrt="x")
    assert found.error[0] == math.inf
    assert found.tight[0] == math.inf


def test_a_kink_within_reach_leaves_the_value_decided_and_the_slope_not():
    found = at("abs(sin(x) - 0.5)", math.asin(0.5), wrt="x")
    assert found.error[0] < 2.0**-45
    assert found.tight[0] == math.inf


def test_one_exact_kink_is_decided_and_two_are_not():
    assert np.isfinite(at("relu(x) + x", 0.0, wrt="x").tight[0])
    assert at("min(relu(x), x)", 0.0, wrt="x").tight[0] == math.inf


def test_a_power_of_an_operand_that_may_be_zero_is_looked_at_beside_it():
    # At the computed operand, 0, all derivatives of a**5 vanish; the true operand is about 1e-16.
    found = at("(sin(x) - sin(x + 0.0))**5 + 0.0*x", 1.0)
    assert found.error[0] > 0.0


def test_negative_bases_with_constant_integer_exponents_need_no_logarithm():
    found = at("x**3", -2.0, wrt="x")
    assert 0.0 < found.tight[0] < 12.0 * 2.0**-45
    assert found.slope[0] == 12.0
    assert not found.overflow[0]


def test_removable_singularities_are_decided():
    found = at("sinc(x)", 0.0, wrt="x")
    assert np.isfinite(found.tight[0])


def test_constants_that_float32_does_not_have_enter_the_budget():
    rounding = 2.0 * 1.1 * FLOAT32.unit_roundoff
    assert at("x + 0.1", 1.0, FLOAT32).error[0] - rounding == pytest.approx(2.0 * abs(float(np.float32(0.1)) - 0.1))
    assert at("x + 0.125", 1.0, FLOAT32).error[0] == 2.0 * 1.125 * FLOAT32.unit_roundoff


@pytest.mark.parametrize(
    ("text", "x", "precision"),
    [("exp(x)", 100.0, FLOAT32), ("x*x", 1e30, FLOAT32), ("exp(x)*exp(-x)", 800.0, FLOAT64), ("hypot(x, x)", 1e200, FLOAT64)],
)
def test_overflow_of_intermediates_is_flagged(text, x, precision):
    assert at(text, x, precision, wrt="x").overflow[0]


@pytest.mark.parametrize(("text", "x"), [("exp(x)", -800.0), ("x*x", 1e-200), ("sigmoid(x)", -720.0), ("exp(x) + 1", -800.0)])
def test_underflow_is_flagged(text, x):
    assert at(text, x, wrt="x").underflow[0]


@pytest.mark.parametrize(("text", "x"), [("x - x", 3.0), ("log(x)", 1.0), ("sin(x)", 0.0), ("relu(x)", -3.0), ("x*x", 0.0)])
def test_exact_zeros_are_no_underflow(text, x):
    assert not at(text, x).underflow[0]


def test_reverse_mode_overflowing_alone_is_flagged():
    found = at("((x*0.0625**20)*16.0**20)*16.0**20", 1.0, FLOAT32, wrt="x")
    assert found.overflow[0]


@given(st.floats(0.5, 4.0), st.floats(1.0, 64.0))
def test_accuracies_given_replace_those_of_the_rows(x, ulps):
    wide, narrow = (at("exp(x)", x, accuracy={"exp": factor * ulps}).error[0] for factor in (2.0, 1.0))
    assert wide == pytest.approx(2.0 * narrow)


@given(st.floats(0.5, 4.0), st.floats(0.0, 2.0**-30))
def test_errors_that_arguments_already_have_are_carried_through(x, error):
    found = at("exp(x)", x, initial=np.array([[error]]))
    assert found.error[0] >= math.exp(x) * error


def test_a_variable_that_does_not_occur_has_slope_and_budget_zero():
    found = bounds(parse("x*x"), ("x", "y"), np.ones((3, 2)), FLOAT64, wrt="y")
    assert not found.slope.any()
    assert not found.tight.any()


def test_no_points_give_no_bounds():
    assert bounds(parse("x*x"), ("x",), np.empty((0, 1)), FLOAT64, wrt="x").tight.shape == (0,)


def test_the_compiled_budget_agrees_with_its_plain_twin(monkeypatch):
    drawn = [(case, asked(case, "x")) for case in cases(range(12), count=6)]
    compiled = [bounds(case.expression, claim.arguments, points, FLOAT32, wrt="x") for case, (claim, points) in drawn]
    monkeypatch.setattr(budget, "real", lambda dtype: budget_driver)
    with np.errstate(all="ignore"):
        plain = [bounds(case.expression, claim.arguments, points, FLOAT32, wrt="x") for case, (claim, points) in drawn]
    for one, other in zip(compiled, plain, strict=True):
        for name in ("value", "error", "tight", "textbook", "magnitude", "slope"):
            assert np.allclose(getattr(one, name), getattr(other, name), rtol=2.0**-30, equal_nan=True)
        assert np.array_equal(one.overflow, other.overflow)
        assert np.array_equal(one.underflow, other.underflow)


def test_bounds_that_are_remembered_are_the_bounds():
    root, points = parse("x*exp(y)"), np.array([[1.0, 2.0], [0.5, -3.0]])
    for form in (FLOAT64, FLOAT32, FLOAT64):
        kept = budget.nominal_bounds(root, ("x", "y"), points, form, "x")
        assert np.array_equal(kept.tight, bounds(root, ("x", "y"), points, form, wrt="x").tight)
    assert budget.nominal_bounds(root, ("x", "y"), points.copy(), FLOAT64, "x") is kept
    assert budget.nominal_bounds(root, ("x", "y"), points + 1.0, FLOAT64, "x") is not kept
