"""Formats and the order of floats."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import UsageError
from verify.core.precision import FLOAT32, FLOAT64, PRECISIONS, from_ordinal, ordinal, precision

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("found", [FLOAT64, FLOAT32], ids=lambda found: found.name)
def test_formats_are_what_numpy_says(found):
    facts = np.finfo(found.name)
    assert found.huge == float(facts.max)
    assert found.tiny == float(facts.tiny)
    assert found.smallest == float(facts.smallest_subnormal)
    assert found.unit_roundoff == float(facts.eps) / 2
    assert found.bits == facts.nmant + 1
    assert precision(found.name) is PRECISIONS[found.name] is found


def test_an_unknown_format_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="unknown dtype 'flaot64'; did you mean float64"):
        precision("flaot64")


@given(finite)
def test_ordinals_round_trip(value):
    assert from_ordinal(ordinal(value)) == value


@given(finite)
def test_neighbours_differ_by_one(value):
    assert ordinal(math.nextafter(value, math.inf)) - ordinal(value) == 1
    assert ordinal(value) - ordinal(math.nextafter(value, -math.inf)) == 1


@given(finite, finite)
def test_ordinals_keep_the_order(left, right):
    assert (left < right) == (ordinal(left) < ordinal(right))


def test_both_zeros_are_the_middle_and_infinity_comes_after_the_largest():
    assert ordinal(0.0) == ordinal(-0.0) == 0
    assert ordinal(math.inf) == ordinal(FLOAT64.huge) + 1
    assert ordinal(-math.inf) == -ordinal(math.inf)
    assert ordinal(FLOAT64.smallest) == 1
    assert struct.pack("<d", from_ordinal(0)) == struct.pack("<d", 0.0)
