import numpy as np

from verify.core.claim import derivative_of
from verify.core.method import Taylor
from verify.engine.slopes import Slopes
from verify.ops.parsing import parse

X = np.array([[0.5], [1.0], [2.0]])


def part(order, reach):
    return Taylor(order=order, coefficient=np.ones(3), low=X[:, 0] - reach, high=X[:, 0] + reach)


def test_bounds_hold_and_are_shared_over_the_hull():
    slopes = Slopes(derivative_of(parse("exp(x)"), "x"), X)
    narrow, wide = part(2, 2.0**-20), part(5, 2.0**-4)
    slopes.register([narrow, wide])
    for each in (narrow, wide):
        assert np.all(slopes.bound(each) >= np.exp(each.high))
        assert np.all(slopes.bound(each) <= 1.25 * np.exp(wide.high))


def test_a_singularity_in_the_hull_costs_only_the_parts_that_reach_it():
    slopes = Slopes(derivative_of(parse("log(x)"), "x"), X)
    narrow, wide = part(2, 2.0**-10), part(2, 0.75)
    slopes.register([narrow, wide])
    assert np.isfinite(slopes.bound(wide)).tolist() == [False, True, True]
    assert np.all(np.isfinite(slopes.bound(narrow)))


def test_what_was_not_announced_is_bounded_all_the_same():
    slopes = Slopes(derivative_of(parse("exp(x)"), "x"), X)
    assert np.all(np.isfinite(slopes.bound(part(3, 2.0**-8))))
    assert np.all(slopes.bound(part(3, 0.5)) >= np.exp(X[:, 0] + 0.5))
