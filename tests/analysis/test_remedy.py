import math

import pytest
from breadth import examples
from hypothesis import given

from verify.analysis.remedy import matches, remedy, remedy_for
from verify.analysis.rewrites import Rewrite
from verify.core.claim import Quantity, derivative_of, integral_of, value_of
from verify.core.expression import constant
from verify.generators.strategies import claims
from verify.ops.parsing import evaluate, parse

KNOWN = [
    ("exp(x) - 1", {"x": 1e-9}, "expm1(x)"),
    ("log(1 + x)", {"x": 1e-9}, "log1p(x)"),
    ("log(x + 1)", {"x": 1e-9}, "log1p(x)"),
    ("(1 - cos(x))/x**2", {"x": 1e-6}, "2*sin(x/2)**2/x**2"),
    ("sqrt(x + 1) - sqrt(x)", {"x": 1e12}, "1/(sqrt(x + 1) + sqrt(x))"),
    ("1 - tanh(x)**2", {"x": 25.0}, "(1/cosh(x))**2"),
    ("sqrt(x**2 + y**2)", {"x": 1e200, "y": 1e200}, "hypot(x, y)"),
    ("x**2 - y**2", {"x": 1e8 + 1, "y": 1e8}, "(x - y)*(x + y)"),
    ("log(exp(x) + exp(y))", {"x": 1000.0, "y": 999.0}, "logaddexp(x, y)"),
    ("sin(3*(exp(x/7) - 1))", {"x": 1e-9}, "sin(3*expm1(x/7))"),
]


@pytest.mark.parametrize(("text", "point", "rewritten"), KNOWN, ids=[text for text, _, _ in KNOWN])
def test_known_formulas_have_their_remedy(text, point, rewritten):
    found = remedy(parse(text), point)
    assert str(found.rewritten) == rewritten
    assert found.correct_after > 50.0 > found.correct_before
    assert f"{found.correct_after:.1f} correct bits" in str(found)
    assert f"write {found.instead} for {found.found}" in str(found)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("exp(x) - 1", 3.0),  # nothing is lost there
        ("sin(x)", 1e-3),
        ("1 - cos(x)", math.pi),
        ("log(x)", -1.0),
        ("exp(x) - 1", 1e9),
        ("exp(x) - 1", math.nan),
        ("x**3 - 3*x**2 + 3*x - 1", 1.00001),  # lost, and no remedy known
    ],
)
def test_where_nothing_helps_nothing_is_offered(text, x):
    assert remedy(parse(text), {"x": x}) is None


def test_a_rewrite_that_is_not_equal_is_never_offered():
    """It would win many bits at this point, against the true value even, by an error below what was lost."""
    near = Rewrite("exp(a) - 1", "a", "first order only")
    assert remedy(parse("exp(x) - 1"), {"x": 1e-12}, rewrites=(near,)) is None
    right = Rewrite("exp(a) - 1", "expm1(a)", "")
    assert remedy(parse("exp(x) - 1"), {"x": 1e-12}, rewrites=(near, right)).rewrite is right


def test_a_rewrite_that_does_not_improve_is_never_offered():
    same = Rewrite("exp(a) - 1", "-(1 - exp(a))", "")
    assert remedy(parse("exp(x) - 1"), {"x": 1e-9}, rewrites=(same,)) is None


def test_float32_is_tried_in_float32():
    found = remedy(parse("exp(x) - 1"), {"x": 2.0**-20}, "float32")
    assert found.bits == 24
    assert found.correct_after > 22.0


def test_derivatives_are_cured_in_the_program_that_was_run():
    claim = derivative_of(parse("tanh(x)"), "x")
    assert str(remedy_for(claim, {"x": 25.0}, computed=0.0).instead) == "(1/cosh(x))**2"
    assert remedy_for(claim, {"x": 25.0}) is None  # the stable program needs none
    assert remedy_for(value_of(parse("exp(x) - 1")), {"x": 1e-9}) is not None
    assert remedy_for(integral_of(parse("x"), "x", constant(0.0), constant(1.0)), {}) is None


@pytest.mark.parametrize(
    ("pattern", "text", "bindings"),
    [
        ("exp(a) - 1", "exp(x*y) - 1", [{"a": "x*y"}]),
        ("exp(a) - 1", "exp(x*y) - 2", []),
        ("log(1 + a)", "log(x + 1)", [{"a": "x"}]),
        ("sqrt(a + b) - sqrt(a)", "sqrt(1 + x) - sqrt(x)", [{"a": "x", "b": "1"}]),
        ("sqrt(a + b) - sqrt(a)", "sqrt(1 + x) - sqrt(y)", []),
        ("a*a - b*b", "x*x - sin(y)*sin(y)", [{"a": "x", "b": "sin(y)"}]),
        ("a + b", "x + x", [{"a": "x", "b": "x"}]),
        ("a + b", "x + y", [{"a": "x", "b": "y"}, {"a": "y", "b": "x"}]),
        ("a - b", "x + y", []),
    ],
)
def test_matching_is_structural_up_to_the_order_of_sums_and_products(pattern, text, bindings):
    found = [{name: str(node) for name, node in bound.items()} for bound in matches(parse(pattern), parse(text))]
    assert found == bindings


@given(claims((Quantity.VALUE,)))
@examples(50)
def test_a_remedy_is_another_program_for_nearly_the_same_value(posed):
    root = posed.claim.expression
    found = remedy(root, posed.point)
    if found is not None:
        assert found.lost_before - found.lost_after >= 1.0
        assert math.isfinite(evaluate(found.rewritten, posed.point))
