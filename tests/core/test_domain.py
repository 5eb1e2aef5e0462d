"""Intervals and the little language of domains."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.domain import EVERYWHERE, REALS, Condition, Interval, read_domain
from verify.core.errors import ExpressionError, UsageError
from verify.core.expression import apply, constant, variable

A, B = variable("a"), variable("b")

DOMAINS = [
    ("", EVERYWHERE),
    ("a > 0", ((Condition(A, ">"),),)),
    ("a >= 0", ((Condition(A, ">="),),)),
    ("a < 0", ((Condition(apply("negate", A), ">"),),)),
    ("a <= 1", ((Condition(constant(1) - A, ">="),),)),
    ("0 < a", ((Condition(A, ">"),),)),
    ("a != b", ((Condition(A - B, "!="),),)),
    ("-1 <= a <= 1", ((Condition(A - constant(-1), ">="), Condition(constant(1) - A, ">=")),)),
    ("a > 0 and b > 0", ((Condition(A, ">"), Condition(B, ">")),)),
    ("a > 0 or b != 0", ((Condition(A, ">"),), (Condition(B, "!="),))),
    ("a > 0 or integer(b) and a != 0", ((Condition(A, ">"),), (Condition(B, "integer"), Condition(A, "!=")))),
    ("cos(a) != 0", ((Condition(apply("cos", A), "!="),),)),
]


@pytest.mark.parametrize(("text", "domain"), DOMAINS, ids=[text or "everywhere" for text, _ in DOMAINS])
def test_a_domain_is_alternatives_of_conditions(text, domain):
    assert read_domain(text) == domain


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a = 0",
        "a == 0",
        "a is b",
        "a in b",
        "not a > 0",
        "f(a)",
        "integer(a, b)",
        "integer",
        "a > 0 or",
        "a.b > 0",
        "lambda: 0",
    ],
)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(ExpressionError, match="at column"):
        read_domain(text)


finite = st.floats(allow_nan=False, allow_infinity=False)
intervals = st.tuples(finite, finite).map(lambda ends: Interval(min(ends), max(ends)))


@pytest.mark.parametrize("ends", [(1.0, 0.0), (math.nan, 1.0), (0.0, math.nan)])
def test_empty_intervals_are_refused(ends):
    with pytest.raises(UsageError, match="is empty"):
        Interval(*ends)


@given(intervals, intervals, finite)
def test_hull_and_intersection_mean_or_and_and(first, second, value):
    assert (value in first or value in second) <= (value in (first | second))
    assert value in REALS
    if first.lo <= second.hi and second.lo <= first.hi:
        assert (value in (first & second)) == (value in first and value in second)


@given(intervals, st.integers(0, 8))
def test_widening_contains_and_keeps_signs(interval, ulps):
    wide = interval.widened(ulps)
    assert wide.lo <= interval.lo
    assert interval.hi <= wide.hi
    assert (interval.lo >= 0.0) <= (wide.lo >= 0.0)
    assert (interval.hi <= 0.0) <= (wide.hi <= 0.0)


def test_widening_is_by_whole_floats():
    assert Interval(1.0, 1.0).widened(1) == Interval(math.nextafter(1.0, 0.0), math.nextafter(1.0, 2.0))
    assert REALS.widened(3) == REALS
