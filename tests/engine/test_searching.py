"""Scores agree with what the engine judges, and the search finds cancellations, plateaus and overflows."""

import math

import numpy as np
import pytest
from hypothesis import given, settings, target
from hypothesis import strategies as st

from verify.core.claim import derivative_of, mixed_of, value_of
from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.engine.methods import find_method
from verify.engine.one import judge
from verify.engine.searching import LostBits, lost_bits_at, worst_inputs
from verify.generators.search import Effort
from verify.generators.strategies import points
from verify.ops.parsing import parse

REALS = Interval(-math.inf, math.inf)
UNIT = {"x": Interval(0.0, 1.0)}
QUICK = Effort(drawn=512, first=512, rounds=12, children=1024, asked=128)


def score(method, claim, dtype="float64"):
    return LostBits(find_method(method), claim, dtype)


@given(st.floats(-0.9, 0.9).filter(lambda x: abs(x) > 2.0**-900))  # below, an enclosure is as wide as an ulp
def test_the_exact_score_is_what_judging_says(x):
    claim = derivative_of(parse("log(1 + x) - x"), "x")
    bits = score("dual", claim).exact(np.array([[x]]))[0]
    judged = judge("dual", claim, at={"x": x})
    assert max(bits, 0.0) <= judged.lost_bits + 2.0**-20
    assert judged.lost_bits <= max(bits, 0.0) + 2.0**-10


@given(st.floats(0.125, 4.0))
def test_a_guess_is_near_the_truth_where_little_is_lost(x):
    near = score("tape", value_of(parse("(exp(x) - 1)/x")))
    guess, exact = near.guess(np.array([[x]]))[0], near.exact(np.array([[x]]))[0]
    assert guess >= exact - 0.25
    if near.trusted > 0.0:
        assert guess <= max(exact, -2.0) + 0.5


def test_points_where_the_question_makes_no_sense_do_not_count():
    logarithm = score("tape", value_of(parse("log(x)")))
    assert logarithm.exact(np.array([[-1.0], [2.0]])).tolist()[0] == -math.inf
    assert score("dual", derivative_of(parse("abs(x)"), "x")).exact(np.array([[0.0]]))[0] == -math.inf
    assert score("tape", value_of(parse("exp(x)"))).exact(np.array([[800.0]]))[0] == -math.inf


FOUND = [
    ("exp(x) - 1", "value", {"x": REALS}, 53.0),  # computed 0 where the exact value is the input
    ("sqrt(x + 1) - sqrt(x)", "value", {"x": Interval(0.0, math.inf)}, 53.0),
    ("atan(x + 1) - atan(x)", "value", {"x": REALS}, 90.0),  # a step at the end of a plateau
    ("hypot(x, 1) - x", "derivative", {"x": Interval(0.0, 1e9)}, 50.0),
]


@pytest.mark.parametrize(("text", "quantity", "box", "bits"), FOUND, ids=[text for text, *_ in FOUND])
def test_worst_inputs_are_found(text, quantity, box, bits):
    root = parse(text)
    claim, method = (value_of(root), "tape") if quantity == "value" else (derivative_of(root, "x"), "dual")
    assert worst_inputs(method, claim, box, effort=QUICK).scores[0] >= bits - 0.05


def test_overflow_of_an_intermediate_is_as_bad_as_can_be():
    claim = value_of(parse("exp(x)/(1 + exp(x))"))
    found = worst_inputs("tape", claim, {"x": Interval(0.0, 1000.0)}, effort=QUICK)
    assert found.scores[0] == score("tape", claim).ceiling
    assert found.points[0, 0] > 709.0


def test_more_is_found_than_by_as_many_random_points():
    claim, box = value_of(parse("(x - 1)/(x**2 - 1)")), {"x": Interval(1.00001, 2.0)}
    found = worst_inputs("tape", claim, box, effort=QUICK)
    random = np.random.default_rng(0).uniform(1.00001, 2.0, (found.asked, 1))
    assert found.scores[0] > score("tape", claim).exact(random).max() + 1.0


def test_mixed_derivatives_are_searched_in_two_variables():
    claim = mixed_of(parse("sin(x*y) - x*y"), "x", "y")  # cancels where the product is small
    found = worst_inputs("dual-2", claim, {"x": UNIT["x"], "y": UNIT["x"]}, effort=QUICK)
    assert found.scores[0] >= 50.0
    assert np.prod(found.points[0]) < 2.0**-10


def test_equal_seeds_find_the_same():
    claim = value_of(parse("x - sin(x)"))
    first, again = (worst_inputs("tape", claim, UNIT, seed=3, effort=QUICK) for _ in range(2))
    assert np.array_equal(first.points, again.points)
    assert np.array_equal(first.scores, again.scores)


def test_bad_input_is_refused_in_a_sentence():
    claim = value_of(parse("x + y"))
    with pytest.raises(UsageError, match="box has sides x; the claim's arguments are x, y"):
        worst_inputs("tape", claim, UNIT)
    with pytest.raises(UsageError, match="'dual' does not answer"):
        worst_inputs("dual", claim, {"x": UNIT["x"], "y": UNIT["x"]})


def test_hypothesis_targets_the_same_score():
    """With `target`, Hypothesis climbs towards the point where all digits are lost; what it saw is the same score."""
    claim = value_of(parse("(1 + x) - 1"))
    seen = []

    @settings(max_examples=200, derandomize=True, database=None)
    @given(points({"x": Interval(-1.0, 1.0)}))
    def climbed(point):
        bits = lost_bits_at("tape", claim, point)
        target(bits, label="lost bits")
        seen.append(bits)

    climbed()
    assert max(seen) >= 52.0
    assert max(seen) == pytest.approx(max(lost_bits_at("tape", claim, {"x": x}) for x in (2.0**-53, 2.0**-60)), abs=1.0)
