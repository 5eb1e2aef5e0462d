import numpy as np
import pytest
from enclosing import contains, settled_value
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.errors import UnsupportedError
from verify.core.expression import apply, constant, variable
from verify.ops import DRAWN
from verify.ops.parsing import parse
from verify.oracle.balls import compile_program, evaluate, expand
from verify.oracle.precision import working_precision
from verify.oracle.primitives import BALLS

tame = st.one_of(st.just(variable("x")), st.just(variable("y")), st.sampled_from([0.5, 2.0, -1.0, 3.0]).map(constant))
coordinates = st.floats(-4, 4)


@given(trees(tame, max_leaves=8), coordinates, coordinates)
def test_trees_contain_their_value(root, x, y):
    with working_precision(128):
        found = evaluate(root, {"x": arb(x), "y": arb(y)})
    expected = settled_value(root, {"x": x, "y": y})
    assert expected is None or contains(found, expected) or not found.is_finite()


@given(trees(tame, max_leaves=8), st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4))
def test_columns_and_single_points_agree(root, points):
    program = compile_program((root,), ("x", "y"))
    columns = [[arb(point[i]) for point in points] for i in range(2)]
    many = program.run(columns, len(points))[0]
    for point, ball in zip(points, many, strict=True):
        (alone,) = program.run_one([arb(number) for number in point])
        assert str(alone) == str(ball)


def test_shared_parts_are_evaluated_once():
    program = compile_program((parse("sin(x)*sin(x) + sin(x)"), parse("sin(x)")), ("x",))
    assert sum(step.function is BALLS["sin"] for step in program.code) == 1


def test_constant_parts_are_evaluated_once_for_all_points():
    program = compile_program((parse("x*log(2)"),), ("x",))
    assert [step.constant for step in program.code] == [True, False]
    assert len(program.run([[arb(1), arb(2)]], 2)[0]) == 2


def test_operations_without_a_ball_function_are_written_out():
    written = expand(parse("exp2(log2(x)) + relu(x)"))
    assert str(written) == "2**(log(x)/log(2)) + max(x, 0)"
    assert expand(parse("sin(x)")) is parse("sin(x)")


def test_every_operation_has_a_ball_function_or_a_spec():
    for row in DRAWN.values():
        expand(row.node)


def test_what_cannot_be_evaluated_is_refused():
    with pytest.raises(UnsupportedError, match="variable y has no value"):
        compile_program((parse("x + y"),), ("x",))
    with pytest.raises(UnsupportedError, match="operation frobnicate"):
        compile_program((apply("frobnicate", variable("x")),), ("x",))


def test_no_points_give_no_balls():
    assert compile_program((parse("x + log(2)"),), ("x",)).run([[]], 0) == [[]]


def test_constants_are_exact():
    with working_precision(64):
        assert evaluate(constant(0.1), {}) == arb(0.1)
        assert np.isclose(float(evaluate(parse("0.1*3"), {})), 0.3)
