"""Every operation has a ball of its own or a formula, and formulas give the operation's value with hardly a digit lost."""

import numpy as np
import pytest

from verify.core.claim import value_of
from verify.core.errors import UnsupportedError
from verify.core.expression import apply, variable
from verify.core.fold import operations
from verify.kernels.double_double import filter_balls
from verify.kernels.double_double.spelling import FORMULAS, OWN, spelled
from verify.ops import OPERATIONS
from verify.ops.parsing import parse
from verify.oracle import enclose

WHERE = dict.fromkeys(("acosh",), (1.01, 9.0)) | dict.fromkeys(("asin", "acos", "atanh"), (-0.99, 0.99))
POSITIVE = ("log2", "log10", "power")


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_give_the_value(name):
    node = OPERATIONS[name].node
    low, high = WHERE.get(name, (0.1, 6.0) if name in POSITIVE else (-6.0, 6.0))
    points = np.random.default_rng(1).uniform(low, high, (40, len(node.args)))
    found, exact = filter_balls((node,), ("a", "b")[: len(node.args)], (), points), enclose(value_of(node), points)
    distance = abs((found.high[0] - exact.exact) + (found.low[0] - exact.exact_low))
    assert (distance <= found.radius[0] + exact.radius).all()
    assert np.mean(found.radius[0] <= abs(exact.exact) * 2.0**-92) > 0.5


def test_every_operation_is_there():
    assert set(OPERATIONS) == set(OWN) | set(FORMULAS)
    assert not set(OWN) & set(FORMULAS)
    for name in FORMULAS:
        assert set(operations(spelled((OPERATIONS[name].node,))[0])) <= set(OWN)


def test_what_has_neither_is_refused():
    with pytest.raises(UnsupportedError, match="gamma"):
        spelled((apply("gamma", variable("x")),))


@pytest.mark.parametrize(("text", "product"), [("x**3", "x*(x*x)"), ("x**-2", "1/(x*x)"), ("x**1", "x"), ("x**0", "1 + 0*x")])
def test_integer_powers_are_products(text, product):
    assert spelled((parse(text),))[0] is parse(product)
