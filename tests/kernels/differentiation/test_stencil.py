"""Finite differences: exact weights, near-optimal steps, and errors within truncation plus rounding."""

from fractions import Fraction
from math import factorial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from verify.core.budget import SAFETY
from verify.core.claim import derivative_of
from verify.core.errors import UsageError
from verify.core.precision import precision
from verify.kernels import METHODS, functional_rounding
from verify.kernels.differentiation.stencil import Difference, taylor_factor, weights
from verify.ops.parsing import parse
from verify.oracle import enclose
from verify.oracle.remainder import bound_derivative

DIFFERENCES = ("forward-1", "forward-2", "central-2", "central-4")
SUBJECTS = ("x**2*exp(x)/(1 + x)", "sqrt(x)", "sin(8*x)", "1/x", "log(x)*tanh(x)", "100000000 + sin(x)")


def error_and_bounds(claim, points, dtype, answer):
    """Error of the answer, and its truncation and rounding bounds."""
    exact = enclose(claim, points)
    (part,) = answer.functional.truncation
    slope = bound_derivative(claim.expression, claim.arguments, points, "x", part.order, part.low, part.high)
    rounding = SAFETY * functional_rounding(claim, points, answer.functional, precision(dtype))
    return np.abs(answer.values.astype(float) - exact.exact), part.coefficient * slope, rounding


def test_weights_are_the_textbooks():
    assert weights((-1, 1)) == (Fraction(-1, 2), Fraction(1, 2))
    assert weights((0, 1, 2)) == (Fraction(-3, 2), Fraction(2), Fraction(-1, 2))
    assert weights((-2, -1, 1, 2)) == (Fraction(1, 12), Fraction(-2, 3), Fraction(2, 3), Fraction(-1, 12))


@given(st.sets(st.integers(-6, 6), min_size=2, max_size=6).map(sorted).map(tuple))
def test_weights_differentiate_polynomials_exactly(offsets):
    for power in range(len(offsets)):
        total = sum(w * Fraction(i) ** power for i, w in zip(offsets, weights(offsets), strict=True))
        assert total == (power == 1)


@given(st.sets(st.integers(-5, 5), min_size=3, max_size=6).map(sorted).map(tuple), st.integers(1, 4))
def test_weights_of_higher_derivatives_differentiate_polynomials_exactly(offsets, derivative):
    assume(derivative < len(offsets))
    found = weights(offsets, derivative)
    for power in range(len(offsets)):
        total = sum(w * Fraction(i) ** power for i, w in zip(offsets, found, strict=True))
        assert total == (factorial(derivative) if power == derivative else 0)


def test_the_bound_on_truncation_is_peanos_for_the_textbook_stencils():
    assert taylor_factor((-1, 1), 1) == Fraction(1, 6)
    assert taylor_factor((0, 1), 1) == Fraction(1, 2)
    assert taylor_factor((-1, 0, 1), 2) == Fraction(1, 12)


@pytest.mark.parametrize(
    ("order", "derivative", "said"),
    [(3, 1, "order 3"), (2, 2, "offsets give derivatives of order 1 to 1, not 2"), (2, 0, "not 0")],
)
def test_what_offsets_do_not_give_cannot_be_declared(order, derivative, said):
    with pytest.raises(UsageError, match=said):
        Difference(name="wrong", offsets=(-1, 1), order=order, derivative=derivative)


def test_a_node_that_is_named_twice_is_refused():
    with pytest.raises(UsageError, match="twice"):
        weights((-1, 1, 1))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", DIFFERENCES)
def test_errors_stay_within_truncation_and_rounding(name, dtype):
    points = np.random.default_rng(5).uniform(0.25, 3.0, (24, 1)).astype(dtype).astype(float)
    for text in SUBJECTS:
        claim = derivative_of(parse(text), "x")
        error, truncation, rounding = error_and_bounds(claim, points, dtype, METHODS[name].answer(claim, points, dtype))
        assert np.all(error <= truncation + rounding)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_every_step_is_judged_rightly(name):
    claim = derivative_of(parse("x**2*exp(x)"), "x")
    steps = np.ldexp(1.0, np.arange(-3, -50, -1))
    points = np.full((len(steps), 1), 1.0)
    answer = METHODS[name].answer_with_step(claim, points, "float64", steps)
    error, truncation, rounding = error_and_bounds(claim, points, "float64", answer)
    assert np.all(error <= truncation + rounding)
    assert np.array_equal(answer.steps, steps)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_step_chosen_is_near_the_best(name):
    claim = derivative_of(parse("exp(x)"), "x")
    chosen = METHODS[name].answer(claim, np.ones((1, 1)), "float64")
    steps = np.ldexp(1.0, np.arange(-3, -50, -1))
    tried = METHODS[name].answer_with_step(claim, np.ones((len(steps), 1)), "float64", steps)
    bound = sum(error_and_bounds(claim, np.ones((1, 1)), "float64", chosen)[1:])
    best = np.min(sum(error_and_bounds(claim, np.ones((len(steps), 1)), "float64", tried)[1:]))
    assert bound[0] <= 16.0 * best


def test_a_wrong_derivative_is_outside_its_bounds():
    claim = derivative_of(parse("exp(x)"), "x")
    answer = METHODS["central-4"].answer(claim, np.ones((1, 1)), "float64")
    answer.values = answer.values * (1.0 + 2.0**-20)
    error, truncation, rounding = error_and_bounds(claim, np.ones((1, 1)), "float64", answer)
    assert error[0] > truncation[0] + rounding[0]


def test_nodes_keep_inside_a_domain_that_ends_at_zero():
    claim = derivative_of(parse("log(x)"), "x")
    points = np.array([[1e-8], [2.0**-30], [1e-300]])
    for name in ("central-2", "central-4"):
        assert np.all(np.isfinite(METHODS[name].answer(claim, points, "float64").values))


def test_shifts_are_what_rounding_moved_the_nodes_by():
    claim = derivative_of(parse("x"), "x")
    points = np.array([[1.0 + 2.0**-52]])
    answer = METHODS["central-2"].answer_with_step(claim, points, "float64", 2.0**-53)
    exact = [Fraction(points[0, 0]) + sign * Fraction(1, 2**53) for sign in (-1, 1)]
    moved = [Fraction(node) - goal for node, goal in zip(answer.functional.nodes[0], exact, strict=True)]
    assert [Fraction(shift) for shift in answer.functional.shifts[0]] == moved
    assert any(moved)


def test_a_step_that_is_no_power_of_two_is_refused():
    with pytest.raises(UsageError, match="power of two"):
        METHODS["central-2"].answer_with_step(derivative_of(parse("x"), "x"), np.ones((1, 1)), "float64", 0.1)
