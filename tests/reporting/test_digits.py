"""Numbers as text: agreement is marked where it is, and only there."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.reporting import digits

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("computed", "exact", "agreeing", "rest"),
    [
        (1.5, "1.50000000001", "1.5000000000", "0"),
        (1e20, "1.00000000000001e20", "1.0000000000000", "0e+20"),
        (0.0, "7.7e-22", "", "0"),  # nothing agrees with nothing
        (0.25, "0.5", "", "0.25"),  # the leading zero is no digit
        (-1.5, "1.5", "", "-1.5"),  # neither is a sign that differs
        (9.99, "10.01", "", "9.9900000000000002"),  # digits in other places are other digits
        (1e300, "1e308", "", "1.0000000000000001e+300"),
        (math.nan, "1.5", "", "nan"),
    ],
)
def test_agreeing_digits_are_split_off(computed, exact, agreeing, rest):
    compared = digits.compare(computed, exact)
    assert compared.computed == (agreeing, rest)
    assert compared.exact.agreeing == agreeing


@pytest.mark.parametrize(
    ("computed", "exact", "correct"),
    [(1.9999999, "2.0000001", 7.0), (0.5, "0.5", math.inf), (0.0, "7.7e-22", 0.0), (1.0, "0", 0.0), (math.nan, "1", None)],
)
def test_correct_digits_are_counted_by_relative_error_and_not_by_text(computed, exact, correct):
    found = digits.compare(computed, exact).digits
    assert found == (correct if correct is None else pytest.approx(correct, abs=0.01))


@given(finite, finite)
def test_what_is_shown_reads_back_as_what_was_given(computed, exact):
    compared = digits.compare(computed, Decimal(exact))
    assert float(str(compared.computed)) == computed
    assert compared.computed.agreeing == compared.exact.agreeing


@given(finite)
def test_a_number_agrees_with_itself_throughout(number):
    compared = digits.compare(number, Decimal(number))
    assert compared.digits == math.inf


def test_float32_is_shown_to_its_own_digits():
    assert len(str(digits.compare(0.1, "0.1000000014901161193847656", "float32").computed)) == len("0.100000000")


def test_operands_of_a_cancellation_stand_digit_under_digit():
    left, right = digits.aligned("1.0000000123", "1.00000001", 8)
    assert left == ("1.0000000", "123")
    assert right == ("1.0000000", "100")


@pytest.mark.parametrize(
    ("number", "text"),
    [(3e-14, "3e-14"), (0.27, "0.27"), (1200, "1,200"), (12345678, "1.2e+07"), (0.0, "0"), (math.nan, "nan"), ("a", "a")],
)
def test_brief_numbers(number, text):
    assert digits.brief(number) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.99999, "99.9 %"), (1.0, "100 %"), (0.00001, "< 0.1 %"), (0.0, "0 %"), (None, "–")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, text):
    assert digits.percent(share) == text


@pytest.mark.parametrize(("duration", "text"), [(83.2, "1 min 23 s"), (1.25, "1.2 s"), (0.0123, "12 ms"), (None, "–")])
def test_durations(duration, text):
    assert digits.seconds(duration) == text
