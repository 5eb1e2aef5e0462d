import itertools
import math
import time

import numpy as np
import pytest
from breadth import examples
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import area_slope_of, derivative_of, integral_of, value_of
from verify.core.method import Panels
from verify.ops.parsing import parse
from verify.oracle import bound_derivative, bound_quadrature, enclose

TEXTS = ["exp(x)*sin(3*x)", "1/(1 + x**2)", "tanh(x)", "log(x + 4)", "sqrt(x + 4)*x", "x**4 - x", "sinc(x)", "atan2(x, 2)"]


@examples(40)
@given(st.sampled_from(TEXTS), st.integers(0, 5), st.floats(-2, 2), st.integers(4, 30), st.floats(0, 1))
def test_the_bound_holds_inside_the_interval(text, order, middle, bits, share):
    root = parse(text)
    low, high = middle - 2.0**-bits, middle + 2.0**-bits
    bound = bound_derivative(root, ("x",), [[middle]], "x", order, [low], [high])
    inside = np.clip(low + share * (high - low), low, high)
    claim = derivative_of(root, "x", order) if order else value_of(root)
    found = enclose(claim, [[inside]])
    if np.isfinite(found.exact[0]):
        assert abs(found.exact[0]) - found.radius[0] <= bound[0]


@pytest.mark.parametrize("text", TEXTS)
def test_bounds_over_narrow_intervals_are_sharp(text):
    x = 0.7
    for order in (2, 3, 5):
        bound = bound_derivative(parse(text), ("x",), [[x]], "x", order, [x - 2.0**-20], [x + 2.0**-20])
        exact = enclose(derivative_of(parse(text), "x", order), [[x]]).exact
        assert abs(exact[0]) <= bound[0] <= abs(exact[0]) * 1.05 + 2.0**-8


@pytest.mark.parametrize("text", ["abs(x)", "relu(x)*x", "sqrt(x)", "1/x", "sign(x)", "max(x, x**3)"])
@pytest.mark.parametrize("order", [2, 3])
def test_no_bound_across_a_kink_a_pole_or_an_edge(text, order):
    assert np.isinf(bound_derivative(parse(text), ("x",), [[0.0]], "x", order, [-0.01], [0.01])[0])


def test_a_wide_interval_is_bounded_in_pieces():
    bound = bound_derivative(parse("1/(x**2 - x + 0.5)"), ("x",), [[0.5]], "x", 2, [0.0], [1.0])
    assert 32 <= bound[0] < 1e5  # f''(1/2) = -32


def test_a_removable_singularity_is_bounded_by_cauchy():
    bound = bound_derivative(parse("sinc(x)"), ("x",), [[0.0]], "x", 3, [-0.001], [0.001])
    assert math.pi**4 / 5 * 0.0009 < bound[0] < 1e4


def test_bounds_are_cheap():
    rng = np.random.default_rng(0)
    points = rng.uniform(0.1, 2, (64, 2))
    root = parse("sin(x*y)*exp(-x**2)/(1 + x**2) + tanh(x)*log(1 + x**2)*atan(x) + sqrt(x + 3)")
    started = time.process_time()
    bound_derivative(root, ("x", "y"), points, "x", 5, points[:, 0] - 1e-3, points[:, 0] + 1e-3)
    assert time.process_time() - started < 0.25  # 5 ms on an idle machine


def error_of_rule(text, ends, nodes, weights):
    """Composite rule minus integral, with the integral by the exact side and the rule in float64."""
    claim = integral_of(parse(text), "x", parse(repr(ends[0])), parse(repr(ends[-1])))
    exact = enclose(claim, np.empty((1, 0))).exact[0]
    total = 0.0
    for a, b in itertools.pairwise(ends):
        at = (a + b) / 2 + (b - a) / 2 * nodes
        values = [enclose(value_of(parse(text)), [[x]]).exact[0] for x in at]
        total += (b - a) / 2 * np.dot(weights, values)
    return abs(total - exact)


@pytest.mark.parametrize(
    "text", [*TEXTS, "abs(x - 0.3)", "sqrt(x)", "relu(x - 0.3)", "sign(x - 0.3)", "1/(0.01 + x**2)", "cbrt(x)"]
)
@pytest.mark.parametrize(("rule", "degree"), [("gauss", 3), ("gauss", 7), ("simpson", 3)])
def test_quadrature_errors_stay_below_the_bound(text, rule, degree):
    nodes, weights = np.polynomial.legendre.leggauss((degree + 1) // 2)
    if rule == "simpson":
        nodes, weights = np.array([-1.0, 0.0, 1.0]), np.array([1.0, 4.0, 1.0]) / 3
    ends = [0.0, 0.25, 0.5, 1.0]
    claim = integral_of(parse(text), "x", parse("0"), parse("t"))
    bound = bound_quadrature(claim, [[1.0]], Panels(ends=np.array([ends]), degree=degree, scale=np.ones(1)))[0]
    error = error_of_rule(text, ends, nodes, weights)
    assert error <= bound + 2.0**-48
    assert np.isfinite(bound)


def test_the_bound_falls_as_fast_as_gauss_does():
    claim = integral_of(parse("exp(x)"), "x", parse("0"), parse("t"))
    one = Panels(ends=np.array([[0.0, 1.0]]), degree=9, scale=np.ones(1))
    assert bound_quadrature(claim, [[1.0]], one)[0] < 2.0**-30
    assert bound_quadrature(claim, [[1.0]], Panels(ends=np.array([[0.0, 1.0]]), degree=31, scale=np.ones(1)))[0] < 2.0**-100


def test_ragged_panels_scale_and_parameters():
    claim = integral_of(parse("exp(k*x)"), "x", parse("0"), parse("1"))
    ends = np.array([[0.0, 1.0, np.nan], [0.0, 0.5, 1.0], [1.0, 0.5, 0.0]])
    found = bound_quadrature(claim, [[1.0], [1.0], [1.0]], Panels(ends=ends, degree=5, scale=np.array([1.0, 1.0, -2.0])))
    assert found[1] < found[0] / 8
    assert found[2] == pytest.approx(2 * found[1])


def test_empty_panels_miss_nothing_and_area_slopes_have_a_variable_among_their_columns():
    claim = area_slope_of(parse("1/t"), "t", parse("1"))
    panels = Panels(ends=np.array([[0.0, 0.0, np.nan], [1.0, 1.5, 2.0]]), degree=5, scale=np.ones(2))
    found = bound_quadrature(claim, [[1.0], [2.0]], panels)
    assert found[0] == 0
    assert 0 < found[1] < 2.0**-8


def test_intervals_that_are_no_numbers_have_no_bound():
    bound = bound_derivative(parse("sin(x)"), ("x",), [[1.0]] * 3, "x", 2, [np.nan, -np.inf, 1.0], [1.0, np.inf, 1.0])
    assert np.isinf(bound[0])
    assert bound[2] == pytest.approx(math.sin(1))


def test_an_unbounded_integrand_has_no_bound():
    claim = integral_of(parse("1/x"), "x", parse("-1"), parse("t"))
    assert np.isinf(bound_quadrature(claim, [[1.0]], Panels(ends=np.array([[-1.0, 1.0]]), degree=5, scale=np.ones(1)))[0])
