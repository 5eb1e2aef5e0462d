import numpy as np
import pytest

from verify.core.claim import Quantity, derivative_of
from verify.core.errors import UsageError
from verify.generators.catalogue import example
from verify.generators.catalogue.example import Example
from verify.ops.parsing import parse


def slip(**change):
    row = {"name": "slip", "claim": derivative_of(parse("x**2"), "x"), "expected": "2*x", "source": "none", "at": ({"x": 1.0},)}
    return Example(**{**row, **change})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"at": ({"y": 1.0},)}, "must give x"),
        ({"expected": "2*z"}, "has variables besides x"),
        ({"expected": "x +"}, "cannot"),
    ],
)
def test_a_slip_in_an_example_is_refused(change, complaint):
    assert slip()
    with pytest.raises(UsageError) as error:
        slip(**change)
    assert complaint in str(error.value)


def test_points_are_in_the_order_of_the_claim():
    made = example.slope("name", "x*y", "y", ({"y": 2.0, "x": 1.0},), source="none")
    np.testing.assert_array_equal(made.points, [[1.0, 2.0]])


def test_a_claim_says_itself_unless_told_otherwise():
    assert slip().statement == "diff(x**2, x)"
    assert slip(statement="the slope").statement == "the slope"


@pytest.mark.parametrize(
    ("made", "quantity", "arguments"),
    [
        (example.value("n", "1 + 2", "3", source=""), Quantity.VALUE, ()),
        (example.along("n", "x*y", {"x": "u", "y": "2"}, "u*y + 2*x", ({"u": 1.0, "x": 1.0, "y": 1.0},), source=""),
         Quantity.JVP, ("u", "x", "y")),
        (example.mixed("n", "x*y", "x", "y", "1", ({"x": 1.0, "y": 1.0},), source=""), Quantity.MIXED, ("x", "y")),
        (example.curved("n", "x*y", "x", {"y": "2"}, "2", ({"x": 1.0, "y": 1.0},), source=""), Quantity.HVP, ("x", "y")),
        (example.area("n", "x", ("0", "b"), "b**2/2", ({"b": 1.0},), source=""), Quantity.INTEGRAL, ("b",)),
        (example.unbounded("n", "exp(-x)", ("0", None), "1", source=""), Quantity.IMPROPER, ()),
        (example.volume("n", "x*y", ("x", "0", "y"), ("y", "0", "1"), "1/8", source=""), Quantity.DOUBLE, ()),
    ],
    ids=lambda value: value.value if isinstance(value, Quantity) else "",
)  # fmt: skip
def test_rows_make_the_claims_they_say(made, quantity, arguments):
    assert (made.claim.quantity, made.claim.arguments) == (quantity, arguments)
    assert made.points.shape == (1, len(arguments))


def test_a_jacobian_has_an_example_for_each_entry_with_the_variables_that_it_needs():
    made = list(example.jacobian(
        "J", {"f": "x*y", "g": "y**2"}, {"f": {"x": "y", "y": "x"}, "g": {"y": "2*y"}}, ({"x": 1.0, "y": 2.0},), source="",
    ))  # fmt: skip
    assert [one.name for one in made] == ["J, f by x", "J, f by y", "J, g by y"]
    assert made[2].at == ({"y": 2.0},)
