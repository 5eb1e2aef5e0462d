import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.analysis.region import failing_region
from verify.core.errors import UsageError
from verify.core.precision import from_ordinal, ordinal

finite = st.floats(allow_nan=False, allow_infinity=False).map(lambda v: v + 0.0)


@given(st.lists(finite, min_size=5, max_size=5, unique=True))
@settings(max_examples=200)
def test_finds_any_interval_to_the_float(numbers):
    low, first, at, last, high = sorted(numbers)
    assert failing_region(lambda x: first <= x <= last, at, low, high) == (first, last)


@given(st.lists(finite, min_size=3, max_size=3, unique=True))
def test_stops_at_the_ends_of_the_domain(numbers):
    low, at, high = sorted(numbers)
    asked = []
    assert failing_region(lambda x: asked.append(x) or True, at, low, high) == (low, high)
    assert all(low <= x <= high for x in asked)


def test_a_single_float_is_a_region_of_its_own():
    assert failing_region(lambda x: x == 25.0, 25.0, 0.0, 100.0) == (25.0, 25.0)
    assert failing_region(lambda x: x != from_ordinal(ordinal(25.0) + 1), 25.0, 25.0, 100.0) == (25.0, 25.0)


def test_names_the_threshold_of_a_saturating_formula():
    """1 - tanh(x)**2 returns 0 from where tanh(x) rounds to 1."""
    low, high = failing_region(lambda x: 1 - math.tanh(x) ** 2 == 0.0, 25.0, 0.0, 700.0)
    assert high == 700.0
    assert 19.0 < low < 19.2
    assert 1 - math.tanh(math.nextafter(low, 0.0)) ** 2 > 0.0


@pytest.mark.parametrize("steps", [0, 1, 5, 64])
def test_asks_at_most_steps_in_each_search(steps):
    asked = []
    low, high = failing_region(lambda x: asked.append(x) or 20.0 < x < 30.0, 25.0, -1e300, 1e300, steps)
    assert len(asked) <= 4 * steps
    assert 20.0 < low <= 25.0 <= high < 30.0


def test_a_point_outside_its_bounds_is_refused():
    with pytest.raises(UsageError, match=r"5\.0 lies outside \[0\.0, 1\.0\]"):
        failing_region(lambda x: True, 5.0, 0.0, 1.0)
