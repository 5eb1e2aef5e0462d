"""How far out operations are drawn: as far as there is something to judge."""

import math

import pytest
from each import each

from verify.generators.reach import MAGNITUDE, reach
from verify.ops import DRAWN

UNARY = [name for name, row in DRAWN.items() if row.arity == 1]


@pytest.mark.parametrize("dtype", MAGNITUDE)
@each("name", UNARY)
def test_the_origin_is_always_within_reach(name, dtype):
    low, high = reach(name, dtype)
    assert low <= -1.0 < 1.0 <= high


def test_saturated_branches_are_within_reach_until_their_slope_is_gone():
    assert 20.0 <= reach("tanh", "float64")[1] <= 100.0
    assert 10.0 <= reach("tanh", "float32")[1] <= 20.0
    assert reach("softplus", "float64")[1] > 1e6 > -reach("softplus", "float64")[0]


def test_periodic_functions_end_where_conditioning_takes_all_digits():
    assert 40.0 <= reach("sin", "float64")[1] <= 4096.0


def test_exponentials_end_before_they_overflow():
    for dtype, bits in MAGNITUDE.items():
        assert math.exp(reach("exp", dtype)[1]) <= 2.0 ** (2 * bits)


def test_operations_of_two_operands_have_no_reach_of_their_own():
    assert reach("add", "float64") == (-math.inf, math.inf)
