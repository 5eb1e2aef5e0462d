import numpy as np
from flint import acb, arb

from verify.oracle.boxes import intervals, vague, with_intervals


def test_intervals_contain_both_ends():
    (ball,) = intervals(np.array([0.1]), np.array([0.7]))
    assert ball.contains(arb(0.1))
    assert ball.contains(arb(0.7))


def test_the_variable_is_replaced_and_parameters_stay():
    columns = with_intervals(np.array([[1.0, 2.0]]), ("x", "y"), "x", [arb(5)])
    assert columns == [[5], [2]]
    complex_columns = with_intervals(np.array([[1.0, 2.0]]), ("x", "y"), "y", [acb(5)], complex_parameters=True)
    assert isinstance(complex_columns[0][0], acb)


def test_vague_balls():
    assert vague(arb.nan(), 8)
    assert vague(arb(1, 9), 8)
    assert not vague(arb(1, 7), 8)
    assert not vague(arb(0), 8)
