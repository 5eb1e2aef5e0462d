"""Reverse mode as a method: one sweep gives the derivative by any variable."""

import numpy as np

from verify.core.claim import derivative_of
from verify.kernels import METHODS
from verify.kernels.machine import gradient
from verify.ops.parsing import parse

POINTS = np.random.default_rng(1).uniform(0.5, 2.0, (10, 3))


def test_each_variable_gets_its_own_derivative():
    expression = parse("x*y + sin(y*z)")
    expected = {"x": POINTS[:, 1], "z": POINTS[:, 1] * np.cos(POINTS[:, 1] * POINTS[:, 2])}
    for wrt, slope in expected.items():
        found = METHODS["reverse"].answer(derivative_of(expression, wrt), POINTS, "float64")
        assert np.allclose(found.values, slope)
        assert found.functional is None


def test_arguments_that_do_not_occur_have_slope_zero():
    _, slopes = gradient(parse("y*2"), ("x", "y", "z"), POINTS, "float64")
    assert slopes.tolist() == [[0.0, 2.0, 0.0]] * 10


def test_a_variable_used_often_collects_all_its_uses():
    _, slopes = gradient(parse("x + x + x*x"), ("x",), POINTS[:, :1], "float64")
    assert np.allclose(slopes[:, 0], 2.0 + 2.0 * POINTS[:, 0])
