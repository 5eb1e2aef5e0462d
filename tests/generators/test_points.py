"""Points: every source occurs, every number is exact in its precision, everything stays in the box."""

import math
import random

import numpy as np
import pytest
from breadth import examples
from hypothesis import given
from hypothesis import strategies as st

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.generators import SOURCES, SeededChooser, draw_points

BOX = {"x": Interval(-40.0, 40.0), "y": Interval(-3.0, 50.0)}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])


@DTYPES
def test_every_source_occurs_in_a_few_points(dtype):
    _, sources = draw_points(3, BOX, 8, dtype)
    assert set(sources) == set(SOURCES)


@DTYPES
def test_a_box_without_large_numbers_has_no_saturating_points(dtype):
    _, sources = draw_points(3, {"x": Interval(-1.0, 1.0)}, 64, dtype)
    assert set(sources) == set(SOURCES) - {"saturating"}


@DTYPES
def test_special_values_are_among_the_points(dtype):
    points, sources = draw_points(1, BOX, 2000, dtype)
    special = points[[source == "special" for source in sources]]
    x, y = special[:, 0], special[:, 1]
    neighbour = np.nextafter(np.asarray(-40.0, dtype), np.asarray(0.0, dtype))
    assert {0.0, 1.0, -1.0, 2.0, 0.5, -40.0, 40.0, 2.0**-100, float(neighbour)} <= set(x.tolist())
    assert np.signbit(x[x == 0.0]).any()
    assert not np.signbit(x[x == 0.0]).all()
    assert ((x == y) & (x != 0.0)).any(), "ties"


@DTYPES
def test_saturating_points_lie_far_out_on_both_sides(dtype):
    points, sources = draw_points(1, {"x": BOX["x"]}, 400, dtype)
    far = points[[source == "saturating" for source in sources], 0]
    assert (abs(far) >= 10.0).all()
    assert (far > 0).any()
    assert (far < 0).any()


@DTYPES
def test_points_by_ordinal_have_all_magnitudes(dtype):
    points, sources = draw_points(1, {"x": BOX["x"]}, 800, dtype)
    exponents = np.frexp(points[[source == "ordinal" for source in sources], 0])[1]
    assert exponents.min() < -80
    assert exponents.max() > 0
    assert len(set(exponents.tolist())) > 30


@examples(80)
@given(
    ends=st.tuples(st.floats(-1e30, 1e30), st.floats(-1e30, 1e30)).map(sorted),
    dtype=st.sampled_from(["float64", "float32"]),
    seed=st.integers(0, 1000),
)
def test_points_are_exact_and_inside(ends, dtype, seed):
    box = {"x": Interval(*ends)}
    try:
        points, _ = draw_points(seed, box, 16, dtype)
    except UsageError:
        assert dtype == "float32"
        below = np.nextafter(np.float32(ends[0]), np.float32(-math.inf))
        near = [below := np.nextafter(below, np.float32(math.inf)) for _ in range(3)]
        assert not any(ends[0] <= float(value) <= ends[1] for value in near)
        return
    assert points.dtype == np.float64
    assert (points.astype(dtype).astype(np.float64) == points).all()
    assert ((points >= ends[0]) & (points <= ends[1])).all()


def test_columns_come_in_the_order_of_sorted_names():
    points, _ = draw_points(1, {"z": Interval(5.0, 6.0), "a": Interval(1.0, 2.0)}, 32)
    assert (points[:, 0] <= 2.0).all()
    assert (points[:, 1] >= 5.0).all()


def test_a_box_of_one_number_is_that_number():
    points, _ = draw_points(1, {"x": Interval(0.5, 0.5)}, 9)
    assert (points == 0.5).all()


def test_a_claim_without_arguments_has_points_without_columns():
    points, sources = draw_points(1, {}, 3)
    assert points.shape == (3, 0)
    assert len(sources) == 3


def test_a_seed_fixes_the_points():
    first, again = draw_points(5, BOX, 50), draw_points(random.Random(5), BOX, 50)
    assert (first[0] == again[0]).all()
    assert first[1] == again[1]
    assert (first[0] != draw_points(SeededChooser(6), BOX, 50)[0]).any()


@pytest.mark.parametrize(
    ("box", "dtype", "complaint"),
    [
        ({"x": Interval(1.0 + 2.0**-50, 1.0 + 2.0**-49)}, "float32", "of x holds no finite float32"),
        ({"x": Interval(0.0, math.inf)}, "float64", "of x holds no finite float64"),
        ({"x": Interval(0.0, 1.0)}, "double", "unknown dtype 'double'"),
    ],
)
def test_ranges_without_numbers_are_refused(box, dtype, complaint):
    with pytest.raises(UsageError) as error:
        draw_points(1, box, 1, dtype)
    assert complaint in str(error.value)
