from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.exact import Enclosures, Status
from verify.core.precision import FLOAT32, FLOAT64
from verify.core.verdict import Verdict
from verify.engine.judge import Allowance, errors, in_ulps, judge, judge_together


def exact(value, *, radius=0.0, status=Status.DECIDED, low=0.0):
    one = np.ones(1)
    return Enclosures(
        exact=one * value, exact_low=one * low, radius=one * radius, condition=one, status=np.array([status], np.int8)
    )


def allowance(tight, textbook=None, *, truncation=0.0, overflow=False, underflow=False, estimate=np.nan):
    one = np.ones(1)
    return Allowance(
        tight=one * tight,
        textbook=one * (tight if textbook is None else textbook),
        truncation=one * truncation,
        overflow=np.array([overflow]),
        underflow=np.array([underflow]),
        estimate=one * estimate,
    )


def verdict(computed, truth, allowed, precision=FLOAT64):
    judged = judge(np.array([float(computed)]), truth, allowed, precision)
    return Verdict.from_code(int(judged.verdict[0])), judged.kind[0]


CASES = [
    # computed, exact, allowance, verdict, kind
    (1.0, exact(1.0), allowance(1e-16), Verdict.AGREES, "none"),
    (1.0 + 2e-15, exact(1.0), allowance(1e-14), Verdict.AGREES, "rounding"),
    (1.0 + 2e-15, exact(1.0), allowance(1e-15, 1e-14), Verdict.INACCURATE, "formula"),
    (1.0 + 2e-15, exact(1.0), allowance(1e-16, 1e-15), Verdict.WRONG, "unexplained"),
    (0.0, exact(7.7e-22), allowance(1e-36, 1e-15), Verdict.INACCURATE, "formula"),
    (0.0, exact(7.7e-22), allowance(1e-36, 1e-30), Verdict.WRONG, "unexplained"),
    (1.0, exact(1.0), allowance(np.inf), Verdict.UNDECIDED, "condition"),
    (1.0 + 1e-16, exact(1.0, low=1e-17), allowance(2.0), Verdict.UNDECIDED, "condition"),
    (5.0, exact(1.0), allowance(2.0), Verdict.WRONG, "unexplained"),
    (1.0, exact(1.0, radius=1.0, status=Status.WIDE), allowance(1e-16), Verdict.UNDECIDED, "wide"),
    (1.0, exact(np.nan, status=Status.DOMAIN), allowance(1e-16), Verdict.OUTSIDE, "domain"),
    (0.5, exact(0.0, radius=1.0, status=Status.KINK), allowance(1e-16), Verdict.OUTSIDE, "kink"),
    (1.5, exact(0.0, radius=1.0, status=Status.KINK), allowance(1e-16), Verdict.WRONG, "unexplained"),
    (np.nan, exact(1.0), allowance(1e-16), Verdict.CRASHED, "not_finite"),
    (np.inf, exact(1.0), allowance(np.inf), Verdict.UNDECIDED, "condition"),
    (np.inf, exact(1.0), allowance(1e-16, overflow=True), Verdict.INACCURATE, "range"),
    (1.0, exact(1.0), allowance(1e-16, overflow=True), Verdict.AGREES, "none"),
    (0.0, exact(1e-300), allowance(1e-310, underflow=True), Verdict.INACCURATE, "range"),
    (2e-300, exact(1e-300), allowance(1e-310, underflow=True), Verdict.WRONG, "unexplained"),
    (1.1, exact(1.0), allowance(0.5, truncation=0.4, estimate=0.2), Verdict.AGREES, "truncation"),
    (1.1, exact(1.0), allowance(0.5, truncation=0.49, estimate=0.01), Verdict.INACCURATE, "estimate"),
    (0.0, exact(0.0), allowance(1e-300), Verdict.AGREES, "none"),
]


@pytest.mark.parametrize(("computed", "truth", "allowed", "expected", "kind"), CASES)
def test_every_verdict_is_given_where_it_is_due(computed, truth, allowed, expected, kind):
    assert verdict(computed, truth, allowed) == (expected, kind)


NUMBERS = st.sampled_from([0.0, 1e-320, 1e-16, 0.25, 1.0, 1.0 + 2.0**-52, 1.25, 4.0, 1e300, np.inf, np.nan])


@given(computed=NUMBERS, value=NUMBERS, radius=NUMBERS, budgets=st.lists(NUMBERS, min_size=4, max_size=4), ranges=st.booleans())
def test_a_point_is_judged_as_it_is_beside_one_that_is_refuted(computed, value, radius, budgets, ranges):
    """Replies are judged together: what one is, must not depend on the others."""
    tight, textbook, truncation, estimate = budgets
    truth = exact(value, radius=radius)
    allowed = allowance(tight, textbook, truncation=truncation, overflow=ranges, underflow=ranges, estimate=estimate)
    both = [
        type(one)(**{name: np.concatenate([getattr(part, name) for part in (one, other)]) for name in one.__slots__})
        for one, other in ((truth, exact(1.0)), (allowed, allowance(1e-16)))
    ]
    alone = judge(np.array([computed]), truth, allowed, FLOAT64)
    beside = judge(np.array([computed, 5.0]), *both, FLOAT64)
    assert Verdict.from_code(int(beside.verdict[1])) is Verdict.WRONG
    assert (alone.verdict[0], alone.kind[0]) == (beside.verdict[0], beside.kind[0])


# The error that is proved of 1.125 where 1 is exact, from both sides: rounding widens 1/8 a little.
LOW, HIGH = (float(bound[0]) for bound in errors(np.array([1.125]), exact(1.0)))
ULP = 2.0**-52

EDGES = [
    # An error of exactly a bound does not exceed it.
    (1.125, exact(1.0), allowance(2.0**-20, LOW), Verdict.INACCURATE, "formula"),
    (1.125, exact(1.0), allowance(LOW, 0.5), Verdict.UNDECIDED, "wide"),
    (1.125, exact(1.0), allowance(LOW, 0.5, estimate=1.0), Verdict.UNDECIDED, "wide"),
    (1.125, exact(1.0), allowance(HIGH), Verdict.AGREES, "rounding"),
    (1.125, exact(1.0, status=Status.KINK), allowance(LOW), Verdict.OUTSIDE, "kink"),
    (1.125, exact(1.0), allowance(0.25, truncation=0.25, estimate=HIGH), Verdict.AGREES, "truncation"),
    # Half of a budget is not most of it.
    (1.0, exact(1.0), allowance(0.5, truncation=0.25), Verdict.AGREES, "none"),
    # What is lost explains a result of the same size and the other sign.
    (-1e-300, exact(1e-300), allowance(1e-310, underflow=True), Verdict.INACCURATE, "range"),
    # One bit is not worth telling; more are.
    (1.0, exact(1.0, radius=2 * ULP), allowance(1e-14), Verdict.AGREES, "none"),
    (1.0, exact(1.0, radius=3 * ULP), allowance(1e-14), Verdict.AGREES, "rounding"),
]


@pytest.mark.parametrize(("computed", "truth", "allowed", "expected", "kind"), EDGES)
def test_a_bound_belongs_to_what_it_bounds(computed, truth, allowed, expected, kind):
    assert verdict(computed, truth, allowed) == (expected, kind)


def test_a_method_that_only_rounds_has_both_budgets_and_what_is_charged_beside_them():
    no = np.array([False, True])
    bounds = SimpleNamespace(tight=np.array([1.0, 2.0]), textbook=np.array([4.0, 2.0]), overflow=no, underflow=~no)
    allowed = Allowance.of_rounding(bounds, granted=3.0, absolute=0.5)
    assert allowed.tight.tolist() == [1.5, 2.5]
    assert allowed.textbook.tolist() == [4.5, 3.5]
    assert allowed.truncation.tolist() == [0.0, 0.0]
    assert (allowed.overflow.tolist(), allowed.underflow.tolist()) == ([False, True], [True, False])
    assert np.isnan(allowed.estimate).all()


def test_every_verdict_occurs_in_the_cases():
    assert {case[3] for case in CASES} == set(Verdict)


def test_beyond_float32_range_nobody_can_tell():
    assert verdict(np.inf, exact(1e39), allowance(1e30), FLOAT32) == (Verdict.UNDECIDED, "range")


def test_errors_see_what_lies_below_one_ulp():
    low, high = errors(np.array([1.0]), exact(1.0, low=1e-20))
    assert low[0] <= 1e-20 <= high[0] < 1.1e-20
    assert low[0] > 0.9e-20


def test_the_low_part_of_the_exact_value_is_taken_off():
    low, high = errors(np.array([1.0 + ULP]), exact(1.0, low=ULP / 4))
    assert low[0] <= 0.75 * ULP <= high[0] < 0.7501 * ULP


def test_the_radius_widens_the_error():
    low, high = errors(np.array([1.5]), exact(1.0, radius=0.25))
    assert low[0] <= 0.25
    assert high[0] >= 0.75


@pytest.mark.parametrize(("magnitude", "ulp"), [(1.0, 2.0**-52), (1.999, 2.0**-52), (2.0, 2.0**-51), (0.0, 2.0**-1074)])
def test_ulps_are_spacings(magnitude, ulp):
    assert in_ulps(np.array([ulp]), np.array([magnitude]), FLOAT64)[0] == 1.0


@pytest.mark.parametrize(("ulps", "bits"), [(0.0, 0.0), (0.5, 0.0), (1.5, np.log2(1.5)), (8.0, 3.0), (2.0**60, 53.0)])
def test_lost_bits_are_what_goes_beyond_an_ulp(ulps, bits):
    judged = judge(np.array([1.0]), exact(1.0, low=ulps * ULP), allowance(1.0), FLOAT64)
    assert judged.lost_bits[0] == pytest.approx(bits)


def test_replies_that_are_judged_together_are_judged_as_each_is_alone():
    replies = [(np.array([float(computed)]), truth, allowed) for computed, truth, allowed, *_ in CASES]
    found = judge_together(replies, FLOAT64)
    assert len({judged.verdict[0] for judged in found}) > 3
    for reply, judged in zip(replies, found, strict=True):
        alone = judge(*reply, FLOAT64)
        for name in ("verdict", "kind", "error", "ulps", "lost_bits"):
            assert np.array_equal(getattr(judged, name), getattr(alone, name), equal_nan=name not in ("verdict", "kind"))
    assert judge_together([], FLOAT64) == []
