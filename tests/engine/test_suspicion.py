"""Suspicious points of programs: where a class changes, and only where every program has a value."""

from random import Random

import numpy as np

from verify.core.domain import Interval
from verify.engine.suspicion import defined, suspicious
from verify.ops.parsing import evaluate, parse

WIDE = Interval(-40.0, 40.0)


def found(*texts, box=WIDE, count=200, seed=1):
    return suspicious([parse(text) for text in texts], {"x": box}, "float64", Random(seed), count)


def test_the_end_of_a_plateau_is_suspicious():
    points = np.sort(found("tanh(x)")[:, 0])
    ends = points[(points > 15.0) & (points < 25.0)]
    assert len(ends) > 0
    assert np.array_equal(ends[1::2], np.nextafter(ends[::2], 40.0))  # the last float before a change, and the first after it


def test_a_zero_is_suspicious():
    points = found("x - 3")[:, 0]
    assert 3.0 in points


def test_points_without_a_value_are_left_out():
    points = found("log(x)", "sqrt(x - 1)")
    assert len(points) > 0
    assert np.all(points > 0.0)
    assert np.all(points >= 1.0)


def test_no_more_points_than_wanted_and_equal_ones_for_equal_seeds():
    assert len(found("sin(x)", count=5)) == 5
    assert np.array_equal(found("sin(x)", count=5), found("sin(x)", count=5))


def test_defined_asks_every_program():
    points = np.array([[-1.0], [0.5], [2.0]])
    assert defined([parse("log(x)"), parse("asin(x)")], ("x",), points, "float64").tolist() == [False, True, False]


def test_nothing_underflows_at_a_suspicious_point():
    for text in ("sin(x)", "x*x", "exp(-x*x)", "erfc(x)"):
        points = found(text)[:, 0]
        assert len(points) > 0
        assert np.all((points == 0.0) | (np.abs(points) >= 2.0**-511))
        values = np.array([evaluate(parse(text), {"x": x}) for x in points.tolist()])
        assert np.all((values == 0.0) | (np.abs(values) >= 2.0**-1022))


def test_where_nothing_is_suspicious_there_are_no_points():
    assert found("x", box=Interval(1.0, 2.0)).shape == (0, 1)
    assert found("exp(x) + 1", "x", box=Interval(1.0, 2.0)).shape[1] == 1
