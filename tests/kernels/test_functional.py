"""Rounding bounds of weighted sums of function values."""

import numpy as np
import pytest

from verify.core.claim import derivative_of, integral_of
from verify.core.method import Functional
from verify.core.precision import FLOAT32, FLOAT64
from verify.kernels import functional_rounding, roundings_together
from verify.kernels.functional import table_of
from verify.ops.parsing import parse

POINTS = np.array([[1.0], [2.0]])
CLAIM = derivative_of(parse("exp(x)"), "x")


def facts(nodes, weights, shifts=None):
    return Functional(nodes=np.array(nodes), weights=np.array(weights), shifts=shifts)


def test_nodes_replace_the_variable_of_the_claim():
    claim = derivative_of(parse("x*y"), "x")
    names, table = table_of(claim, np.array([[1.0, 5.0], [2.0, 6.0]]), np.array([[1.0, 1.5], [2.0, 2.5]]))
    assert names == ("x", "y")
    assert table.tolist() == [[1.0, 5.0], [1.5, 5.0], [2.0, 6.0], [2.5, 6.0]]


def test_nodes_are_a_column_of_their_own_where_the_variable_is_integrated_out():
    claim = integral_of(parse("x*y"), "x", parse("0"), parse("y"))
    names, table = table_of(claim, np.array([[5.0]]), np.array([[1.0, 1.5]]))
    assert names == ("y", "x")
    assert table.tolist() == [[5.0, 1.0], [5.0, 1.5]]


def test_functionals_that_are_asked_about_together_are_told_what_each_is_told_alone():
    few = facts([[1.0, 2.0]] * 2, [[1.0, -1.0]] * 2)
    shifted = facts([[1.0, 1.25, 1.5]] * 2, [[3.0, -4.0, 1.0]] * 2, shifts=np.full((2, 3), 1e-17))
    for precision in (FLOAT64, FLOAT32):
        together = roundings_together(CLAIM, POINTS, [few, shifted, few], precision)
        alone = [functional_rounding(CLAIM, POINTS, each, precision) for each in (few, shifted, few)]
        assert np.all(np.array(alone) > 0.0)
        assert np.allclose(together, alone, rtol=2.0**-40, atol=0.0)


def test_padding_by_zero_weights_costs_nothing_even_where_the_function_is_undefined():
    claim = derivative_of(parse("log(x)"), "x")
    plain = functional_rounding(claim, POINTS, facts([[1.0, 2.0]] * 2, [[1.0, -1.0]] * 2), FLOAT64)
    padded = functional_rounding(claim, POINTS, facts([[1.0, 2.0, -1.0]] * 2, [[1.0, -1.0, 0.0]] * 2), FLOAT64)
    assert np.array_equal(plain, padded)


@pytest.mark.parametrize("factor", [2.0, 1024.0])
def test_rounding_grows_with_the_weights(factor):
    one = functional_rounding(CLAIM, POINTS, facts([[1.0, 2.0]] * 2, [[1.0, -1.0]] * 2), FLOAT64)
    more = functional_rounding(CLAIM, POINTS, facts([[1.0, 2.0]] * 2, [[factor, -factor]] * 2), FLOAT64)
    assert np.allclose(more, factor * one)


def test_shifts_cost_the_slope_times_the_shift():
    still = functional_rounding(CLAIM, POINTS, facts([[1.0]] * 2, [[1.0]] * 2), FLOAT64)
    moved = functional_rounding(CLAIM, POINTS, facts([[1.0]] * 2, [[1.0]] * 2, np.full((2, 1), 2.0**-20)), FLOAT64)
    assert np.allclose(moved - still, np.exp(1.0) * 2.0**-20)


def test_float32_rounds_more():
    fine, coarse = (functional_rounding(CLAIM, POINTS, facts([[1.0]] * 2, [[1.0]] * 2), p) for p in (FLOAT64, FLOAT32))
    assert np.allclose(coarse / fine, 2.0**29)


def test_limits_that_are_rounded_count():
    exact = integral_of(parse("exp(x)"), "x", parse("0"), parse("y"))
    rounded = integral_of(parse("exp(x)"), "x", parse("0"), parse("sin(y)*sin(y)"))
    functional = facts([[0.5]] * 2, [[1.0]] * 2)
    assert np.all(
        functional_rounding(rounded, POINTS, functional, FLOAT64) > functional_rounding(exact, POINTS, functional, FLOAT64)
    )


def test_nodes_that_did_not_move_cost_no_derivative_and_change_nothing():
    still = functional_rounding(CLAIM, POINTS, facts([[1.0]] * 2, [[1.0]] * 2), FLOAT64)
    unmoved = functional_rounding(CLAIM, POINTS, facts([[1.0]] * 2, [[1.0]] * 2, np.zeros((2, 1))), FLOAT64)
    assert np.array_equal(still, unmoved)


def test_nodes_within_their_own_shifts_are_charged_for_the_whole_shift():
    claim = integral_of(parse("(x - 10)**2"), "x", parse("10"), parse("b"))
    low, high = 10.0, np.nextafter(10.0, 11.0)
    half = (high - low) / 2  # the true node is between two numbers and was rounded to the double zero
    moved = Functional(nodes=np.array([[low]]), weights=np.array([[high - low]]), shifts=np.array([[half]]))
    assert functional_rounding(claim, np.array([[high]]), moved, FLOAT64)[0] >= (high - low) * half**2


def test_weights_that_underflow_to_zero_are_charged():
    claim = integral_of(parse("exp(x)"), "x", parse("0"), parse("b"))
    tiny = FLOAT32.smallest
    lost = Functional(nodes=np.array([[0.0, tiny]]), weights=np.zeros((1, 2)))
    assert functional_rounding(claim, np.array([[tiny]]), lost, FLOAT32)[0] >= tiny


def test_nothing_is_known_of_a_sum_one_of_whose_values_leaves_the_range():
    claim = integral_of(parse("exp(x)"), "x", parse("a"), parse("b"))
    functional = Functional(nodes=np.array([[88.0, 89.0], [87.0, 88.0]]), weights=np.full((2, 2), 0.25))
    points = np.array([[88.0, 89.0], [87.0, 88.0]])
    assert np.isfinite(functional_rounding(claim, points, functional, FLOAT64)).all()
    assert np.isinf(functional_rounding(claim, points, functional, FLOAT32)).tolist() == [True, False]
