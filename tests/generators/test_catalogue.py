"""The textbook catalogue: the oracle confirms every answer, and every printed decimal to half a unit in its last place."""

from decimal import Decimal

import numpy as np
import pytest

from verify.core.claim import Quantity, value_of
from verify.core.errors import UsageError
from verify.core.exact import Status
from verify.generators import CATALOGUE, Example
from verify.generators.catalogue import _collected
from verify.ops.calculus import differentiate
from verify.oracle import compare, enclose

EXAMPLES = CATALOGUE.values()
LOCAL = [example for example in EXAMPLES if example.quantity is not Quantity.INTEGRAL]
EVERY = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


def exact(example):
    claim = example.claim
    return claim.expression if claim.quantity is Quantity.VALUE else differentiate(claim.expression, claim.wrt, claim.order)


def answer(example):
    """The expected value at the example's points, proved."""
    claim = value_of(example.answer)
    names = example.claim.arguments
    points = np.ascontiguousarray(example.points[:, [names.index(name) for name in claim.arguments]])
    return enclose(claim, points)


def agrees(decimal, value):
    """Whether a printed decimal is right to half a unit in its last place."""
    unit = Decimal(1).scaleb(Decimal(decimal).as_tuple().exponent)
    return abs(Decimal(decimal) - Decimal(value)) <= unit / 2


@pytest.mark.parametrize("example", LOCAL, ids=lambda example: example.name)
def test_the_expected_answer_is_the_exact_one(example):
    found = compare(exact(example), example.answer, example.claim.arguments, example.points)
    assert found.equal, example


def test_a_wrong_answer_would_be_refuted():
    example = CATALOGUE["x^2 e^x"]
    assert compare(exact(example), CATALOGUE["x^10"].answer, ("x",), example.points).refuted


@pytest.mark.parametrize(
    "example", [example for example in EXAMPLES if example.quantity is Quantity.INTEGRAL], ids=lambda example: example.name
)
def test_the_expected_integral_is_the_exact_one(example):
    found, expected = enclose(example.claim, example.points), answer(example)
    assert (found.status == Status.DECIDED).all()
    apart = (found.exact - expected.exact) + (found.exact_low - expected.exact_low)
    assert (np.abs(apart) <= found.radius + expected.radius).all()


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.printed], ids=lambda example: example.name)
def test_printed_decimals_are_right_and_misprints_are_not(example):
    (value,) = set(answer(example).exact.tolist())
    assert agrees(example.printed, value)
    assert example.misprint is None or not agrees(example.misprint, value)


def test_the_known_misprint_is_in_the_catalogue():
    assert CATALOGUE["x^2 e^x at 2"].misprint == "33.556303"


def test_derivatives_gradients_and_integrals_are_all_there():
    assert {example.quantity for example in EXAMPLES} == {Quantity.VALUE, Quantity.DERIVATIVE, Quantity.INTEGRAL}
    assert len(CATALOGUE) >= 50
    assert sum(", by " in name for name in CATALOGUE) >= 15


@EVERY
def test_points_fit_the_claim(example):
    assert example.points.shape == (len(example.at), len(example.claim.arguments))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"at": ({"y": 1.0},)}, "must give x"),
        ({"expected": "2*z"}, "has variables besides x"),
        ({"expression": "x +"}, "cannot"),
    ],
)
def test_a_slip_in_an_example_is_refused(change, complaint):
    row = {
        "name": "slip", "expression": "x**2", "quantity": Quantity.DERIVATIVE, "expected": "2*x", "source": "none",
        "at": ({"x": 1.0},), "wrt": "x",
    }  # fmt: skip
    assert Example(**row)
    with pytest.raises(UsageError) as error:
        Example(**{**row, **change})
    assert complaint in str(error.value)


def test_two_examples_of_one_name_are_refused():
    with pytest.raises(UsageError, match="one name"):
        _collected((CATALOGUE["x^10"], CATALOGUE["x^10"]))
