"""Integrals and area functions: errors within their bounds, estimates above the errors, panels that cover the range."""

import numpy as np
import pytest

from verify.core.budget import SAFETY
from verify.core.claim import area_slope_of, integral_of
from verify.core.method import Panels
from verify.core.precision import precision
from verify.kernels import METHODS, functional_rounding
from verify.kernels.integration.panels import equal_panels
from verify.ops.parsing import parse
from verify.oracle import enclose
from verify.oracle.remainder import bound_derivative, bound_quadrature

INTEGRANDS = ("exp(-x*x)*sin(3*x) + y", "1/(1 + x*x)", "x**3 - y*x", "cos(40*x)", "tanh(8*(x - 0.3125))")
POINTS = np.random.default_rng(11).uniform(0.25, 2.0, (16, 1))


def truncation(claim, points, functional):
    total = np.zeros(len(points))
    for part in functional.truncation:
        if isinstance(part, Panels):
            total += bound_quadrature(claim, points, part)
        else:
            order = part.order - 1  # of the integrand, whose area function is what is differentiated
            args = (claim.expression, claim.arguments, points, str(claim.wrt), order, part.low, part.high)
            total += part.coefficient * bound_derivative(*args)
    return total


def judged(name, claim, dtype):
    """Error and bound of a method's answers."""
    points = POINTS.astype(dtype).astype(float)
    answer = METHODS[name].answer(claim, points, dtype)
    error = np.abs(answer.values.astype(float) - enclose(claim, points).exact)
    rounding = SAFETY * functional_rounding(claim, points, answer.functional, precision(dtype))
    return answer, error, rounding + truncation(claim, points, answer.functional)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", ["gauss-legendre", "simpson", "gauss-kronrod"])
@pytest.mark.parametrize("limits", [("0", "y"), ("y", "-0.5"), ("sin(y)", "exp(y)*0.5")])
def test_errors_stay_within_truncation_and_rounding(name, dtype, limits):
    for text in INTEGRANDS:
        claim = integral_of(parse(f"{text} + 0*y"), "x", parse(limits[0]), parse(limits[1]))
        _, error, bound = judged(name, claim, dtype)
        assert np.all(error <= bound)


@pytest.mark.parametrize("name", ["gauss-legendre", "gauss-kronrod"])
def test_smooth_integrands_are_integrated_to_the_last_digits(name):
    claim = integral_of(parse("exp(-x*x)*y"), "x", parse("0"), parse("y"))
    _, error, bound = judged(name, claim, "float64")
    assert np.all(error <= 2.0**-50)
    assert np.all(bound <= 2.0**-40)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("text", [*INTEGRANDS, "1/(0.0009765625 + x*x)", "sqrt(abs(x - 0.3125))"])
def test_the_adaptive_estimate_is_above_the_error(text, dtype):
    claim = integral_of(parse(f"{text} + 0*y"), "x", parse("-1"), parse("y"))
    points = POINTS.astype(dtype).astype(float)
    answer = METHODS["gauss-kronrod"].answer(claim, points, dtype)
    exact = enclose(claim, points)
    decided = exact.status == 0
    error = np.maximum(np.abs(answer.values.astype(float) - exact.exact) - exact.radius, 0.0)
    assert np.all(answer.estimate[decided] >= error[decided])


def test_the_adaptive_method_spends_where_it_is_needed():
    smooth, sharp = (
        METHODS["gauss-kronrod"].answer(integral_of(parse(text), "x", parse("-1"), parse("y")), POINTS, "float64").evaluations
        for text in ("exp(x)", "1/(0.0009765625 + x*x)")
    )
    assert smooth < sharp


@pytest.mark.parametrize("name", ["gauss-legendre", "simpson", "gauss-kronrod"])
@pytest.mark.parametrize("limits", [("-1", "y"), ("y", "-1")])
def test_panels_cover_the_range_in_order(name, limits):
    claim = integral_of(parse("1/(0.0009765625 + x*x)"), "x", parse(limits[0]), parse(limits[1]))
    answer = METHODS[name].answer(claim, POINTS, "float64")
    (part,) = answer.functional.truncation
    sign = 1.0 if limits[0] == "-1" else -1.0
    for row, y in zip(part.ends, POINTS[:, 0], strict=True):
        ends = row[~np.isnan(row)]
        assert (ends[0], ends[-1]) == ((-1.0, y) if sign > 0 else (y, -1.0))
        assert np.all(np.diff(ends) * sign > 0.0)


@pytest.mark.parametrize("name", ["gauss-legendre", "simpson", "gauss-kronrod"])
def test_weights_of_each_integral_sum_to_its_length(name):
    claim = integral_of(parse("exp(x)"), "x", parse("-1"), parse("y"))
    answer = METHODS[name].answer(claim, POINTS, "float64")
    assert np.allclose(answer.functional.weights.sum(axis=1), POINTS[:, 0] + 1.0)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", ["area-gauss", "area-simpson"])
def test_slopes_of_areas_stay_within_their_bounds(name, dtype):
    for text in ("exp(-x*x)*sin(3*x) + 2", "1/(1 + x*x)", "cos(4*x)"):
        claim = area_slope_of(parse(text), "x", parse("0.125"))
        _, error, bound = judged(name, claim, dtype)
        assert np.all(error <= bound)


def test_slopes_of_areas_are_good_to_many_digits():
    claim = area_slope_of(parse("exp(-x*x) + 2"), "x", parse("0.125"))
    _, error, bound = judged("area-gauss", claim, "float64")
    assert np.all(error < 2.0**-28)
    assert np.all(bound < 2.0**-20)


def test_a_wrong_integral_is_outside_its_bounds():
    claim = integral_of(parse("exp(x)"), "x", parse("0"), parse("y"))
    answer, _, bound = judged("gauss-legendre", claim, "float64")
    wrong = answer.values * (1.0 + 2.0**-30)
    assert np.all(np.abs(wrong - enclose(claim, POINTS).exact) > bound)


def test_an_empty_range_has_integral_zero():
    for name in ("gauss-legendre", "simpson", "gauss-kronrod"):
        claim = integral_of(parse("exp(x)"), "x", parse("y"), parse("y"))
        assert not METHODS[name].answer(claim, POINTS, "float64").values.any()


def test_equal_panels_begin_and_end_at_the_limits():
    ends = equal_panels(np.array([0.1, 2.0]), np.array([0.3, -1.0]), 3, "float64")
    assert ends[:, 0].tolist() == [0.1, 2.0]
    assert ends[:, -1].tolist() == [0.3, -1.0]
