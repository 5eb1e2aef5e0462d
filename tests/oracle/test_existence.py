import pytest

from verify import oracle
from verify.core.claim import derivative_of, improper_of, integral_of, value_of
from verify.ops.parsing import parse

X = parse("x")


@pytest.mark.parametrize(
    ("claim", "absent"),
    [
        (value_of(parse("log(x)")), True),
        (value_of(parse("log(x + 2)")), False),
        (derivative_of(parse("sqrt(x + 1)"), "x"), True),
        (derivative_of(parse("abs(x + 1)"), "x", 2), True),
        (derivative_of(parse("x**2"), "x"), False),
        (improper_of(parse("1/t"), "t", parse("1"), None), True),
        (improper_of(parse("1/t**2"), "t", parse("1"), None), False),
        (improper_of(parse("sin(t)"), "t", parse("1"), None), False),  # divergent, but that is not proved
        (integral_of(parse("1/t"), "t", parse("0"), parse("1")), False),  # to be asked as an improper one
    ],
    ids=str,
)
def test_only_what_is_proved_not_to_exist_is_absent(claim, absent):
    assert oracle.proves_absence(claim, {"x": -1.0}) is absent
