import pytest

from verify.analysis.cancellation import SUMS, shared_digits, worst_cancellation
from verify.analysis.trace import trace
from verify.core.precision import PRECISIONS
from verify.ops.parsing import parse


def worst(text, dtype="float64", **point):
    return worst_cancellation(trace(parse(text), point, PRECISIONS[dtype]))


def test_sums_are_found_by_their_partials():
    assert set(SUMS) == {"add", "subtract"}


@pytest.mark.parametrize(
    ("text", "x", "operation", "expression", "bits"),
    [
        ("sqrt(x + 1) - sqrt(x)", 1e10, "subtract", "sqrt(x + 1) - sqrt(x)", 34.2),
        ("(1 - cos(x))/x**2", 1e-6, "subtract", "1 - cos(x)", 40.9),
        ("log(x + sqrt(x**2 + 1))", -1e6, "add", "x + sqrt(x**2 + 1)", 40.9),
        ("1 - tanh(x)**2", 25.0, "subtract", "1 - tanh(x)**2", 53.0),
        ("exp(x) - 1 + (exp(-x) - 1)*1000", 1e-7, "subtract", "exp(-x) - 1", 23.3),
    ],
)
def test_names_the_subtraction_and_its_bits(text, x, operation, expression, bits):
    found = worst(text, x=x)
    assert (found.operation, found.expression) == (operation, expression)
    assert found.bits == pytest.approx(bits, abs=0.1)
    assert found.shared_digits == shared_digits(found.bits)


def test_operands_are_printed_to_seventeen_digits():
    found = worst("sqrt(x + 1) - sqrt(x)", x=1e10)
    assert (found.left, found.right) == ("100000.00000499999", "100000")
    assert found.shared_digits == 10


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("x - 1", {"x": 1.0000001}),  # exact operands: nothing is lost
        ("x - y", {"x": 3.0, "y": 2.9999999999}),
        ("exp(x) + 1", {"x": 1.0}),
        ("exp(x) - 1", {"x": 3.0}),
        ("1e6 + (exp(x) - 1)", {"x": 1e-6}),  # what cancels does not matter to the result
        ("log(x) - 1", {"x": -1.0}),
        ("exp(x) - exp(x)", {"x": 1.5}),  # zero, exactly
        ("exp(x) - 1", {"x": 1e9}),
    ],
)
def test_harmless_subtractions_are_no_cancellation(text, point):
    assert worst(text, **point) is None


def test_float32_cannot_lose_more_bits_than_it_has():
    assert worst("1 - cos(x)", "float32", x=2.0**-20).bits == 24.0


def test_digits_are_counted_by_size_and_not_by_text():
    assert shared_digits(40.9) == 12
    assert shared_digits(0.5) == 0
    assert worst("1 - cos(x)", x=1e-6).right.startswith("0.9999")
