"""Contributions: what a fault in one operation's partials does to the derivative."""

import numpy as np
import pytest

from verify import kernels
from verify.core.fold import nodes
from verify.kernels import adjoints, contributions
from verify.kernels.blame import node_values
from verify.ops.parsing import parse

POINTS = np.random.default_rng(3).uniform(0.5, 2.0, (16, 2))


def test_a_product_of_two_gives_each_factor_its_share():
    found = contributions(parse("exp(x)*sin(x)"), ("x",), POINTS[:, :1], "x")
    x = POINTS[:, 0]
    assert np.allclose(found["exp"], np.abs(np.exp(x) * np.sin(x)))
    assert np.allclose(found["sin"], np.abs(np.exp(x) * np.cos(x)))
    assert np.allclose(found["multiply"], np.abs(np.exp(x) * (np.sin(x) + np.cos(x))))


@pytest.mark.parametrize("name", ["exp", "sin", "multiply", "divide", "tanh"])
def test_a_fault_in_one_operation_changes_the_derivative_by_its_contribution(monkeypatch, name):
    from verify.kernels import blame

    expression = parse("exp(sin(x)*y)/(1 + tanh(x*y)) + sin(exp(x))")
    found = contributions(expression, ("x", "y"), POINTS, "x")[name]
    fault = 2.0**-20
    changed = faulty_slopes(blame, expression, name, 1.0 + fault) - faulty_slopes(blame, expression, name, 1.0)
    assert np.allclose(np.abs(changed) / fault, found, rtol=1e-4)


def faulty_slopes(blame, expression, name, factor):
    """Forward mode by hand, with the tangents of one operation multiplied by `factor`."""
    from verify.core.fold import fold
    from verify.kernels import evaluate
    from verify.ops import OPERATIONS
    from verify.ops.calculus import partial

    point = {"x": POINTS[:, 0], "y": POINTS[:, 1]}

    def visit(node, args):
        if not args:
            value = point[node.name] if node.op == "variable" else np.full(16, node.value)
            return value, np.ones(16) if node.op == "variable" and node.name == "x" else np.zeros(16)
        row = OPERATIONS[node.op]
        columns = np.column_stack([value for value, _ in args])
        slope = sum(
            evaluate(partial(node.op, j), row.arguments, columns, "float64") * tangent for j, (_, tangent) in enumerate(args)
        )
        return evaluate(row.node, row.arguments, columns, "float64"), slope * (factor if node.op == name else 1.0)

    return fold(expression, visit)[1]


def test_operations_that_the_variable_does_not_reach_are_left_out():
    assert set(contributions(parse("exp(y) + sin(x)"), ("x", "y"), POINTS, "x")) == {"sin", "add"}


def test_adjoints_are_in_the_order_of_nodes():
    expression = parse("x*y + exp(x)")
    found = adjoints(expression, ("x", "y"), POINTS)
    assert found.values.shape == found.adjoints.shape == (len(nodes(expression)), 16)
    texts = [str(node) for node in nodes(expression)]
    assert np.array_equal(found.adjoints[texts.index("y")], POINTS[:, 0])
    assert np.allclose(found.adjoints[texts.index("x")], POINTS[:, 1] + np.exp(POINTS[:, 0]))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_node_values_are_what_the_tape_computes(dtype):
    root = parse("exp(x*y)/(1 + x) - log(y)")
    points = np.array([[0.5, 2.0], [1.25, 0.75]])
    found = node_values(root, ("x", "y"), points, dtype)
    assert found.dtype == np.float64
    for node, values in zip(nodes(root), found, strict=True):
        np.testing.assert_array_equal(values, kernels.evaluate(node, ("x", "y"), points, dtype))
