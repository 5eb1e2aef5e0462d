"""Areas under samples: exact where the rule is, of the order that it states, and sentences for what is not valid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import UsageError
from verify.kernels import area_under

RISING = st.lists(st.integers(-40, 40), min_size=3, max_size=9, unique=True).map(sorted)
COEFFICIENTS = st.tuples(*[st.integers(-8, 8)] * 3)


@given(xs=RISING, coefficients=COEFFICIENTS)
def test_simpsons_rule_is_exact_for_parabolas_on_any_abscissae(xs, coefficients):
    parabola = np.polynomial.Polynomial(coefficients)
    area = parabola.integ()(xs[-1]) - parabola.integ()(xs[0])
    size = np.abs(np.diff(xs)).sum() * max(1.0, np.abs(parabola(np.array(xs))).max())
    assert abs(area_under(xs, parabola(np.array(xs)), rule="simpson") - area) <= 2.0**-40 * size * size


@given(xs=RISING, coefficients=COEFFICIENTS)
def test_the_trapezoid_rule_is_exact_for_lines(xs, coefficients):
    line = np.polynomial.Polynomial(coefficients[:2])
    assert area_under(xs, line(np.array(xs))) == line.integ()(xs[-1]) - line.integ()(xs[0])


@pytest.mark.parametrize(("rule", "shift", "order"), [("trapezoid", 0, 2), ("simpson", 0, 4), ("simpson", 1, 3)])
def test_the_order_observed_is_the_one_claimed(rule, shift, order):
    """With an even or odd number of intervals; those of odd number have one parabola that reaches over its end."""
    errors = []
    for count in (64, 128):
        x = np.linspace(0.0, 1.0, count + shift + 1)
        errors.append(abs(area_under(x, np.exp(2.0 * x), rule) - np.expm1(2.0) / 2.0) * (1.0 + shift / count) ** order)
    assert np.log2(errors[0] / errors[1]) >= order - 0.1


def test_a_vertical_step_has_no_area_and_many_curves_are_done_at_once():
    curves = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 0.5, 0.5, 1.0]])
    assert area_under([0.0, 0.25, 0.25, 1.0], curves).tolist() == [0.75, 0.625]


@pytest.mark.parametrize(
    ("xs", "ys", "rule", "said"),
    [
        ([0.0], [1.0], "trapezoid", "needs .* n at least 2"),
        ([0.0, 1.0], [1.0, 1.0], "simpson", "needs .* n at least 3"),
        ([0.0, 1.0], [1.0, 1.0, 1.0], "trapezoid", "ys has shape"),
        ([[0.0, 1.0]], [1.0, 1.0], "trapezoid", "xs has shape"),
        ([0.0, np.nan], [1.0, 1.0], "trapezoid", r"xs\[1\] is not a finite number"),
        ([0.0, 2.0, 1.0], [1.0, 1.0, 1.0], "trapezoid", r"must not fall, but xs\[1\] = 2"),
        ([0.0, 1.0, 1.0], [1.0, 1.0, 1.0], "simpson", r"must rise, but xs\[1\] = 1"),
        ([0.0, 1.0], [1.0, 1.0], "trapezoids", "did you mean trapezoid"),
    ],
)
def test_what_is_not_valid_is_said(xs, ys, rule, said):
    with pytest.raises(UsageError, match=said):
        area_under(xs, ys, rule)
