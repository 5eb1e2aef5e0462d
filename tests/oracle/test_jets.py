import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.expression import constant, variable
from verify.ops import OPERATIONS
from verify.ops.calculus import ZERO, differentiate
from verify.ops.parsing import parse
from verify.oracle.balls import compile_program
from verify.oracle.jets import derivative_balls, taylor
from verify.oracle.precision import working_precision
from verify.oracle.primitives import STRICT

tame = st.one_of(st.just(variable("x")), st.just(variable("y")), st.sampled_from([0.5, 2.0, -1.0, 3.0]).map(constant))


def by_graph(root, order, x, y):
    program = compile_program((differentiate(root, "x", order),), ("x", "y"), STRICT)
    return program.run([[arb(x)], [arb(y)]], 1)[0][0]


def by_jet(root, order, x, y):
    return derivative_balls(root, ("x", "y"), "x", order, [[arb(x)], [arb(y)]])[0]


@given(trees(tame, max_leaves=6), st.integers(1, 3), st.floats(0.1, 3), st.floats(0.1, 3))
def test_jets_and_the_derivative_graph_overlap(root, order, x, y):
    with working_precision(128):
        jet, graph = by_jet(root, order, x, y), by_graph(root, order, x, y)
    if jet.is_finite() and graph.is_finite():
        assert jet.overlaps(graph)


@pytest.mark.parametrize("row", [row for row in OPERATIONS.values() if row.arity], ids=lambda row: row.name)
@pytest.mark.parametrize("order", [1, 2, 4])
def test_jets_of_every_operation_are_narrow_and_overlap_with_the_graph(row, order):
    shift = 1.0 if row.name == "acosh" else 0.0
    root = parse(f"{row.name}({', '.join(['x*y/4 + ' + str(shift), 'x + y'][: row.arity])})")
    with working_precision(256):
        jet, graph = by_jet(root, order, 0.75, 1.5), by_graph(root, order, 0.75, 1.5)
    assert jet.is_finite()
    assert jet.overlaps(graph)
    assert jet.is_zero() or jet.rel_accuracy_bits() > 100


@pytest.mark.parametrize(("text", "order"), [("abs(x)", 2), ("abs(x)", 3), ("relu(x)*x", 2), ("max(x, x**2)", 3)])
def test_no_jet_passes_a_kink(text, order):
    inside = [[arb(0, 0.25)], [arb(0)]]
    assert not derivative_balls(parse(text), ("x", "y"), "x", order, inside)[0].is_finite()


def test_coefficients_that_vanish_by_structure_cost_nothing():
    assert taylor(parse("3*x + y"), "x", 4)[2:] == (ZERO, ZERO, ZERO)
    assert taylor(parse("sin(y)"), "x", 2)[1:] == (ZERO, ZERO)


def test_jets_over_a_ball_contain_the_jets_at_its_points():
    root = parse("exp(sin(x))/(1 + x**2)")
    with working_precision(128):
        wide = derivative_balls(root, ("x", "y"), "x", 5, [[arb(1, 2.0**-12)], [arb(0)]])[0]
        for x in (1 - 2.0**-12, 1.0, 1 + 2.0**-13):
            assert wide.overlaps(by_jet(root, 5, x, 0.0))
    assert wide.rad() < abs(wide.mid())
