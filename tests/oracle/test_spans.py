import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from verify.core.domain import Interval
from verify.oracle.precision import working_precision
from verify.oracle.spans import EVERYTHING, INFINITY, PowerSum, Span, from_interval

numbers = st.floats(-1e6, 1e6)
ends = numbers | st.sampled_from([float("-inf"), float("inf")])


@st.composite
def spans_and_members(draw):
    member = draw(numbers)
    low, high = draw(ends), draw(ends)
    return Span(arb(min(low, member)), arb(max(high, member))), arb(member)


def holds(span, ball):
    return bool(span.lo <= ball.upper() and ball.lower() <= span.hi)


@given(spans_and_members(), spans_and_members())
def test_operations_contain_what_they_are_of(first, second):
    (a, x), (b, y) = first, second
    with working_precision(128):
        assert holds(a + b, x + y)
        assert holds(a - b, x - y)
        assert holds(a * b, x * y)
        assert holds(-a, -x)
        assert holds(a | b, x)
        assert not a.size < abs(x)
        if not x.is_zero() and (a.lo >= 0 or a.hi <= 0):
            assert holds(a.reciprocal(), 1 / x)


def test_infinite_ends():
    upward = Span(arb(2), INFINITY)
    assert (upward * Span.of(arb(0))).size == 0
    assert upward.reciprocal() == Span(arb(0), arb(0.5))
    assert not upward.ball().is_finite()
    assert upward.signed
    assert not EVERYTHING.signed
    assert from_interval(Interval(1.0, float("inf"))).hi == INFINITY
    assert upward.floats().hi == float("inf")


exponents = st.sampled_from([-3, -1, 0, 1, 2])


@given(st.dictionaries(exponents, spans_and_members(), min_size=1), st.floats(0.5, 100), st.floats(1, 1e6))
def test_power_sums_contain_their_members_everywhere(terms, start, factor):
    with working_precision(128):
        y = arb(start) * arb(factor)
        value = sum((c * y**e for e, (_, c) in terms.items()), arb(0))
        assert holds(PowerSum({e: span for e, (span, _) in terms.items()}).over(arb(start)), value)


@given(st.dictionaries(exponents, spans_and_members()), st.dictionaries(exponents, spans_and_members()), st.floats(1, 100))
def test_sums_and_products_of_power_sums(first, second, y):
    left, right = (PowerSum({e: span for e, (span, _) in terms.items()}) for terms in (first, second))
    with working_precision(128):
        a, b = (sum((c * arb(y) ** e for e, (_, c) in terms.items()), arb(0)) for terms in (first, second))
        assert holds((left + right).over(arb(y)), a + b)
        assert holds((left - right).over(arb(y)), a - b)
        assert holds((left * right).over(arb(y)), a * b)
        assert holds((left | right).over(arb(y)), (a + b) / 2)


def test_a_span_can_miss():
    assert not holds(Span(arb(0), arb(1)), arb(2))
    with pytest.raises(ValueError, match="max"):
        PowerSum({}).leading  # noqa: B018
