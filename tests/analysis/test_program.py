import pytest

from verify.analysis.program import program_of, tangents_of
from verify.core.claim import area_slope_of, derivative_of, integral_of, value_of
from verify.core.expression import constant
from verify.core.fold import nodes
from verify.core.precision import FLOAT64
from verify.ops import OPERATIONS
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse
from verify.oracle import compare

TANH = derivative_of(parse("tanh(x)"), "x")


def program(claim, computed=None, **point):
    found = program_of(claim, point, FLOAT64, computed)
    return None if found is None else str(found)


def test_values_and_area_slopes_are_their_expression():
    assert program(value_of(parse("x + 1")), x=1.0) == "x + 1"
    assert program(area_slope_of(parse("x + 1"), "x", constant(0.0)), x=1.0) == "x + 1"


def test_integrals_are_no_straight_line_program():
    assert program(integral_of(parse("x"), "x", constant(0.0), constant(1.0))) is None


def test_derivatives_are_the_chain_rule_that_comes_nearest_to_what_was_computed():
    assert program(TANH, x=25.0) == program(TANH, 7.7e-22, x=25.0) == "(1/cosh(x))**2"
    assert program(TANH, 0.0, x=25.0) == "1 - tanh(x)**2"
    assert program(TANH, float("nan"), x=25.0) == "(1/cosh(x))**2"


def test_every_node_has_its_tangent():
    tangents = tangents_of(derivative_of(parse("sin(x)*y"), "x"))
    assert {str(node): str(tangent) for node, tangent in tangents.items()} == {
        "x": "1", "sin(x)": "cos(x)", "y": "0", "sin(x)*y": "y*cos(x)"
    }  # fmt: skip
    assert tangents_of(value_of(parse("x"))) == {}


@pytest.mark.parametrize("name", [row.name for row in OPERATIONS.values() if row.textbook])
def test_textbook_formulas_are_another_program_for_the_same_number(name):
    root = OPERATIONS[name].node
    point = [[1.75, 0.75][: len(root.args)]] if name == "acosh" else [[0.375, 0.75][: len(root.args)]]
    for wrt in OPERATIONS[name].arguments:
        stable, textbook = differentiate(root, wrt), differentiate(root, wrt, textbook=True)
        arguments = OPERATIONS[name].arguments
        assert compare(stable, textbook, arguments, point).equal
    assert any(differentiate(root, wrt) is not differentiate(root, wrt, textbook=True) for wrt in OPERATIONS[name].arguments)
    assert nodes(root)[-1] is root
