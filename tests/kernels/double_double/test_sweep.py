"""The machine runs tapes as plain Python does, bit for bit, and derives condition numbers from them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.expression import variable
from verify.kernels import filter_balls
from verify.kernels.double_double import driver, sweep
from verify.ops.parsing import parse

POINTS = np.array([[0.5, 2.0], [-1.25, 0.1], [3.0, -0.75], [1e-300, 1e300], [0.0, 1.0], [math.inf, math.nan]])


@given(st.lists(trees(leaves=st.sampled_from(["x", "y"]).map(variable), max_leaves=6), min_size=1, max_size=3))
def test_compiled_sweeps_are_those_of_plain_python(outputs):
    compiled = filter_balls(tuple(outputs), ("x", "y"), ("x", "y"), POINTS)
    with pytest.MonkeyPatch.context() as patch, np.errstate(all="ignore"):
        patch.setattr(sweep, "_machine", lambda: driver)
        slow = filter_balls(tuple(outputs), ("x", "y"), ("x", "y"), POINTS)
    known = np.isfinite(slow.radius)
    assert (known == np.isfinite(compiled.radius)).all()
    for part in ("high", "low", "radius"):
        assert np.array_equal(getattr(compiled, part)[known], getattr(slow, part)[known])


@pytest.mark.parametrize(
    ("text", "condition"),
    [("x**3", 3.0), ("exp(x)", 2.0), ("x*y", 2.0), ("5 + 0*x", 0.0), ("x - y", 5.0 / 1.0), ("sqrt(x)/y", 1.5)],
)
def test_condition_numbers_are_those_of_calculus(text, condition):
    found = filter_balls((parse(text),), ("x", "y"), ("x", "y"), np.array([[2.0, 3.0]]))
    assert abs(found.condition[0] - condition) <= found.doubt[0] <= 2.0**-40


def test_points_are_answered_one_by_one():
    root, points = parse("sin(x)*exp(y) + log(x)"), np.random.default_rng(1).uniform(0.1, 5.0, (600, 2))
    every = filter_balls((root,), ("x", "y"), ("x",), points)
    for row in (0, 255, 256, 599):
        one = filter_balls((root,), ("x", "y"), ("x",), points[row : row + 1])
        assert [one.high[0, 0], one.low[0, 0], one.radius[0, 0]] == [
            every.high[0, row],
            every.low[0, row],
            every.radius[0, row],
        ]
