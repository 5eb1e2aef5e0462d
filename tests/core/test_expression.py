"""Expressions: hash-consed, immutable, made by operators and NumPy's ufuncs."""

import copy
import gc
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from trees import trees

from verify.core import expression
from verify.core.errors import UsageError
from verify.core.expression import Expression, apply, constant, variable
from verify.core.fold import nodes, substitute
from verify.ops import DRAWN
from verify.ops.parsing import parse

X, Y = variable("x"), variable("y")


@given(trees())
def test_equal_structure_is_one_object(tree):
    assert substitute(tree, {}) is tree


@given(trees())
def test_copies_and_pickles_are_the_same_object(tree):
    assert copy.copy(tree) is tree
    assert copy.deepcopy(tree) is tree
    assert pickle.loads(pickle.dumps(tree)) is tree  # noqa: S301  # made here


def test_zero_and_minus_zero_are_two_constants():
    assert constant(0.0) is not constant(-0.0)
    assert constant(0) is constant(0.0)
    assert math.copysign(1.0, constant(-0.0).value) == -1.0


def test_a_variable_and_an_operation_without_operands_are_told_apart():
    assert apply("x") is not X


def test_nodes_are_forgotten_when_nobody_uses_them():
    before = len(expression._NODES)
    tree = parse("sin(x_for_this_test)*exp(x_for_this_test) + 0.123456789")
    assert len(expression._NODES) > before
    del tree
    gc.collect()
    assert len(expression._NODES) <= before


def test_a_node_200_000_deep_is_built_and_dropped():
    before = len(expression._NODES)
    tree = X
    for _ in range(200_000):
        tree = apply("negate", tree)
    del tree
    gc.collect()
    assert len(expression._NODES) <= before + 1


@pytest.mark.parametrize("name", ["op", "args", "payload", "anything"])
def test_expressions_are_immutable(name):
    with pytest.raises(AttributeError):
        setattr(X, name, 1)


def test_expressions_are_not_made_by_their_class():
    with pytest.raises(TypeError, match=r"variable\(\), constant\(\)"):
        Expression()


def test_expressions_have_no_truth_value_and_no_float():
    with pytest.raises(TypeError, match="branch on a value"):
        bool(X)
    with pytest.raises(TypeError, match="evaluate it"):
        float(X)


def test_only_variables_have_a_name_and_only_constants_a_value():
    assert (X.name, constant(2).value) == ("x", 2.0)
    with pytest.raises(AttributeError, match="only constants"):
        _ = X.value
    with pytest.raises(AttributeError, match="only variables"):
        _ = (X + 1).name


OPERATORS = [
    (X + Y, "x + y"), (X + 1, "x + 1"), (1 + X, "1 + x"), (X - Y, "x - y"), (1 - X, "1 - x"), (X * Y, "x*y"),
    (2 * X, "2*x"), (X / Y, "x/y"), (1 / X, "1/x"), (X**Y, "x**y"), (X**2, "x**2"), (2**X, "2**x"), (-X, "-x"),
    (+X, "x"), (abs(X), "abs(x)"), (X * X / X, "x*x/x"), ((X + 1) - 1, "x + 1 - 1"),
]  # fmt: skip


@pytest.mark.parametrize(("built", "text"), OPERATORS, ids=[text for _, text in OPERATORS])
def test_operators_build_what_they_say_and_simplify_nothing(built, text):
    assert built is parse(text)


UFUNCS = sorted(row.numpy for row in DRAWN.values() if row.numpy and isinstance(getattr(np, row.numpy), np.ufunc))
# NumPy compares the elements of object arrays here, and expressions have no order; or it has no such loop at all.
WITHOUT_OBJECT_LOOP = ("maximum", "minimum", "sign", "logaddexp")


@pytest.mark.parametrize("name", UFUNCS)
def test_numpy_ufuncs_build_nodes_from_scalars_arrays_and_object_arrays(name):
    ufunc = getattr(np, name)
    row = next(row for row in DRAWN.values() if row.numpy == name)
    operands = (X, Y)[: row.arity]
    expected = apply(row.name, *operands)
    assert ufunc(*operands) is expected
    if name not in WITHOUT_OBJECT_LOOP:
        boxed = [np.array([operand, Y], dtype=object) for operand in operands]
        assert list(ufunc(*boxed)) == [expected, apply(row.name, *[Y] * row.arity)]


def test_numpy_numbers_and_arrays_mix_with_expressions():
    assert np.float64(2) * X is 2 * X
    assert np.float32(0.5) - X is 0.5 - X
    assert np.int64(3) / X is 3 / X
    assert X * np.array(2.0) is X * 2
    assert list(np.array([1.0, 2.0]) * X) == [1 * X, 2 * X]
    assert list(X ** np.array([1, 2])) == [X**1, X**2]
    assert list(X + np.array([5.0])) == [X + 5]
    assert list(np.hypot(X, np.array([3.0, 4.0]))) == [apply("hypot", X, 3), apply("hypot", X, 4)]


def test_ufuncs_without_an_operation_of_ours_are_spelled_out():
    assert np.square(X) is X * X
    assert np.reciprocal(X) is 1 / X
    assert np.positive(X) is X
    assert list(np.square(np.array([X], dtype=object))) == [X * X]


def test_ufuncs_with_keywords_or_reductions_are_refused():
    with pytest.raises(TypeError):
        np.add(X, 1, out=np.empty(1))
    with pytest.raises(TypeError):
        np.add.reduce(X)


def test_matrices_of_expressions_multiply():
    matrix = np.array([[X, Y], [Y, X]], dtype=object)
    assert (matrix @ np.array([1.0, 2.0]))[0] is X * 1.0 + Y * 2.0


@pytest.mark.parametrize(
    "value", [math.inf, -math.inf, math.nan, 10**400, 2**53 + 1, 10**5000], ids=lambda value: type(value).__name__
)
def test_constants_that_no_float_equals_are_refused_in_one_sentence(value):
    with pytest.raises(UsageError, match="constant") as caught:
        constant(value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("name", ["", "2x", "x y", "é", "x.y", "lambda", "pi", "x\n", 3, None])
def test_names_that_would_not_read_back_are_refused(name):
    with pytest.raises(UsageError, match="variable name"):
        variable(name)


@pytest.mark.parametrize("other", ["1", None, [1], 1j, object()])
def test_operands_that_are_no_numbers_are_refused(other):
    with pytest.raises(TypeError):
        X + other
    with pytest.raises(UsageError, match="cannot use"):
        apply("add", X, other)


def test_unknown_attributes_are_no_operations():
    with pytest.raises(AttributeError, match="variable has no attribute 'real'"):
        _ = X.real


def test_shared_parts_are_one_node():
    assert len(nodes((X + Y) * (X + Y))) == 4
