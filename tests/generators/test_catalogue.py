"""The textbook catalogue: every row of the tutorials is there, and every answer is confirmed by symbols of our own."""

from decimal import Decimal
from functools import reduce

import numpy as np
import pytest
from each import each

from verify.core.claim import INTEGRALS, Quantity, value_of
from verify.core.errors import UsageError
from verify.core.exact import Status
from verify.generators import CATALOGUE, FAMILIES, PROCEDURES
from verify.generators.catalogue import collect
from verify.ops.calculus import differentiate, plus, times
from verify.oracle import compare, enclose

EXAMPLES = CATALOGUE.values()
LOCAL = [example for example in EXAMPLES if example.claim.quantity not in INTEGRALS]
AREAS = [example for example in EXAMPLES if example.claim.quantity in INTEGRALS]

# What tutorials work out: the beginning of a name, and how many entries begin so, at least.
ROWS = {
    "secant of x^2 + 3": 1, "forward difference of x^2 at 3": 2, "power of a power": 1, "threefold chain": 1,
    "(x^2 + 1)^3": 2, "forward difference of (x^2 + 1)^3 at 2": 1, "x^2 e^x": 2, "forward difference of x^2 e^x at 2": 1,
    "x^2 sin x": 1, "e^(x^2)": 1, "reciprocal": 1, "square root": 1, "x^10": 1, "logarithm": 1, "5 x^2": 1,
    "x^2 + x^3": 1, "x^2 x^3": 1, "2 z^3 x^2": 2, "along (2, 3, -1)": 1, "x^2 + y^3 at (2, 3), by sweeping": 1,
    "x^2 + y^2 at (1, 1), by sweeping": 1, "x^2 + x y + y^2 at (1, 2)": 2, "x^2 y + 3 x y^2 at (2, 3)": 3,
    "x^2 + 2 x y + y^2 at (2, 3)": 2, "Jacobian of (2 x y, x^2 y)": 4, "Jacobian of three sigmoids": 6,
    "x^3 - 2 x^2 + 1": 3, "critical points of x^3 - 2 x^2 + 1": 1, "critical points of ln x": 1,
    "gradient descent on (x - 3)": 4, "x^2 from 1 to 3": 1, "left sums of x^2 from 1 to 3": 2, "left sums of 2 x": 1,
    "left sums of 3 x^2": 1, "x^2 from 0 to 2": 1, "x y over [0, 1] x [0, 2]": 2, "normal density": 9,
    "exponential density": 4, "uniform density": 4, "sum of 1 to 10": 1, "sum of squares, 1 to 3": 1, "product of 1 to 5": 1,
    "nested product": 1, "Faulhaber": 3, "sigmoid": 3, "product of ten": 2, "relu": 3, "tanh": 1, "softmax": 9,
    "squared error": 2, "binary cross-entropy": 1, "categorical cross-entropy": 4, "regression loss": 2, "Huber": 2,
    "backpropagation": 24, "support-vector line": 2, "forward difference of e^x at 100": 3, "log-softmax": 6, "gelu": 1,
    "silu": 1, "softplus": 1,
}  # fmt: skip


def symbolic(claim):
    """The expression whose value a local claim asks for."""
    root = claim.expression
    match claim.quantity:
        case Quantity.DERIVATIVE:
            return differentiate(root, claim.wrt, claim.order)
        case Quantity.MIXED:
            return differentiate(differentiate(root, claim.wrt), claim.also)
        case Quantity.JVP:
            return reduce(plus, (times(u, differentiate(root, name)) for name, u in claim.along))
        case Quantity.HVP:
            first = differentiate(root, claim.wrt)
            return reduce(plus, (times(u, differentiate(first, name)) for name, u in claim.along))
    assert claim.quantity is Quantity.VALUE
    return root


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


@each("beginning", ROWS)
def test_every_worked_example_is_a_named_entry(beginning):
    names = [name for name in (*CATALOGUE, *PROCEDURES) if name.startswith(beginning)]
    assert len(names) >= ROWS[beginning], names


@each("example", LOCAL)
def test_the_expected_answer_is_the_exact_one(example):
    found = compare(symbolic(example.claim), example.answer, example.claim.arguments, example.points)
    assert found.equal, example


def test_a_wrong_answer_would_be_refuted():
    example = CATALOGUE["x^2 e^x"]
    assert compare(symbolic(example.claim), CATALOGUE["x^10"].answer, ("x",), example.points).refuted


@pytest.mark.parametrize("example", AREAS, ids=lambda example: example.name)
def test_the_expected_integral_is_the_exact_one(example):
    found, expected = enclose(example.claim, example.points), answer(example)
    assert (found.status == Status.DECIDED).all()
    apart = (found.exact - expected.exact) + (found.exact_low - expected.exact_low)
    assert (np.abs(apart) <= found.radius + expected.radius).all()


@each("example", [e for e in EXAMPLES if e.printed])
def test_printed_decimals_are_right_and_misprints_are_not(example):
    value = answer(example).exact[0]
    assert agrees(example.printed, value)
    assert example.misprint is None or not agrees(example.misprint, value)


def test_the_known_misprints_are_in_the_catalogue():
    misprints = [example.misprint for example in EXAMPLES if example.misprint]
    assert set(misprints) == {"6.000001", "300.000030", "33.556303"}
    assert misprints.count("33.556303") == 2


def test_every_kind_of_claim_is_there():
    found = {example.claim.quantity for example in EXAMPLES}
    assert found >= {Quantity.VALUE, Quantity.DERIVATIVE, Quantity.MIXED, Quantity.JVP, Quantity.HVP} | INTEGRALS


def test_families_hold_every_entry_once():
    assert sum(len(family.examples) for family in FAMILIES.values()) == len(CATALOGUE)
    assert sum(len(family.procedures) for family in FAMILIES.values()) == len(PROCEDURES)
    assert CATALOGUE.keys().isdisjoint(PROCEDURES)


def test_statements_can_be_read():
    for entry in (*EXAMPLES, *PROCEDURES.values()):
        assert entry.statement
        assert len(entry.statement) < 200, entry.name


def test_two_entries_of_one_name_are_refused():
    with pytest.raises(UsageError, match="one name, 'x\\^10'"):
        collect((CATALOGUE["x^10"], CATALOGUE["x^10"]))
