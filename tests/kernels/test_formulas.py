"""Error analysis on expressions: what is exact, what is not, and that the bounds hold."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.kernels.formulas import ZERO, distance, error_of, folded, kink_slope, linear, movers
from verify.ops import OPERATIONS
from verify.ops.calculus import partial
from verify.ops.parsing import evaluate, parse

U = 2.0**-24
GIVEN = {"u": U, "eta": 0.0} | {f"accuracy_{name}": 0.5 for name in OPERATIONS}
POSITIVE = st.floats(0.25, 4.0, width=32)


@pytest.mark.parametrize("text", ["1", "-1", "a", "b", "0.5", "sign(a)", "-a"])
def test_copies_and_short_constants_are_exact(text):
    assert error_of(parse(text)) is ZERO


def test_selectors_of_extrema_are_as_exact_as_their_value():
    for name in ("min", "max"):
        found = error_of(partial(name, 0))
        values = {evaluate(found, GIVEN | {"a": a, "b": 2.0}) for a in (1.0, 3.0)}
        assert values == {0.0, U}


@given(POSITIVE, POSITIVE)
def test_bounds_hold_for_arithmetic_in_float32(a, b):
    for text in ("1 - a*a", "(1 - a)*(1 + b)", "a/(a*a + b*b)", "-(a/b)/b", "(a - b)*(a + b) - a*a"):
        formula = parse(text)
        with np.errstate(all="ignore"):
            computed = evaluate_float32(formula, a, b)
        exact = evaluate_exactly(formula, a, b)
        bound = evaluate(error_of(formula), GIVEN | {"a": a, "b": b})
        assert abs(Fraction(float(computed)) - exact) <= Fraction(bound) * Fraction(1001, 1000)


def evaluate_float32(formula, a, b):
    from verify.core.fold import fold

    table = {"a": np.float32(a), "b": np.float32(b)}
    return fold(formula, lambda node, args: leaf(node, table, np.float32) if not args else OPERATIONS[node.op].evaluate(*args))


def evaluate_exactly(formula, a, b):
    from verify.core.fold import fold

    table = {"a": Fraction(a), "b": Fraction(b)}
    return fold(formula, lambda node, args: leaf(node, table, Fraction) if not args else OPERATIONS[node.op].evaluate(*args))


def leaf(node, table, number):
    return table[node.name] if node.op == "variable" else number(node.value)


def test_a_negative_base_does_not_spoil_the_bound_of_a_power():
    found = evaluate(error_of(partial("power", 0)), GIVEN | {"a": -2.0, "b": 3.0})
    assert 0.0 < found < 64.0 * U


def test_constant_parts_are_worked_out():
    assert str(folded(parse("a*log(2)"))) == f"a*{math.log(2)!r}"


def test_only_sums_differences_and_signs_are_linear():
    assert [name for name in OPERATIONS if linear(name)] == ["add", "subtract", "negate", "pi", "sign"]


def test_distances_are_to_the_nearest_edge():
    unit = distance(OPERATIONS["asin"].where)
    assert evaluate(unit, {"a": 0.75}) == 0.25
    assert evaluate(unit, {"a": -0.5}) == 0.5
    assert distance(OPERATIONS["exp"].where) is None


def test_where_alternatives_meet_every_operand_moves_the_edge():
    assert movers(OPERATIONS["hypot"].where_smooth) == {"a", "b"}
    assert movers(OPERATIONS["divide"].where) == {"b"}
    assert movers(OPERATIONS["exp"].where) == frozenset()


@pytest.mark.parametrize("name", ["abs", "relu", "min", "max", "hypot"])
def test_kinked_operations_are_no_steeper_than_one(name):
    assert {kink_slope(name, j) for j in range(OPERATIONS[name].arity)} == {1.0}
