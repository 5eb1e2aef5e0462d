"""Tapes that hold their own slopes: every operation is closed within a few nodes, no row of an operation is repeated here."""

from each import each

from verify.kernels.closure import CHAIN, KIND, NEED, NONE, SLOPE, closure
from verify.kernels.series import HIGHEST_ORDER
from verify.ops import OPERATIONS
from verify.ops.parsing import parse

ROWS = {name: row for name, row in OPERATIONS.items() if row.arity}


@each("name", ROWS)
def test_every_operation_is_closed_within_a_few_nodes(name):
    row = ROWS[name]
    sizes = [len(closure(row.node, frozenset(row.arguments), order).tape.program) for order in (4, HIGHEST_ORDER)]
    assert sizes[1] <= sizes[0] + 2 <= 16


def test_an_exponential_is_its_own_slope_and_a_sine_has_a_cosine_that_has_a_sine():
    assert len(closure(parse("exp(x)"), frozenset("x"), HIGHEST_ORDER).rows) == 1
    assert len(closure(parse("sin(x)"), frozenset("x"), HIGHEST_ORDER).rows) == 3


def test_powers_go_down_as_far_as_they_are_needed():
    assert [len(closure(parse("x**2.5"), frozenset("x"), order).rows) for order in (1, 2, 3)] == [1, 3, 5]


def test_what_the_variables_do_not_reach_has_no_row():
    found = closure(parse("sin(y)*x + sign(x)"), frozenset("x"), 2)
    assert len(found.rows) == 2  # the product and the sum; the step has slope 0
    assert found.rows[1, SLOPE + 1] == NONE


def test_slopes_are_needed_to_one_order_less():
    found = closure(parse("log(x)"), frozenset("x"), 5)
    assert found.rows[:, NEED].tolist() == [5, 4]
    assert found.rows[0, KIND] == CHAIN


def test_backward_sweeps_get_slopes_of_arithmetic_as_well():
    forward, backward = (closure(parse("x/y"), frozenset("xy"), 2, backward=b) for b in (False, True))
    assert len(forward.rows) == forward.own == backward.own == 1
    assert backward.rows[0, SLOPE] >= 0
    assert len(backward.rows) == 4


def test_a_closure_is_made_once():
    assert closure(parse("tan(x)"), frozenset("x"), 3) is closure(parse("tan(x)"), frozenset("x"), 3)
