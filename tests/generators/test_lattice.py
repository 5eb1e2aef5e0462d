"""Ordinals of whole arrays agree with those of single numbers, in both precisions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import UsageError
from verify.core.precision import FLOAT32, FLOAT64, from_ordinal, ordinal
from verify.generators.lattice import Lattice

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(finite))
def test_float64_positions_are_those_of_the_core(values):
    assert Lattice("float64").ordinals(np.array(values, np.float64)).tolist() == list(map(ordinal, values))


@pytest.mark.parametrize("form", [FLOAT64, FLOAT32], ids=lambda form: form.name)
@given(data=st.data())
def test_there_and_back(form, data):
    value = data.draw(st.floats(width=64 if form is FLOAT64 else 32, allow_nan=False, allow_infinity=False))
    lattice = Lattice(form.name)
    assert lattice.floats(lattice.ordinals(np.array([value])))[0] == value


@pytest.mark.parametrize("form", [FLOAT64, FLOAT32], ids=lambda form: form.name)
def test_neighbours_differ_by_one(form):
    lattice = Lattice(form.name)
    values = np.array([0.0, 1.0, -1.0, form.tiny, -form.smallest, 3.5], form.name)
    after = np.nextafter(values, np.array(math.inf, form.name))
    assert (lattice.ordinals(after) - lattice.ordinals(values) == 1).all()


@given(st.floats(-1e30, 1e30), st.integers(0, 2**40))
def test_ends_are_the_outermost_numbers_of_a_range(low, wide):
    high = from_ordinal(ordinal(low) + wide)
    first = np.float64(np.float32(low))
    if first < low:
        first = next_single(first, math.inf)
    if first > high:
        with pytest.raises(UsageError, match="holds no float32"):
            Lattice("float32").ends(low, high)
        return
    ends = Lattice("float32").floats(np.array(Lattice("float32").ends(low, high)))
    assert next_single(ends[0], -math.inf) < low <= ends[0] == first
    assert ends[1] <= high < next_single(ends[1], math.inf)


def next_single(value, towards):
    """The next float32, as a float64: comparisons would round the other side otherwise."""
    return np.float64(np.nextafter(np.float32(value), np.float32(towards)))


def test_infinite_ends_stand_for_the_largest_floats():
    lattice = Lattice("float32")
    assert lattice.floats(np.array(lattice.ends(-math.inf, math.inf))).tolist() == [-FLOAT32.huge, FLOAT32.huge]


def test_a_range_between_two_floats_is_refused():
    with pytest.raises(UsageError, match="holds no float32"):
        Lattice("float32").ends(1.0 + 2.0**-40, 1.0 + 2.0**-39)
