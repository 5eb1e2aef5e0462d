"""Double integrals: products and regions of any shape, both ways, with estimates that are judged."""

import numpy as np
import pytest

from verify.core.budget import SAFETY
from verify.core.claim import double_of
from verify.core.precision import precision
from verify.kernels import METHODS, functional_rounding
from verify.ops.parsing import parse

NAMES = ("tensor-gauss", "nested-kronrod")
POINTS = np.array([[0.5], [1.5]])
# Integrand, inner and outer limits, and the integral in closed form: rectangles, and regions with sloping or bent limits.
KNOWN = (
    ("x*y**2 + a", ("0", "2"), ("0", "a"), lambda a: 2.0 * a**3 / 3.0 + 2.0 * a * a),
    ("exp(x + a*y)", ("0", "1"), ("-1", "1"), lambda a: (np.e - 1.0) * 2.0 * np.sinh(a) / a),
    ("cos(x + y)", ("0", "y"), ("0", "a"), lambda a: (np.cos(a) - 1.0) + (1.0 - np.cos(2.0 * a)) / 2.0),
    ("a*x", ("y*y", "y"), ("0", "1"), lambda a: a * (1.0 / 3.0 - 1.0 / 5.0) / 2.0),
    ("1/(a + x*x)", ("0", "1"), ("0", "3"), lambda a: 3.0 * np.arctan(1.0 / np.sqrt(a)) / np.sqrt(a)),
)


def claim_of(text, inner, outer):
    return double_of(parse(text), ("x", *map(parse, inner)), ("y", *map(parse, outer)))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", NAMES)
def test_integrals_are_within_their_estimates_and_right_to_many_digits(name, dtype):
    for text, inner, outer, exact in KNOWN:
        claim = claim_of(text, inner, outer)
        answer = METHODS[name].answer(claim, POINTS, dtype)
        rounding = SAFETY * functional_rounding(claim, POINTS, answer.functional, precision(dtype))
        error = np.abs(answer.values - exact(POINTS[:, 0]))
        assert np.all(error <= answer.estimate + np.where(np.isfinite(rounding), rounding, 0.0)), text
        assert np.all(error <= 256.0 * precision(dtype).unit_roundoff * np.abs(answer.values)), text


def test_the_adaptive_method_follows_an_edge_that_the_product_misses():
    claim = claim_of("a*sqrt(abs(x - y))", ("0", "1"), ("0", "1"))
    error = {name: np.abs(METHODS[name].answer(claim, POINTS, "float64").values - POINTS[:, 0] * 8.0 / 15.0) for name in NAMES}
    assert np.all(100.0 * error["nested-kronrod"] < error["tensor-gauss"])


@pytest.mark.parametrize("name", NAMES)
def test_an_integrand_that_is_too_rough_is_told_by_the_estimate(name):
    answer = METHODS[name].answer(claim_of("a*sqrt(abs(x - y))", ("0", "1"), ("0", "1")), POINTS, "float64")
    assert np.all(np.abs(answer.values - POINTS[:, 0] * 8.0 / 15.0) <= answer.estimate)


@pytest.mark.parametrize("name", NAMES)
def test_the_weights_sum_to_the_area_of_the_region(name):
    answer = METHODS[name].answer(claim_of("exp(x)*a", ("y*y", "y"), ("0", "1")), POINTS, "float64")
    assert np.allclose(answer.functional.weights.sum(axis=1), 1.0 / 6.0)


@pytest.mark.parametrize("name", NAMES)
def test_outer_limits_in_the_other_order_turn_the_sign(name):
    forward, backward = (
        METHODS[name].answer(claim_of("exp(x*y)*a", ("0", "1"), limits), POINTS, "float64").values
        for limits in (("0", "2"), ("2", "0"))
    )
    assert np.all(np.abs(forward + backward) <= 2.0**-44 * forward)
