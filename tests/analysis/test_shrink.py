import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.analysis.shrink import shrink, shrink_case, shrink_operands, shrink_point
from verify.analysis.simplicity import cost, round_to, simpler_expressions, valid
from verify.core.expression import apply, constant, variable
from verify.core.fold import operations, size, variables
from verify.core.precision import PRECISIONS
from verify.ops.parsing import check, evaluate, parse
from verify.oracle import compare

DEEP = parse("exp(sin(x*y) + cos(x))*sqrt(x**2 + y**2)/(1 + exp(-x)) - log(x + 3.25)*tanh(y*0.7) + atan(x/y)")
OPERATIONS = operations(DEEP)

leaves = st.sampled_from([variable("x"), variable("y"), constant(0.0), constant(3.7), constant(-2.0)])
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda a: apply("sin", a), inner),
        st.builds(lambda a: apply("sqrt", a), inner),
        st.builds(lambda op, a, b: apply(op, a, b), st.sampled_from(["add", "divide", "multiply"]), inner, inner),
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_one_guilty_operation_shrinks_to_itself_over_leaves(operation):
    smallest = shrink(DEEP, lambda root: operation in operations(root))
    assert operations(smallest) == (operation,)
    assert size(smallest) <= 3


def test_two_guilty_operations_stay_together():
    smallest = shrink(DEEP, lambda root: {"tanh", "log"} <= set(operations(root)))
    assert set(operations(smallest)) <= {"tanh", "log", "multiply"}
    assert size(smallest) <= 5


def test_what_holds_of_nothing_smaller_stays_as_it_is():
    assert shrink(DEEP, lambda root: False) is DEEP


def test_what_holds_of_everything_becomes_a_leaf():
    assert size(shrink(DEEP, lambda root: True)) == 1


def test_constants_become_short():
    assert str(shrink(parse("x*3.14159 + 7.77"), lambda root: size(root) == 5 and "add" in operations(root))) == "0*0 + 0"
    smallest = shrink(parse("x*3.14159"), lambda root: variables(root) == ("x",) and 2.9 < evaluate(root, {"x": 1.0}) < 3.2)
    assert str(smallest) == "x*3"


@given(trees, st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_asks_of_valid_expressions_only_and_within_the_limit_and_repeats_itself(root, limit):
    asked = []

    def holds(candidate):
        asked.append(candidate)
        return len(str(candidate)) % 3 == 0

    first = shrink(root, holds, limit=limit)
    assert len(asked) <= limit
    assert all(valid(candidate) and check(candidate) is candidate for candidate in asked)
    assert shrink(root, lambda candidate: len(str(candidate)) % 3 == 0, limit=limit) is first
    assert cost(first) <= cost(root)


@given(trees)
@settings(max_examples=40, deadline=None)
def test_without_hitting_the_limit_no_single_step_is_left(root):
    def holds(candidate):
        return len(operations(candidate)) == len(operations(root))

    smallest = shrink(root, holds, limit=100_000)
    assert not any(holds(candidate) for candidate in simpler_expressions(smallest))


def test_a_broken_product_rule_is_refuted_with_at_most_six_nodes():
    operands = {"f": parse("sin(x*y)*exp(x) + log(x + 3)"), "g": parse("x**3 - cos(y + 0.37)*x")}

    def refuted(candidate):
        f, g = candidate["f"], candidate["g"]
        points = [[0.7, 1.3], [2.1, 0.4]]
        return compare(f * g + f, f * g + g, ("x", "y"), points).refuted  # "twin": the wrong operand

    smallest = shrink_operands(operands, refuted)
    assert refuted(smallest)
    assert sorted(smallest) == ["f", "g"]
    assert sum(size(operand) for operand in smallest.values()) <= 6


def test_operands_of_a_true_identity_do_not_shrink():
    operands = {"f": DEEP, "g": parse("x + 1")}
    same = shrink_operands(
        operands, lambda c: compare(c["f"] + c["g"], c["g"] + c["f"], ("x", "y"), [[0.7, 1.3]]).refuted, limit=50
    )
    assert same == operands


def test_operands_are_asked_within_the_limit():
    asked = []
    shrink_operands({"f": DEEP, "g": DEEP}, lambda candidate: asked.append(1) or False, limit=37)
    assert len(asked) == 37


@pytest.mark.parametrize(
    ("start", "holds", "expected"),
    [
        (25.317264, lambda x: x >= 17.3, 25.0),
        (0.123456789, lambda x: 0.1 <= x < 0.2, 0.1),
        (-3.7, lambda x: x < 0, -1.0),
        (7.123e-200, lambda x: 0 < x < 1e-190, None),
        (2.0**53 + 2, lambda x: x > 2.0**53, 1e16),
        (5.5, lambda x: True, 0.0),
        (5.4321, lambda x: False, 5.4321),
    ],
)
def test_points_move_to_short_numbers(start, holds, expected):
    found = shrink_point({"x": start}, lambda at: holds(at["x"]))["x"]
    assert found == expected if expected is not None else len(repr(found)) <= 8


@given(st.dictionaries(st.sampled_from("xyz"), st.floats(-1e6, 1e6, width=32), min_size=1), st.sampled_from(sorted(PRECISIONS)))
def test_every_point_asked_is_exact_in_the_dtype(point, dtype):
    asked = []
    shrink_point(point, lambda at: asked.append(at) or len(asked) % 4 == 0, dtype=dtype, limit=30)
    assert len(asked) <= 30
    assert all(sorted(at) == sorted(point) for at in asked)
    assert all(round_to(value, dtype) == value for at in asked for value in at.values())


def test_a_case_shrinks_its_expression_by_moving_its_point():
    def holds(root, at):
        """tanh saturates somewhere, but not because its operand is a constant."""
        return "tanh" in operations(root) and variables(root) == ("x",) and 1 - abs(evaluate(root, dict(at))) < 2**-50

    root, point = shrink_case(parse("tanh(x**2 + 9.25)"), {"x": 4.0}, holds)
    assert str(root) == "tanh(x)"
    assert point == {"x": 25.0}
    assert not holds(parse("tanh(x)"), {"x": 4.0})  # so that the point had to move


def test_a_case_is_asked_within_the_limit():
    asked = []
    shrink_case(DEEP, {"x": 1.5, "y": 0.7}, lambda root, at: asked.append(1) or len(asked) % 5 == 0, limit=40)
    assert len(asked) <= 40


def test_the_change_that_leaves_least_is_asked_first():
    """With two operands of unequal size, candidates come by the nodes of both together."""
    asked = []
    shrink_operands({"f": DEEP, "g": parse("sin(x)")}, lambda candidate: asked.append(candidate) or False, limit=10_000)
    left = [size(candidate["f"]) + size(candidate["g"]) for candidate in asked]
    assert left == sorted(left)
    assert left[0] == size(parse("sin(x)")) + 1


def test_half_of_the_questions_are_about_the_expression():
    asked = []
    shrink_case(DEEP, {"x": 1.53, "y": 0.71}, lambda root, at: asked.append(root is DEEP) or False, limit=21)
    assert asked.index(True) == 10
    assert len(asked) <= 21
