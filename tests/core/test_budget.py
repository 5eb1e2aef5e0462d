"""What a library is granted, against what its docstring states; and that the numbers of the analysis hang together."""

import math

from verify.core import budget
from verify.core.precision import FLOAT32, FLOAT64


def test_a_library_is_granted_710_ulps_in_float64_and_89_in_float32():
    assert round(budget.library_ulps(FLOAT64)) == 710
    assert round(budget.library_ulps(FLOAT32)) == 89


def test_the_grant_is_two_roundings_of_the_largest_exponent():
    """exp(y) magnifies one rounding of y by |y| in units of roundoff, of which an ulp has up to two."""
    for precision in (FLOAT64, FLOAT32):
        assert budget.library_ulps(precision) == 2 * math.log(precision.huge) / 2


def test_the_numbers_are_those_that_were_derived():
    """docs/explanation/budget.md derives them, and whoever changes one changes it here and there."""
    assert (budget.SAFETY, budget.PARTIAL_ULPS, budget.EXPONENT_ROUNDINGS, budget.HOPELESS) == (2.0, 8.0, 2.0, 1.0)
    assert (budget.TRUST, budget.PROBED) == (1 / 16, 2.0**-20)
    assert budget.PRECISIONS_TRIED == (128, 256, 512, 1024, 2048)
