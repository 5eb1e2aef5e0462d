import itertools
import math

import pytest

from verify.analysis.conditioning import DECISIONS, GRANTED_BITS, Cause, condition_number, problem_or_algorithm
from verify.core.claim import derivative_of, value_of
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
        (Verdict.CRASHED, Kind.NOT_FINITE, 1.0, 53.0, "range"),
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
