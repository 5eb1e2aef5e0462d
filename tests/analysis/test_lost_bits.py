import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.analysis.lost_bits import grown_bits, lost_bits, ulp
from verify.core.precision import FLOAT32, FLOAT64


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_ulp_of_float64_is_that_of_the_standard_library(value):
    assert ulp(value, FLOAT64) == math.ulp(value)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32, max_value=2.0**126, min_value=-(2.0**126)))
def test_ulp_of_float32_is_numpys(value):
    assert ulp(value, FLOAT32) == abs(float(np.spacing(np.float32(value))))


@pytest.mark.parametrize(
    ("error", "exact", "bits"),
    [
        (0.0, 1.0, 0.0),
        (2.0**-52, 1.0, 0.0),
        (2.0**-42, 1.0, 10.0),
        (1.0, 1.0, 52.0),
        (1e300, 1.0, 53.0),
        (math.inf, 1.0, 53.0),
        (0.0, 0.0, 0.0),
        (1.0, 0.0, 53.0),
        (math.nan, 1.0, None),
        (1.0, math.nan, None),
        (1.0, math.inf, None),
    ],
)
def test_lost_bits_in_float64(error, exact, bits):
    assert lost_bits(error, exact, FLOAT64) == bits


def test_a_number_beyond_float32_cannot_lose_bits_in_it():
    assert lost_bits(1.0, 1e39, FLOAT32) is None
    assert lost_bits(2.0**-13, 1.0, FLOAT32) == 10.0


def test_growth_in_bits():
    assert [grown_bits(f, FLOAT64) for f in (8.0, 1.0, 0.5, math.inf, 0.0, math.nan)] == [3.0, 0.0, -1.0, 53.0, -53.0, None]
