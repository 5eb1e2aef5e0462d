import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify import kernels
from verify.core.claim import value_of
from verify.core.exact import Status
from verify.core.expression import constant, variable
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse
from verify.oracle import Equality, compare, enclose
from verify.oracle.comparison import Comparison, equality

tame = st.one_of(st.just(variable("x")), st.just(variable("y")), st.sampled_from([0.5, 2.0, -1.0, 3.0]).map(constant))
POINTS = np.random.default_rng(1).uniform(0.25, 2, (8, 2))


@given(trees(tame, max_leaves=6))
def test_nothing_differs_from_itself(root):
    assert not compare(root, root, ("x", "y"), POINTS).refuted


@given(trees(tame, max_leaves=6), st.integers(1, 70))
def test_a_relative_fault_is_refuted_wherever_the_value_is_not_zero(root, bits):
    values = enclose(value_of(root + 0.0 * variable("x") + 0.0 * variable("y")), POINTS)
    decided = (values.status == Status.DECIDED) & (np.abs(values.exact) > 2.0**-1000) & np.isfinite(values.exact)
    found = compare(root, root + root * 2.0**-bits, ("x", "y"), POINTS)
    assert (found.refuted_at | (found.outcomes == Equality.OUTSIDE))[decided].all()
    assert not found.refuted_at[values.exact == 0].any()


@given(trees(tame, max_leaves=6), st.integers(1, 70))
def test_the_filter_changes_no_outcome(root, bits):
    for other in (root, root + root * 2.0**-bits, root * 1.0 + 0.0):
        filtered = compare(root, other, ("x", "y"), POINTS, kernels.filter_balls)
        assert np.array_equal(filtered.outcomes, compare(root, other, ("x", "y"), POINTS).outcomes)


def test_what_the_filter_finds_equal_is_not_asked_of_balls(monkeypatch):
    asked = []
    monkeypatch.setattr("verify.oracle.comparison._pass", lambda *given: asked.append(given[3]) or [])
    points = np.linspace(1.0, 2.0, 9)[:, None]
    found = compare(parse("(x + 1)**2"), parse("x**2 + 2*x + 1"), ("x",), points, kernels.filter_balls)
    assert found.equal
    assert asked == []
    compare(parse("x + 2**(-60)"), parse("x"), ("x",), points, kernels.filter_balls)
    assert asked == [list(range(9))]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(x + 1)**2", "x**2 + 2*x + 1"),
        ("sin(x)**2 + cos(x)**2", "1"),
        ("log(x*y)", "log(x) + log(y)"),
        ("sin(x)**2 + cos(x)**2 - 1", "0"),
        ("tanh(x)", "1 - 2/(exp(2*x) + 1)"),
    ],
)
def test_identities_are_equal_everywhere(left, right):
    found = compare(parse(left), parse(right), ("x", "y"), POINTS)
    assert found.equal
    assert found.count(Equality.EQUAL) == len(POINTS)


def test_a_difference_far_below_float64_is_refuted():
    found = compare(parse("exp(x)"), parse("exp(x)*(1 + 2**-200)"), ("x", "y"), POINTS)
    assert found.count(Equality.UNDECIDED) == 0 or found.refuted
    seen = compare(parse("x"), parse("x + 1e-30"), ("x",), POINTS[:, :1])
    assert seen.refuted
    assert seen.refuted_at.all()


def test_product_rule_and_its_broken_twin():
    f, g = parse("sin(x)"), parse("exp(x*y)")
    whole = differentiate(f * g, "x")
    right = differentiate(f, "x") * g + f * differentiate(g, "x")
    wrong = differentiate(f, "x") * g - f * differentiate(g, "x")
    assert compare(whole, right, ("x", "y"), POINTS).equal
    assert compare(whole, wrong, ("x", "y"), POINTS).refuted


@pytest.mark.parametrize("text", ["log(x - 3)", "sqrt(-x)", "1/(x - x)", "sign(x - x)"])
def test_points_where_a_side_is_not_defined_are_outside(text):
    found = compare(parse(text), parse("x"), ("x",), [[1.0]])
    assert found.outcomes.tolist() == [Equality.OUTSIDE]
    assert not found.equal


def test_nan_decides_nothing():
    assert equality(arb.nan(), arb(1)) is None
    assert equality(arb(1), arb(0, float("inf"))) is None
    assert equality(arb(1), arb(1)) is Equality.EQUAL
    assert equality(arb(1), arb(2)) is Equality.REFUTED
    assert equality(arb("inf"), arb(1)) is None  # disjoint, but no number
    assert equality(arb(1), arb(1, 0.5)) is None  # one of two that is narrow is not enough
    assert equality(arb(1, 0.5), arb(1)) is None


def test_outcomes_are_four_and_told_apart():
    assert sorted(Equality) == [0, 1, 2, 3]
    decided = Comparison(np.array([Equality.UNDECIDED, Equality.OUTSIDE, Equality.EQUAL], np.int8))
    assert (decided.equal, decided.refuted) == (True, False)
    refuted = Comparison(np.array([Equality.EQUAL, Equality.UNDECIDED, Equality.REFUTED], np.int8))
    assert (refuted.equal, refuted.refuted) == (False, True)
    assert refuted.refuted_at.tolist() == [False, False, True]
    open_ones = Comparison(np.array([Equality.UNDECIDED, Equality.OUTSIDE], np.int8))
    assert (open_ones.equal, open_ones.refuted) == (False, False)


def test_what_is_open_at_the_first_precision_is_asked_again_at_the_next():
    """At 128 bits exp(x) - 1 may be 0 or negative."""
    root = parse("log(exp(x) - 1)")
    assert compare(root, root, ("x",), [[1e-60]]).equal
