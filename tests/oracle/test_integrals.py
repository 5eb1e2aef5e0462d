import math

import numpy as np
import pytest

from verify.core.claim import area_slope_of, integral_of
from verify.core.exact import Status
from verify.ops.parsing import parse
from verify.oracle import check_area_slope, enclose
from verify.oracle import integrals as module


def over(text, lower, upper):
    return integral_of(parse(text), "x", parse(lower), parse(upper))


def test_integrals_with_moving_limits_and_their_conditions():
    found = enclose(over("x**2", "a", "b"), [[1.0, 3.0], [0.0, 2.0], [2.0, 2.0]])
    assert found.status.tolist() == [Status.DECIDED] * 3
    assert found.exact.tolist() == [pytest.approx(26 / 3), pytest.approx(8 / 3), 0.0]
    assert found.condition[0] == pytest.approx((1 + 27) / (26 / 3))
    assert found.condition[1] == pytest.approx(3.0)
    assert (found.radius <= 2.0**-75 * np.abs(found.exact)).all()


def test_parameters_leave_the_condition_unknown():
    found = enclose(over("sin(k*x)", "0", "1"), [[2.0]])
    assert found.exact[0] == pytest.approx((1 - math.cos(2)) / 2)
    assert np.isnan(found.condition[0])


def test_cancelling_integrals_are_decided_against_the_size_of_the_integrand():
    found = enclose(over("sin(x)", "-t", "t"), [[2.0]])
    assert found.status[0] == Status.DECIDED
    assert abs(found.exact[0]) + found.radius[0] < 2.0**-75


@pytest.mark.parametrize(
    "claim",
    [
        over("1/x", "-1", "t"),
        over("log(x)", "0", "t"),
        over("x", "log(t - 2)", "1"),
        over("1/(x - 0.3)", "0", "t"),
        over("sqrt(x - 0.3)", "0", "t"),
        over("tan(3*x)", "0", "t"),
    ],
)
def test_undefined_integrals_are_outside(claim):
    assert enclose(claim, [[1.0]]).status[0] == Status.DOMAIN


@pytest.mark.parametrize("text", ["1/cosh(1000*(x - 0.3712))", "exp(-1000000*(x - 0.3712)**2)", "sqrt(x)/cosh(2000*x)"])
def test_integrals_that_are_too_much_work_are_wide_and_not_outside(text):
    assert enclose(over(text, "0", "t"), [[1.0]]).status[0] == Status.WIDE


def test_constant_limits_need_no_columns():
    found = enclose(over("exp(x)", "0", "1"), np.empty((2, 0)))
    assert found.exact.tolist() == [pytest.approx(math.e - 1)] * 2


@pytest.mark.parametrize(
    ("text", "lower", "point", "answer"),
    [
        ("sin(t)*exp(t)", "a", {"t": 1.5, "a": 0.25}, True),
        ("sqrt(t)", "0", {"t": 1.5}, True),
        ("t**2", "0", {"t": 0.0}, True),
        ("k*t", "1", {"t": 2.0, "k": 3.0}, True),
        ("abs(t)", "-1", {"t": 0.0}, None),  # f'' is not bounded across the kink
        ("1/t", "-1", {"t": 1.0}, None),
        ("sign(t)", "-1", {"t": 0.0}, None),
    ],
)
def test_area_slopes_are_checked_by_integrals(text, lower, point, answer):
    assert check_area_slope(area_slope_of(parse(text), "t", parse(lower)), point) is answer


def test_a_wrong_integral_is_refuted_by_the_area_slope(monkeypatch):
    claim = area_slope_of(parse("exp(t)"), "t", parse("0"))
    true = module.integrate
    monkeypatch.setattr(module, "integrate", lambda *args: true(*args) * 1.001)
    assert check_area_slope(claim, {"t": 1.0}) is False
