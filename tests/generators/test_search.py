"""The search finds needles that random points miss, repeats itself, and refuses what it cannot do."""

import math

import numpy as np
import pytest

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.generators.lattice import Lattice
from verify.generators.search import Effort, search

UNIT = Interval(0.0, 1.0)
SMALL = Effort(drawn=64, first=64, rounds=30, children=256, asked=64)


class Needle:
    """A score with its only peak at `at`: minus the log2 of the distance in floats."""

    formulas = ()
    ceiling = 0.0
    hopeless = math.inf

    def __init__(self, *at, dtype="float64"):
        self.at, self.lattice, self.asked = np.array(at), Lattice(dtype), []

    def evaluate(self, expression, points):
        raise AssertionError("there is no formula to look at")

    def guess(self, points):
        return np.zeros(len(points))

    def exact(self, points):
        self.asked.append(points)
        distance = np.abs(self.lattice.ordinals(points) - self.lattice.ordinals(self.at)).astype(float).sum(axis=1)
        return -np.log2(distance + 1.0)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("at", [0.3, 1e-30, 0.999])
def test_one_float_is_found_by_descent(at, dtype):
    needle = Needle(float(np.float32(at)), dtype=dtype)
    found = search(needle, {"x": UNIT}, dtype)
    assert found.points[0, 0] == needle.at[0]
    assert found.scores[0] == 0.0


def test_two_coordinates_are_found_together():
    found = search(Needle(0.3, 0.7), {"x": UNIT, "y": UNIT})
    assert found.scores[0] > -16.0  # within 2**16 of 2**62 floats


def test_the_search_ends_where_nothing_is_worse():
    needle = Needle(0.0)
    found = search(needle, {"x": UNIT}, effort=SMALL)
    assert found.scores[0] == 0.0
    assert found.asked == sum(map(len, needle.asked)) < SMALL.first + SMALL.rounds * SMALL.asked / 2


def test_no_point_is_asked_twice_and_none_outside():
    needle = Needle(0.3)
    search(needle, {"x": UNIT}, effort=SMALL)
    asked = np.vstack(needle.asked)
    assert len(np.unique(asked)) == len(asked)
    assert asked.min() >= 0.0
    assert asked.max() <= 1.0


def test_equal_seeds_find_the_same():
    first, again, other = (search(Needle(0.3), {"x": UNIT}, seed=seed, effort=SMALL) for seed in (1, 1, 2))
    assert np.array_equal(first.points, again.points)
    assert not np.array_equal(first.points, other.points)


def test_points_without_a_score_are_not_returned():
    class Nowhere(Needle):
        def exact(self, points):
            return np.where(points[:, 0] < 0.5, np.nan, -np.inf)

    found = search(Nowhere(0.3), {"x": UNIT}, effort=SMALL)
    assert len(found.points) == 0


def test_worst_points_come_from_different_neighbourhoods():
    found = search(Needle(0.3), {"x": UNIT}, effort=SMALL, keep=12)
    assert len(found.points) == 12
    assert np.ptp(found.points) > 1e-3
    assert list(found.scores) == sorted(found.scores, reverse=True)


def test_a_guess_leads_the_way():
    """With a guess that is right, hardly any of the points asked is far from the needle."""

    class Told(Needle):
        def guess(self, points):
            return Needle.exact(Needle(*self.at), points)

    blind, led = Needle(0.3), Told(0.3)
    few = Effort(drawn=64, first=64, rounds=6, children=512, asked=32)
    best = [search(score, {"x": UNIT}, effort=few).scores[0] for score in (blind, led)]
    assert best[1] > best[0]


@pytest.mark.parametrize("box", [{}, {"x": UNIT, "y": UNIT, "z": UNIT}])
def test_more_than_two_variables_are_refused(box):
    with pytest.raises(UsageError, match=f"box has {len(box)} sides"):
        search(Needle(0.3), box)


def test_an_effort_of_nothing_is_refused():
    with pytest.raises(UsageError, match="effort rounds is 0"):
        Effort(rounds=0)
