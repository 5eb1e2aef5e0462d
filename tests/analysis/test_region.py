import math

import pytest
from breadth import examples
from hypothesis import given
from hypothesis import strategies as st

from verify.analysis.region import TO_THREE_DIGITS, failing_region, region_text, short_ends
from verify.core.errors import UsageError
from verify.core.precision import FLOAT32, FLOAT64, from_ordinal, ordinal

finite = st.floats(allow_nan=False, allow_infinity=False).map(lambda v: v + 0.0)
ONE_FLOAT32 = 2**29


def each(holds):
    return lambda coordinates: [holds(x) for x in coordinates]


@given(st.lists(finite, min_size=5, max_size=5, unique=True))
@examples(200)
def test_finds_any_interval_to_the_float(numbers):
    low, first, at, last, high = sorted(numbers)
    assert failing_region(each(lambda x: first <= x <= last), at, low, high) == (first, last)


@given(st.lists(finite, min_size=3, max_size=3, unique=True))
def test_ends_are_inside_and_no_farther_off_than_the_bracket(numbers):
    first, at, last = sorted(numbers)
    low, high = failing_region(each(lambda x: first <= x <= last), at, -FLOAT64.huge, FLOAT64.huge, bracket=TO_THREE_DIGITS)
    assert 0 <= ordinal(low) - ordinal(first) < TO_THREE_DIGITS
    assert 0 <= ordinal(last) - ordinal(high) < TO_THREE_DIGITS


@given(st.lists(finite, min_size=3, max_size=3, unique=True))
def test_stops_at_the_ends_of_the_domain(numbers):
    low, at, high = sorted(numbers)
    asked = []
    assert failing_region(each(lambda x: asked.append(x) or True), at, low, high) == (low, high)
    assert all(low <= x <= high for x in asked)


@given(st.lists(st.floats(2.0**-100, 2.0**127, width=32), min_size=3, max_size=3, unique=True))
def test_a_grain_walks_over_the_numbers_of_the_other_precision(numbers):
    first, at, last = sorted(numbers)
    asked = []
    whole = failing_region(
        each(lambda x: asked.append(x) or first <= x <= last), at, FLOAT32.tiny, FLOAT32.huge, grain=ONE_FLOAT32
    )
    assert whole == (first, min(last, FLOAT32.huge))
    assert all(math.ulp(x) * ONE_FLOAT32 and (ordinal(x) - ordinal(at)) % ONE_FLOAT32 == 0 for x in asked)


def test_a_single_float_is_a_region_of_its_own():
    assert failing_region(each(lambda x: x == 25.0), 25.0, 0.0, 100.0) == (25.0, 25.0)
    assert failing_region(each(lambda x: x != from_ordinal(ordinal(25.0) + 1)), 25.0, 25.0, 100.0) == (25.0, 25.0)


def test_names_the_threshold_of_a_saturating_formula():
    """1 - tanh(x)**2 returns 0 from where tanh(x) rounds to 1."""
    low, high = failing_region(each(lambda x: 1 - math.tanh(x) ** 2 == 0.0), 25.0, 0.0, 700.0)
    assert high == 700.0
    assert 19.0 < low < 19.2
    assert 1 - math.tanh(math.nextafter(low, 0.0)) ** 2 > 0.0


@pytest.mark.parametrize(("bracket", "most"), [(TO_THREE_DIGITS, 230), (0, 520)])
def test_few_numbers_are_looked_at(bracket, most):
    asked = []
    failing_region(each(lambda x: asked.append(x) or 1e-9 < x < 1e9), 25.0, -1e300, 1e300, bracket=bracket)
    assert len(asked) <= most


def test_a_point_outside_its_bounds_is_refused():
    with pytest.raises(UsageError, match=r"5\.0 lies outside \[0\.0, 1\.0\]"):
        failing_region(each(lambda x: True), 5.0, 0.0, 1.0)


HUGE, SMALLEST = FLOAT64.huge, FLOAT64.smallest


@pytest.mark.parametrize(
    ("intervals", "said"),
    [
        ([(17.2867, HUGE)], "x >= 17.3"),
        ([(-HUGE, -17.2867)], "x <= -17.3"),
        ([(-HUGE, -17.2867), (17.2867, HUGE)], "|x| >= 17.3"),
        ([(-300.04, -17.2867), (17.2867, 300.04)], "17.3 <= |x| <= 300"),
        ([(-HUGE, -745.2), (709.5, HUGE)], "x <= -746 or x >= 710"),
        ([(-HUGE, HUGE)], "any x"),
        ([(-HUGE, -SMALLEST)], "x < 0"),
        ([(SMALLEST, HUGE)], "x > 0"),
        ([(SMALLEST, 2.0)], "0 < x <= 2"),
        ([(-HUGE, -SMALLEST), (SMALLEST, HUGE)], "|x| > 0"),
        ([(2.0, 2.0)], "x = 2"),
        ([(0.1234567890123, 0.1234567890123)], "x = 0.1234567890123"),
        ([(1.0, 1.0 + 2**-52)], "1 <= x <= 1.0000000000000002"),
        ([(1.00012, 1.00058)], "1.0002 <= x <= 1.0005"),
    ],
)
def test_regions_in_words(intervals, said):
    assert region_text("x", intervals, FLOAT64) == said


@given(finite, finite)
def test_short_ends_stay_inside(a, b):
    low, high = min(a, b), max(a, b)
    first, last = map(float, short_ends(low, high))
    assert low <= first <= last <= high
