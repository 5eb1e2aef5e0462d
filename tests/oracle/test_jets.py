import pytest
from each import each
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.expression import constant, variable
from verify.ops import OPERATIONS
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse
from verify.oracle.balls import compile_program, evaluate
from verify.oracle.jets import derivative_balls, derivatives_balls, exponential_powers, taylor_balls
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


@each("row", [row for row in OPERATIONS.values() if row.arity])
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


@given(trees(tame, max_leaves=8), st.integers(0, 4), st.floats(0.1, 3), st.floats(0.1, 3), st.integers(2, 30), st.floats(-1, 1))
def test_jets_over_an_interval_contain_the_derivative_at_its_points(root, order, x, y, bits, share):
    half = 2.0**-bits
    with working_precision(128):
        wide = derivative_balls(root, ("x", "y"), "x", order, [[arb(x, half)], [arb(y)]])[0]
    with working_precision(200):
        formula = differentiate(exponential_powers(root, "x"), "x", order)
        exact = evaluate(formula, {"x": arb(x) + arb(half) * arb(share), "y": arb(y)})
    assert wide.overlaps(exact) or not wide.is_finite() or not exact.is_finite()


@given(trees(tame, max_leaves=6), st.sampled_from([0.0, 1.0, -1.0]), st.sampled_from([0.0, 0.5, 2.0]))
def test_jets_exist_only_where_the_slope_does(root, x, y):
    """At points where domains end and kinks are: what the jet says of them, the strict derivative graph does not deny."""
    graph = compile_program((differentiate(exponential_powers(root, "x"), "x"), root), ("x", "y"), STRICT, ("x",))
    with working_precision(128):
        value, slope = by_jet(root, 0, x, y), by_jet(root, 1, x, y)
        expected_slope, expected = (column[0] for column in graph.run([[arb(x)], [arb(y)]], 1))
    assert expected.is_finite() or not value.is_finite()
    if slope.is_finite():
        assert expected.is_finite()
        assert slope.overlaps(expected_slope) or not expected_slope.is_finite()


def test_several_orders_share_one_series():
    columns = [[arb(0.5), arb(1.5)], [arb(2), arb(2)]]
    together = derivatives_balls(parse("sin(x*y)"), ("x", "y"), "x", (3, 1), columns)
    for order, found in zip((3, 1), together, strict=True):
        alone = derivative_balls(parse("sin(x*y)"), ("x", "y"), "x", order, columns)
        assert all(one.overlaps(other) for one, other in zip(found, alone, strict=True))


def test_high_orders():
    with working_precision(256):
        series = taylor_balls(parse("exp(x)/(1 - x)"), ("x",), "x", 20, [[arb(0)]])[0]
        partial_sums = [sum((1 / arb(j).fac() for j in range(k + 1)), arb(0)) for k in range(21)]
    assert all(series[k].overlaps(partial_sums[k]) and series[k].rel_accuracy_bits() > 200 for k in range(21))


def test_what_does_not_depend_on_the_variable_may_be_at_a_kink():
    found = taylor_balls(parse("abs(y)*x + sign(y)"), ("x", "y"), "x", 2, [[arb(3)], [arb(0)]])[0]
    assert found[1].is_zero()
    assert derivative_balls(parse("sqrt(y)"), ("x", "y"), "x", 1, [[arb(3)], [arb(2)]])[0].is_zero()


def test_jets_over_a_ball_contain_the_jets_at_its_points():
    root = parse("exp(sin(x))/(1 + x**2)")
    with working_precision(128):
        wide = derivative_balls(root, ("x", "y"), "x", 5, [[arb(1, 2.0**-12)], [arb(0)]])[0]
        for x in (1 - 2.0**-12, 1.0, 1 + 2.0**-13):
            assert wide.overlaps(by_jet(root, 5, x, 0.0))
    assert wide.rad() < abs(wide.mid())
