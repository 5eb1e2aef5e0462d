"""Claims say which number is asked for, and refuse to be incomplete."""

import pytest

from verify.core.claim import (
    Claim,
    Quantity,
    area_slope_of,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    jvp_of,
    mixed_of,
    value_of,
    vjp_of,
)  # fmt: skip
from verify.core.errors import UsageError
from verify.core.expression import constant, variable
from verify.ops.parsing import parse

F = parse("y*sin(x)")

CLAIMS = [
    (value_of(F), "y*sin(x)", ("x", "y")),
    (derivative_of(F, "x"), "diff(y*sin(x), x)", ("x", "y")),
    (derivative_of(F, "x", 2), "diff(y*sin(x), x, 2)", ("x", "y")),
    (derivative_of(F, "z"), "diff(y*sin(x), z)", ("x", "y", "z")),
    (derivative_of(constant(1.0), "x"), "diff(1, x)", ("x",)),
    (integral_of(F, "x", constant(0.0), variable("u")), "integrate(y*sin(x), (x, 0, u))", ("u", "y")),
    (integral_of(F, "x", constant(0.0), variable("x")), "integrate(y*sin(x), (x, 0, x))", ("x", "y")),
    (area_slope_of(F, "x", constant(0.0)), "diff(integrate(y*sin(x), (x, 0, x)), x)", ("x", "y")),
    (mixed_of(F, "x", "y"), "diff(diff(y*sin(x), x), y)", ("x", "y")),
    (mixed_of(F, "x", "x"), "diff(y*sin(x), x, 2)", ("x", "y")),
    (jvp_of(F, [("x", constant(2.0)), ("y", variable("v"))]), "jvp(y*sin(x), (x, 2), (y, v))", ("v", "x", "y")),
    (vjp_of(F, "x"), "vjp(y*sin(x), x)", ("x", "y")),
    (hvp_of(F, "x", [("y", variable("v"))]), "hvp(y*sin(x), x, (y, v))", ("v", "x", "y")),
    (improper_of(F, "x", None, variable("b")), "integrate(y*sin(x), (x, -inf, b))", ("b", "y")),
    (
        double_of(F, ("x", constant(0.0), variable("y")), ("y", constant(0.0), variable("x"))),
        "integrate(y*sin(x), (x, 0, y), (y, 0, x))",
        ("x",),
    ),
]


@pytest.mark.parametrize(("claim", "text", "arguments"), CLAIMS, ids=[text for _, text, _ in CLAIMS])
def test_claims_read_like_mathematics_and_know_their_columns(claim, text, arguments):
    assert str(claim) == text
    assert claim.arguments == arguments


def test_equal_claims_are_equal():
    assert derivative_of(F, "x") == derivative_of(parse("y*sin(x)"), "x")
    assert len({derivative_of(F, "x"), derivative_of(F, "x"), derivative_of(F, "y")}) == 2


BAD = [
    ({"quantity": Quantity.VALUE, "order": 1}, "no order"),
    ({"quantity": Quantity.VALUE, "wrt": "x"}, "no variable"),
    ({"quantity": Quantity.DERIVATIVE, "order": 1}, "needs its variable"),
    ({"quantity": Quantity.DERIVATIVE, "wrt": "x"}, "order 0"),
    ({"quantity": Quantity.DERIVATIVE, "wrt": "x", "order": -1}, "order -1"),
    ({"quantity": Quantity.DERIVATIVE, "wrt": "x", "order": 1.5}, "order 1.5"),
    ({"quantity": Quantity.INTEGRAL, "wrt": "x"}, "both limits"),
    ({"quantity": Quantity.INTEGRAL, "wrt": "x", "lower": F}, "both limits"),
    ({"quantity": Quantity.AREA_SLOPE, "wrt": "x"}, "lower limit"),
    ({"quantity": Quantity.MIXED, "wrt": "x"}, "two different variables"),
    ({"quantity": Quantity.MIXED, "wrt": "x", "also": "x"}, "not x twice"),
    ({"quantity": Quantity.JVP}, "at least one component"),
    ({"quantity": Quantity.HVP, "wrt": "x", "along": (("y", F), ("y", F))}, "names a variable twice"),
    ({"quantity": Quantity.DOUBLE, "wrt": "x", "lower": F, "upper": F, "also": "y"}, "both outer limits"),
]


@pytest.mark.parametrize(("parts", "words"), BAD, ids=[words for _, words in BAD])
def test_incomplete_claims_are_refused(parts, words):
    with pytest.raises(UsageError, match=words):
        Claim(expression=F, **parts)
