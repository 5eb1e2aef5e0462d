"""What a method declares decides what it is asked."""

from types import SimpleNamespace

import pytest

from verify.core.claim import Quantity, derivative_of, value_of
from verify.core.method import Capabilities, supports
from verify.ops.parsing import parse

F = parse("sin(x)*x")
DIFFERENTIATOR = Capabilities(quantities=frozenset({Quantity.DERIVATIVE}), dtypes=frozenset({"float64"}))


@pytest.mark.parametrize(
    ("claim", "operations", "dtype", "answer"),
    [
        (derivative_of(F, "x"), None, "float64", True),
        (derivative_of(F, "x"), None, "float32", False),
        (derivative_of(F, "x", 2), None, "float64", False),
        (value_of(F), None, "float64", False),
        (derivative_of(F, "x"), {"sin", "multiply", "cos"}, "float64", True),
        (derivative_of(F, "x"), {"sin"}, "float64", False),
    ],
)
def test_a_method_is_asked_only_for_what_it_declares(claim, operations, dtype, answer):
    can = Capabilities(
        quantities=DIFFERENTIATOR.quantities,
        dtypes=DIFFERENTIATOR.dtypes,
        operations=None if operations is None else frozenset(operations),
    )
    assert supports(SimpleNamespace(capabilities=can), claim, ("multiply", "sin"), dtype) is answer
