import math

import numpy as np
import pytest

from verify.core.claim import improper_of
from verify.core.exact import Status
from verify.ops.parsing import parse
from verify.oracle.enclosure import pack
from verify.oracle.improper import improper_question
from verify.oracle.refinement import refine


def enclosed(text, lower, upper, points):
    ends = [None if end is None else parse(end) for end in (lower, upper)]
    return pack(*refine(improper_question(improper_of(parse(text), "x", *ends)), np.array(points, dtype=float)))


def test_parameters_and_limits_are_columns():
    found = enclosed("r*exp(-r*x)", "a", None, [[0.0, 2.0], [1.0, 0.5], [0.0, 1.0]])  # columns a, r
    assert found.status.tolist() == [Status.DECIDED] * 3
    assert found.exact.tolist() == [pytest.approx(1.0), pytest.approx(math.exp(-0.5)), pytest.approx(1.0)]
    assert (found.radius < 2.0**-80).all()
    assert np.isnan(found.condition).all()


def test_each_point_has_its_own_status():
    found = enclosed("x**p", "0", "1", [[-0.5], [-1.0], [-2.0], [3.0]])
    assert found.status.tolist() == [Status.DECIDED, Status.DOMAIN, Status.DOMAIN, Status.DECIDED]
    assert found.exact[[0, 3]].tolist() == [2.0, 0.25]
    assert np.isnan(found.exact[1:3]).all()


def test_a_mean_of_zero_is_decided_beside_the_size_of_the_integrand():
    found = enclosed("x*exp(-x**2)", None, None, np.empty((1, 0)))
    assert found.status.tolist() == [Status.DECIDED]
    assert abs(found.exact[0]) + found.radius[0] < 2.0**-80


def test_undecided_integrals_are_wide_without_a_number():
    found = enclosed("sin(k*x)/x", "1", None, [[1.0]])
    assert found.status.tolist() == [Status.WIDE]
    assert np.isnan(found.exact[0])
    assert not found.radius[0] < math.inf


def test_undefined_limits_and_integrands_are_outside():
    assert enclosed("exp(-x)", "log(a)", None, [[-1.0]]).status.tolist() == [Status.DOMAIN]
    assert enclosed("1/(x - 1)", "0", None, np.empty((1, 0))).status.tolist() == [Status.DOMAIN]
