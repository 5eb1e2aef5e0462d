import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.verdict import Verdict
from verify.engine.assertions.numerical import TRUSTED, line_derivative, verdict_of

SMOOTH = {
    "exp": (math.exp, math.exp, math.exp),
    "sin": (math.sin, math.cos, lambda x: -math.sin(x)),
    "cube": (lambda x: x**3, lambda x: 3 * x**2, lambda x: 6 * x),
    "log": (lambda x: math.log(x + 4), lambda x: 1 / (x + 4), lambda x: -1 / (x + 4) ** 2),
    "rough": (lambda x: math.sin(x) + 1e6, math.cos, lambda x: -math.sin(x)),
}


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("order", [1, 2])
@given(place=st.floats(-3, 3))
def test_the_error_estimate_holds(name, order, place):
    f, exact = SMOOTH[name][0], SMOOTH[name][order](place)
    found = line_derivative(lambda t: f(place + t), max(1.0, abs(place)), order)
    assert abs(found.value - exact) <= TRUSTED * found.error
    assert verdict_of(exact, found)[0] in (Verdict.AGREES, Verdict.UNDECIDED)


def test_a_relative_fault_of_a_millionth_is_seen():
    found = line_derivative(lambda t: math.exp(1 + t), 1.0, 1)
    assert verdict_of(math.e * (1 + 2.0**-20), found)[0] is Verdict.WRONG
    assert verdict_of(math.nan, found)[0] is Verdict.CRASHED


def test_a_kink_and_a_jump_settle_nothing():
    for line in (abs, lambda t: math.copysign(1.0, t), lambda t: math.nan, lambda t: 1 / 0):
        assert verdict_of(1.0, line_derivative(line, 1.0, 1))[0] is Verdict.UNDECIDED
