from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import derivative_of, integral_of, value_of
from verify.core.errors import UsageError
from verify.ops.parsing import parse
from verify.oracle import interval_text

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite, finite)
def test_the_decimals_enclose_an_exact_sum(x, y):
    low, high = interval_text(value_of(parse("x + y")), {"x": x, "y": y})
    exact = Fraction(x) + Fraction(y)
    assert Fraction(Decimal(low)) <= exact <= Fraction(Decimal(high))
    assert Fraction(Decimal(high)) - Fraction(Decimal(low)) <= abs(exact) * Fraction(1, 10**28)


@pytest.mark.parametrize(
    ("claim", "x", "low", "high"),
    [
        (value_of(parse("x**2")), 1.5, "2.25", "2.25"),
        (value_of(parse("x/3")), 1.0, "0." + "3" * 30, "0." + "3" * 29 + "4"),
        (value_of(parse("x - x")), 1.0, "0", "0"),
        (derivative_of(parse("abs(x)"), "x"), 0.0, "-1", "1"),
        (value_of(parse("exp(x)")), -1e10, "0", "5E-324"),
        (value_of(parse("-exp(x)")), -1e10, "-5E-324", "0"),
        (value_of(parse("exp(x)")), 1e10, "1.7E+308", "Infinity"),
    ],
)
def test_known_texts(claim, x, low, high):
    assert interval_text(claim, {"x": x}) == (low, high)


def test_integrals_and_digits():
    low, high = interval_text(integral_of(parse("x**2"), "x", parse("0"), parse("t")), {"t": 3.0}, digits=12)
    assert Decimal(low) <= 9 <= Decimal(high)
    assert interval_text(value_of(parse("1/x")), {"x": 7.0}, digits=5) == ("0.14285", "0.14286")


def test_there_is_no_text_outside_the_domain():
    with pytest.raises(UsageError, match=r"log\(x\) is not defined, or not proved to be, at x = -1.0"):
        interval_text(value_of(parse("log(x)")), {"x": -1.0})
