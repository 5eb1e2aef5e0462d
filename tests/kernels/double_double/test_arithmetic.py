"""Double-double arithmetic keeps its published bounds, by exact rational arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.kernels.double_double import arithmetic
from verify.kernels.elementary.fused import product_error

UNIT = Fraction(1, 2**106)  # u**2
floats = st.floats(2.0**-300, 2.0**300).flatmap(lambda x: st.sampled_from([x, -x]))


@st.composite
def pairs(draw, positive=False):
    high = draw(floats)
    low = draw(st.floats(-1.0, 1.0)) * 2.0**-53 * high
    return arithmetic.two_sum(abs(high) if positive else high, low)


def number(pair):
    return sum(map(Fraction, pair))


def relative(found, exact):
    return abs(number(found) - exact) / abs(exact) / UNIT if exact else abs(number(found))


@given(floats, floats)
def test_sums_and_products_of_floats_have_no_error(a, b):
    assert number(arithmetic.two_sum(a, b)) == Fraction(a) + Fraction(b)
    assert number(arithmetic.two_product(a, b)) == Fraction(a) * Fraction(b)


@given(pairs(), pairs())
def test_operations_on_two_pairs_keep_their_bounds(a, b):
    x, y = number(a), number(b)
    assert relative(arithmetic.plus(*a, *b), x + y) <= 3.01
    assert relative(arithmetic.times(*a, *b), x * y) <= 5
    assert relative(arithmetic.over(*a, *b), x / y) <= 15.01


@given(pairs(), floats)
def test_operations_on_a_pair_and_a_float_keep_their_bounds(a, b):
    x, y = number(a), Fraction(b)
    assert relative(arithmetic.plus_float(*a, b), x + y) <= 2
    assert relative(arithmetic.times_float(*a, b), x * y) <= 1.51


@given(pairs(), floats)
def test_cancelling_sums_keep_their_bound(a, b):
    shifted = arithmetic.plus_float(*a, b)
    assert relative(arithmetic.plus(*shifted, -a[0], -a[1]), number(shifted) - number(a)) <= 3.01


@given(pairs(positive=True))
def test_the_root_keeps_its_bound(a):
    found, x = number(arithmetic.root(*a)), number(a)
    bound = Fraction(25, 8) * UNIT
    assert ((1 - bound) * found) ** 2 <= x <= ((1 + bound) * found) ** 2


@pytest.mark.parametrize("wrong", [0.0, 2.0**-60])
def test_the_check_would_see_a_product_without_its_error(wrong):
    assert product_error(1.1, 1.1, 1.1 * 1.1) != wrong
