"""Symbolic differentiation against differences in 120-digit arithmetic, and the little that is simplified."""

import math

import mpmath
import pytest
from breadth import examples
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from precise import MP, function, value
from trees import trees

from verify.core.domain import Interval
from verify.core.expression import CONSTANT, VARIABLE, apply, constant, variable
from verify.core.fold import fold, nodes
from verify.ops.calculus import ONE, ZERO, depends, differentiate, fold_exact, instantiate, partial, plus, times
from verify.ops.interval import enclose
from verify.ops.parsing import parse

X, Y = variable("x"), variable("y")
SMOOTH = (
    "add", "subtract", "multiply", "divide", "negate", "sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "asin",
    "atan", "sinh", "cosh", "tanh", "asinh", "atanh", "erf", "sigmoid", "softplus", "logaddexp", "hypot", "atan2",
)  # fmt: skip
small = st.one_of(st.sampled_from([X, Y]), st.integers(-8, 8).map(lambda k: constant(k / 4)))


def number(root, at):
    try:
        found = value(root, at)
    except (ArithmeticError, ValueError, mpmath.libmp.ComplexResult):
        return None
    return found if MP.isfinite(found) and abs(found) < 1e30 else None


@given(trees(small, SMOOTH, max_leaves=8), st.integers(-12, 12), st.integers(-12, 12))
@settings(examples(300), suppress_health_check=[HealthCheck.filter_too_much])
def test_the_derivative_of_a_random_tree_is_its_rate_of_change(tree, first, second):
    at = {"x": MP.mpf(first) / 4, "y": MP.mpf(second) / 4}
    around = {"x": Interval(first / 4 - 0.001, first / 4 + 0.001), "y": Interval(second / 4, second / 4)}
    assume(depends(tree, "x") and enclose(tree, around) is not None)  # atan2 jumps without leaving the reals
    found = number(differentiate(tree, "x"), at)
    assume(found is not None)
    step = MP.mpf(10) ** -20
    left, right = (number(tree, {**at, "x": at["x"] + move}) for move in (-step, step))
    assume(left is not None and right is not None)
    assert abs((right - left) / (2 * step) - found) <= MP.mpf(10) ** -8 * (1 + abs(found)) ** 3


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_higher_orders_are_repeated_derivatives(order):
    tree = parse("exp(2*x)*sin(x)")
    exact = MP.diff(lambda x: MP.exp(2 * x) * MP.sin(x), MP.mpf("0.7"), order)
    assert abs(value(differentiate(tree, "x", order), {"x": MP.mpf("0.7")}) - exact) < MP.mpf(10) ** -20


KNOWN = [
    ("x", "1"),
    ("y", "0"),
    ("3", "0"),
    ("x + y", "1"),
    ("x*y", "y"),
    ("x*x", "x + x"),
    ("sin(x)", "cos(x)"),
    ("sin(2*x)", "cos(2*x)*2"),
    ("x**3", "3*x**2"),
    ("x**1", "1*x**0"),
    ("y**x", "y**x*log(y)"),
    ("pi*x", "pi"),
]


@pytest.mark.parametrize(("source", "slope"), KNOWN, ids=[source for source, _ in KNOWN])
def test_structural_zeros_and_ones_are_dropped_and_nothing_else(source, slope):
    def tidy(node, args):  # the chain rule multiplies by constants in an order of its own
        if not args:
            return str(node)
        return f"{node.op}({', '.join(sorted(args) if node.op in ('add', 'multiply') else args)})"

    assert fold(differentiate(parse(source), "x"), tidy) == fold(parse(slope), tidy)


def test_a_tree_5_000_deep_is_differentiated_without_recursion_and_shares_its_parts():
    tree = X
    for _ in range(5_000):
        tree = apply("sin", tree)
    assert len(nodes(differentiate(tree, "x"))) <= 4 * 5_000


def test_partials_are_instantiated_at_the_operands():
    assert instantiate(X * Y, partial("multiply", 0)) is Y
    assert instantiate(apply("sin", X * Y), partial("sin", 0)) is apply("cos", X * Y)
    assert instantiate(X**3, partial("power", 0)) is parse("3*x**2")


@given(
    trees(
        st.one_of(st.just(X), st.integers(-9, 9).map(lambda k: constant(k / 2))),
        ("add", "subtract", "multiply", "negate", "abs", "sign", "sin"),
    )
)
def test_folding_constants_is_exact(tree):
    folded = fold_exact(tree)
    at = {"x": MP.mpf("0.37")}
    assert value(folded, at) == value(tree, at)
    exact = ("add", "subtract", "multiply", "negate", "abs", "sign")
    for node in nodes(folded):
        if node.op in exact and all(arg.op == CONSTANT for arg in node.args):
            assert not math.isfinite(float(function(node.op)(*(MP.mpf(arg.value) for arg in node.args))))


def test_folding_never_rounds():
    assert fold_exact(parse("0.1 + 0.2")) is parse("0.1 + 0.2")
    assert fold_exact(parse("3 - 1")) is constant(2.0)
    assert fold_exact(constant(1e308) * constant(1e308)).op == "multiply"


def test_sums_and_products_drop_zeros_and_ones():
    assert plus(ZERO, X) is plus(X, ZERO) is X
    assert times(ONE, X) is times(X, ONE) is X
    assert times(ZERO, X) is times(X, ZERO) is ZERO
    assert plus(X, Y) is X + Y
    assert times(X, Y) is X * Y


@given(trees())
def test_what_a_tree_depends_on_is_what_occurs_in_it(tree):
    for name in ("x", "y", "z_1"):
        occurs = any(node.op == VARIABLE and node.name == name for node in nodes(tree))
        assert depends(tree, name) == occurs
        if not occurs:
            assert differentiate(tree, name) is ZERO
