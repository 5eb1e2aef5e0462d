"""Extended precision against balls: it tells what is lost wherever it says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify import oracle
from verify.core.claim import value_of
from verify.core.precision import FLOAT32, FLOAT64
from verify.engine.extended import EXTENDED_BITS, extended, spare_bits, ulps_between
from verify.ops.parsing import parse

EXPRESSION = parse("exp(x)*sin(y) + sqrt(x)/3")


@given(st.floats(0.125, 8.0), st.floats(0.125, 3.0))
def test_values_are_exact_to_a_few_of_its_own_bits(x, y):
    points = np.array([[x, y]])
    exact = oracle.enclose(value_of(EXPRESSION), points)
    value = extended(EXPRESSION, ("x", "y"), points)[0]
    difference = abs((value - np.longdouble(exact.exact[0])) - np.longdouble(exact.exact_low[0]))
    assert difference <= abs(value) * 2.0 ** (4 - EXTENDED_BITS)


def test_an_operation_that_numpy_lacks_leaves_nothing_known():
    assert np.isnan(extended(parse("erf(x) + 1"), ("x",), np.array([[0.5], [1.0]]))).all()


def test_a_constant_has_a_value_at_every_point():
    assert extended(parse("2 + 3"), ("x",), np.zeros((4, 1))).tolist() == [5.0] * 4


def test_float32_leaves_more_to_spare_than_float64():
    assert spare_bits(FLOAT32) == spare_bits(FLOAT64) + 29


@pytest.mark.parametrize("form", [FLOAT64, FLOAT32], ids=lambda form: form.name)
def test_neighbours_are_an_ulp_apart(form):
    values = np.array([1.0, 1.5, 0.1, 1e30, form.tiny], form.name)
    after = np.nextafter(values, np.array(np.inf, form.name))
    found = ulps_between(after.astype(np.float64), values.astype(np.longdouble), form)
    assert found.tolist() == [1.0] * len(values)


def test_what_is_out_of_range_has_no_ulps():
    reference = np.array([np.nan, np.longdouble(FLOAT32.huge) * 2, 1.0])
    assert np.isnan(ulps_between(np.array([1.0, 1.0, np.inf]), reference, FLOAT32)).all()
