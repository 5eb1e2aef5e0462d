"""Strategies: they find what is looked for, and shrink it to what a person would have written."""

import random

import pytest
from breadth import examples
from hypothesis import HealthCheck, Phase, find, given, settings

from verify.core.claim import Quantity
from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import CONSTANT
from verify.core.fold import nodes, operations, size
from verify.generators.strategies import claims, expressions, operands, points
from verify.ops.parsing import evaluate
from verify.rules import RULES

BOX = {"x": Interval(0.5, 20.0)}
# Explaining what was found would take longer than finding it.
QUIET = settings(
    max_examples=2000,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.target, Phase.shrink],
)
FIRST = settings(QUIET, phases=[Phase.generate])


def smallest(strategy, condition):
    return find(strategy, condition, settings=QUIET, random=random.Random(1))


def subtracts(root):
    return any(node.op == "subtract" and node.args[1].op != CONSTANT for node in nodes(root))


def cancels(root):
    """A subtraction whose operands agree in four bits at x = 1."""
    for node in nodes(root):
        if node.op == "subtract":
            left, right = (evaluate(arg, {"x": 1.0}) for arg in node.args)
            if 0.0 < abs(left - right) < abs(left) / 16:
                return True
    return False


def saturates(root):
    return any(node.op == "tanh" and evaluate(node.args[0], {"x": 20.0}) > 10.0 for node in nodes(root))


@pytest.mark.parametrize(
    ("condition", "most_nodes"),
    [
        (lambda root: True, 1),
        (subtracts, 5),
        pytest.param(cancels, 15, marks=pytest.mark.thorough),  # what is so rare takes ten times as long to shrink
        (saturates, 9),
        (lambda root: "max" in operations(root), 7),
        pytest.param(lambda root: "sign" in operations(root), 6, marks=pytest.mark.thorough),
        pytest.param(lambda root: size(root) >= 10, 12, marks=pytest.mark.thorough),
    ],
    ids=["anything", "subtraction", "cancellation", "saturation", "max", "sign", "size"],
)
def test_expressions_are_found_and_shrink(condition, most_nodes):
    found = smallest(expressions(boxes=BOX), condition)
    assert condition(found)
    assert size(found) <= most_nodes, str(found)


def test_what_does_not_exist_is_not_found():
    with pytest.raises(Exception, match="No examples found"):
        find(expressions(max_nodes=4), lambda root: size(root) > 4, settings=settings(QUIET, max_examples=200))


def test_points_shrink_to_simple_numbers():
    box = {"x": Interval(-3.0, 3.0), "y": Interval(-40.0, 40.0)}
    assert smallest(points(box), lambda point: True) == {"x": 0.0, "y": 0.0}
    assert smallest(points(box), lambda point: point["y"] > 5.0)["x"] in (0.0, -3.0)


def test_ties_are_found():
    box = {"x": Interval(-3.0, 3.0), "y": Interval(-40.0, 40.0)}
    assert smallest(points(box), lambda point: point["x"] == point["y"] != 0.0)


@examples(60)
@given(posed=claims(boxes={"x": Interval(0.5, 2.0)}))
def test_claims_come_with_a_value_for_every_argument(posed):
    assert tuple(sorted(posed.point)) == posed.claim.arguments
    assert all(0.5 <= value <= 2.0 for value in posed.point.values())


@pytest.mark.parametrize("quantity", Quantity)
def test_every_quantity_is_claimed(quantity):
    strategy = claims(variables=("x", "y"), max_nodes=4)
    assert find(strategy, lambda posed: posed.claim.quantity is quantity, settings=FIRST, random=random.Random(1))


def test_operands_of_rules_shrink():
    product = RULES["product"]
    found = smallest(operands(product.operands), lambda drawn: "exp" in operations(drawn.expressions["g"]))
    assert sum(size(operand) for operand in found.expressions.values()) <= 5


@pytest.mark.parametrize(
    ("strategy", "complaint"),
    [
        (expressions(["sine"]), "unknown operation 'sine'"),
        (expressions(max_nodes=0), "max_nodes is 0"),
        (expressions(variables=()), "give at least one name"),
        (expressions(dtype="half"), "unknown dtype 'half'"),
        (points({"x": Interval(0.0, 1.0)}, "half"), "unknown dtype 'half'"),
        (claims([]), "quantities is empty; valid: VALUE, DERIVATIVE"),
        (claims([Quantity.MIXED]), "a mixed derivative needs two"),
        (claims(variables=("a", "x")), "kept for limits of integration"),
    ],
)
def test_errors_come_when_drawn_and_name_the_argument(strategy, complaint):
    with pytest.raises(UsageError) as error:
        find(strategy, lambda _: True, settings=QUIET)
    assert complaint in str(error.value)
