import math

import numpy as np
from enclosing import MP, midpoint, radius
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from verify.oracle.doubles import double_double, upper_floats
from verify.oracle.precision import working_precision

parts = st.tuples(st.floats(-1e3, 1e3), st.integers(-1200, 1030), st.integers(1, 99), st.floats(0, 1), st.integers(-130, -20))


def made(mantissa, exponent, odd, width, depth):
    middle = arb(mantissa) * arb(2) ** exponent * (1 + arb(odd) / 3)
    return middle + arb(0, 1) * abs(middle) * arb(width) * arb(2) ** depth


@given(parts)
def test_the_double_double_covers_the_ball(numbers):
    with working_precision(160):
        ball = made(*numbers)
    high, low, r = (float(part[0]) for part in double_double([ball]))
    if math.isinf(high):
        assert abs(midpoint(ball)) + radius(ball) > 1.7e308
        return
    with MP.workprec(400):
        assert abs(midpoint(ball) - MP.mpf(high) - MP.mpf(low)) + radius(ball) <= MP.mpf(r)
        assert MP.mpf(r) <= (radius(ball) + abs(midpoint(ball)) * MP.mpf(2) ** -104) * 1.01 + MP.mpf(2) ** -1073
    assert abs(low) <= math.ulp(high) / 2


def test_special_balls():
    found = double_double([arb(0), arb.nan(), arb(2) ** 1024, -(arb(2) ** 5000), arb(2) ** -5000, arb(0, math.inf), arb(1.5)])
    assert found.high.tolist()[:1] == [0.0]
    np.testing.assert_array_equal(found.high, [0.0, np.nan, np.inf, -np.inf, 0.0, np.nan, 1.5])
    np.testing.assert_array_equal(found.radius, [0.0, np.inf, 0.0, 0.0, 2.0**-1074, np.inf, 0.0])


def test_upper_floats_round_up():
    with working_precision(128):
        bounds = upper_floats([arb(1) / 3, arb(-1), arb(0), arb.nan(), arb(2) ** -2000, arb(2) ** 2000])
    assert bounds[0] > 1 / 3
    assert bounds[1] >= 1
    np.testing.assert_array_equal(bounds[2:], [0.0, np.inf, 2.0**-1074, np.inf])
