import itertools
import math

import pytest

from verify.analysis.conditioning import (
    DECISIONS,
    GRANTED_BITS,
    Cause,
    condition_number,
    diagnose,
    leaves_range,
    problem_or_algorithm,
)
from verify.core.claim import derivative_of, integral_of, value_of
from verify.core.verdict import Kind, Verdict
from verify.ops.parsing import parse

AGREES, WRONG, INACCURATE, OUTSIDE = Verdict.AGREES, Verdict.WRONG, Verdict.INACCURATE, Verdict.OUTSIDE


@pytest.mark.parametrize(
    ("verdict", "kind", "condition", "lost", "label"),
    [
        (AGREES, Kind.NONE, 1.0, 0.0, "exact"),
        (AGREES, Kind.ROUNDING, 1.0, 2.0, "accurate"),
        (AGREES, Kind.ROUNDING, 1e10, 30.0, "ill-conditioned problem"),
        (AGREES, Kind.ROUNDING, 1e10, 45.0, "unstable formula"),
        (INACCURATE, Kind.FORMULA, 50.0, 53.0, "unstable formula"),
        (INACCURATE, Kind.FORMULA, math.nan, 20.0, "unstable formula"),
        (Verdict.UNDECIDED, Kind.CONDITION, 1e20, 53.0, "ill-conditioned problem"),
        (INACCURATE, Kind.RANGE, 1.0, 53.0, "range"),
        (Verdict.CRASHED, Kind.NOT_FINITE, 1.0, 53.0, "unstable formula"),
        (INACCURATE, Kind.FORMULA, 700.0, 7.0, "unstable formula"),
        (AGREES, Kind.TRUNCATION, 1.0, 20.0, "truncation"),
        (INACCURATE, Kind.ESTIMATE, 1.0, 20.0, "truncation"),
        (AGREES, Kind.TRUNCATION, 1.0, 0.0, "exact"),
        (OUTSIDE, Kind.KINK, math.nan, 0.0, "kink"),
        (WRONG, Kind.UNEXPLAINED, 1.0, 40.0, "unexplained"),
        (OUTSIDE, Kind.DOMAIN, math.nan, math.nan, "unexplained"),
    ],
)
def test_labels(verdict, kind, condition, lost, label):
    assert problem_or_algorithm(verdict, kind, condition, lost) == label


def test_every_observation_has_a_label_and_every_label_an_observation():
    seen = {
        problem_or_algorithm(verdict, kind, condition, lost)
        for verdict, kind, condition, lost in itertools.product(
            Verdict, Kind, (0.0, 1.0, 1e30, math.inf, math.nan), (0.0, 1.0, 50.0, math.nan)
        )
    }
    assert seen == {cause.value for cause in Cause}
    assert len({id(holds) for holds, _ in DECISIONS}) == len(DECISIONS)


@pytest.mark.parametrize(
    ("claim", "x", "expected"),
    [
        (value_of(parse("x**5")), 3.0, 5.0),
        (derivative_of(parse("x**5"), "x"), 3.0, 4.0),
        (value_of(parse("exp(x)")), 700.0, 700.0),
        (derivative_of(parse("tanh(x)"), "x"), 25.0, 50.0),
        (value_of(parse("sqrt(x + 1) - sqrt(x)")), 1e12, 0.5),  # well-conditioned, however it is computed
    ],
)
def test_condition_numbers(claim, x, expected):
    assert condition_number(claim, {"x": x}) == pytest.approx(expected, rel=0.001)


def test_where_there_is_no_value_there_is_no_condition_number():
    assert math.isnan(condition_number(value_of(parse("log(x)")), {"x": -1.0}))


def test_a_stable_and_an_unstable_formula_for_one_well_conditioned_problem():
    condition = condition_number(value_of(parse("sqrt(x + 1) - sqrt(x)")), {"x": 1e12})
    assert problem_or_algorithm(AGREES, Kind.ROUNDING, condition, 35.0) == "unstable formula"
    assert problem_or_algorithm(AGREES, Kind.ROUNDING, condition, GRANTED_BITS / 2) == "accurate"


@pytest.mark.parametrize(
    ("text", "x", "said"),
    [
        ("log(1 - x)/log(1 + x)", 1e-17, "unstable formula"),  # 0/0, as both sums are 1
        ("exp(x)/exp(x)", 1000.0, "range"),
        ("exp(x)/exp(x)", -1000.0, "range"),
        ("sqrt(x*x)", 1e200, "range"),
    ],
)
def test_a_nan_is_one_of_range_only_if_something_leaves_it(text, x, said):
    claim = value_of(parse(text))
    assert diagnose(claim, {"x": x}, "float64", (INACCURATE, Kind.RANGE, 1.0, 53.0)) == said
    assert leaves_range(claim, {"x": x}, "float64") == (said == "range")


def test_single_precision_leaves_its_range_sooner():
    claim = value_of(parse("exp(x)/exp(x)"))
    assert leaves_range(claim, {"x": 100.0}, "float32")
    assert not leaves_range(claim, {"x": 100.0}, "float64")


def test_what_is_wrong_stays_unexplained_and_what_cannot_be_taken_apart_stays_as_it_is():
    wrong = (WRONG, Kind.RANGE, 1.0, 53.0)
    assert diagnose(value_of(parse("x + 1")), {"x": 1.0}, "float64", wrong) == "unexplained"
    area = integral_of(parse("x"), "x", parse("0"), parse("t"))
    assert diagnose(area, {"t": 1.0}, "float64", (INACCURATE, Kind.RANGE, 1.0, 53.0)) == "range"
