"""Choosers: what they promise, from a seed and from Hypothesis alike."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from verify.generators.chooser import SeededChooser, cumulative
from verify.generators.strategies import HypothesisChooser


def choices(chooser):
    weights = cumulative((1, 2, 3))
    return [
        (chooser.index(7), chooser.integer(-3, 3), chooser.choice("abc"), chooser.weighted(weights), chooser.boolean())
        for _ in range(5)
    ]


def in_range(drawn):
    return all(0 <= a < 7 and -3 <= b <= 3 and c in "abc" and d in (0, 1, 2) and e in (False, True) for a, b, c, d, e in drawn)


def test_a_seed_fixes_every_choice():
    assert choices(SeededChooser(9)) == choices(SeededChooser(random.Random(9))) != choices(SeededChooser(8))


@given(st.integers(0, 2**32))
def test_seeded_choices_stay_in_range(seed):
    assert in_range(choices(SeededChooser(seed)))


@given(st.data())
def test_choices_by_hypothesis_stay_in_range(data):
    assert in_range(choices(HypothesisChooser(data.draw)))


def test_weights_are_proportions():
    chooser, weights = SeededChooser(1), cumulative((1, 0, 3))
    count = Counter(chooser.weighted(weights) for _ in range(4000))
    assert set(count) == {0, 2}
    assert 2.5 < count[2] / count[0] < 3.5


def test_ranges_beyond_what_a_float_can_index_are_covered():
    chooser = SeededChooser(2)
    drawn = [chooser.index(2**63) for _ in range(200)]
    assert max(drawn) > 2**62 > min(drawn)
    assert len({number % 1024 for number in drawn}) > 100
