import math
from functools import cache

import pytest
from flint import arb, arb_series
from hypothesis import given
from hypothesis import strategies as st

from verify.ops.calculus import differentiate
from verify.ops.parsing import parse
from verify.oracle.balls import compile_program
from verify.oracle.elementary import TABLE, compose, nowhere, real_power, step
from verify.oracle.precision import series_length, working_precision

ORDER = 4
INSIDE = {"acosh": (1.01, 8.0), "asin": (-0.99, 0.99), "acos": (-0.99, 0.99), "atanh": (-0.99, 0.99), "sqrt": (0.01, 9.0)}


@cache
def derivatives(name):
    """Orders 0 to ORDER in one program, which shares what they have in common: compiled once for all points."""
    root = parse(f"{name}(x)")
    return compile_program(tuple(differentiate(root, "x", k) for k in range(ORDER + 1)), ("x",))


@pytest.mark.parametrize("name", sorted(TABLE))
@given(st.data())
def test_coefficients_contain_those_at_points(name, data):
    low, high = INSIDE.get(name, (-4.0, 4.0))
    middle = data.draw(st.floats(low, high).filter(lambda x: abs(x) > 0.01))
    half = min(2.0 ** data.draw(st.integers(-40, -3)), (high - abs(middle)) / 2 if name in INSIDE else 1.0)
    inside = middle + half * data.draw(st.floats(-0.99, 0.99))
    with working_precision(128), series_length(ORDER + 1):
        found = TABLE[name](arb_series([arb(middle, half), 1]))
    with working_precision(200):
        exact = [value / math.factorial(k) for k, value in enumerate(derivatives(name).run_one([arb(inside)]))]
    assert all(found[k].overlaps(exact[k]) or not exact[k].is_finite() for k in range(ORDER + 1))


@pytest.mark.parametrize("name", sorted(TABLE))
def test_at_points_nearly_all_bits_are_right(name):
    with working_precision(128), series_length(21):
        found = TABLE[name](arb_series([arb(1.25 if name == "acosh" else 0.5), 1]))
    assert all(found[k].rel_accuracy_bits() > 90 for k in range(21))


@pytest.mark.parametrize("at", [-800.0, -36.0, 36.0, 800.0])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "erfc"])
def test_tails_keep_their_relative_accuracy(name, at):
    with working_precision(128), series_length(6):
        found = TABLE[name](arb_series([arb(at), 1]))
    assert all(found[k].rel_accuracy_bits() > 80 for k in range(1, 6))


def test_steps_and_nowhere():
    with series_length(3):
        assert step(arb_series([7, 2, 1])).coeffs() == [0, 2, 1]
        assert not nowhere(3)[2].is_finite()
        assert nowhere(3, arb(5))[0] == 5
        assert compose(arb_series([4, 1]), arb_series([]))[0] == 4


def test_real_powers_follow_the_binomial_series():
    with working_precision(128), series_length(4):
        found = real_power(arb_series([4, 1]), arb(1.5))
    assert [found[k].contains(value) for k, value in enumerate((8.0, 3.0, 3 / 16, -1 / 128))] == [True] * 4
