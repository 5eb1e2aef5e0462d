import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.analysis.simplicity import (
    bits,
    cost,
    decimal_length,
    replace,
    round_to,
    shorter_constants,
    shorter_decimals,
    simpler_expressions,
    valid,
)
from verify.core.expression import apply, constant, variable
from verify.core.fold import nodes, size
from verify.ops.parsing import check, parse

numbers = st.floats(allow_nan=False, allow_infinity=False)
leaves = st.sampled_from([variable("x"), variable("y"), constant(0.0), constant(3.7), constant(1e300), constant(-2.0)])
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda a: apply("exp", a), inner),
        st.builds(lambda a: apply("log", a), inner),
        st.builds(lambda op, a, b: apply(op, a, b), st.sampled_from(["add", "divide", "power"]), inner, inner),
    ),
    max_leaves=8,
)


@given(numbers)
def test_shorter_constants_are_finite_and_shorter_and_ordered(value):
    found = list(shorter_constants(value))
    assert all(math.isfinite(near) and bits(near) < bits(value) for near in found)
    assert [bits(near) for near in found] == sorted(bits(near) for near in found)


@given(numbers, st.sampled_from(["float64", "float32"]))
def test_shorter_decimals_are_finite_and_shorter_and_exact_in_the_dtype(value, dtype):
    value = round_to(value, dtype)
    found = list(shorter_decimals(value, dtype)) if math.isfinite(value) else []
    assert all(math.isfinite(near) and round_to(near, dtype) == near for near in found)
    assert all(decimal_length(near, dtype) < decimal_length(value, dtype) for near in found)


def test_decimal_length_counts_what_a_person_would_write():
    assert [decimal_length(v) for v in (0.0, 2.0, -2.0, 25.0, 0.5, 17.25, 1e22)] == [0, 1, 2, 2, 2, 5, 2]
    assert decimal_length(0.1, "float64") == decimal_length(float(np.float32(0.1)), "float32") == 2


@pytest.mark.parametrize("text", ["log(x)", "1/x", "x**0.5", "exp(1)"])
def test_expressions_whose_constant_parts_exist_are_valid(text):
    assert valid(parse(text))


@pytest.mark.parametrize(
    "root",
    [
        apply("log", constant(0.0)),
        apply("divide", constant(1.0), constant(0.0)),
        apply("add", variable("x"), apply("exp", constant(1000.0))),
        apply("exp", apply("negate", apply("exp", constant(1000.0)))),
    ],
)
def test_expressions_with_undefined_constant_parts_are_not(root):
    assert not valid(root)


@given(trees)
def test_simpler_expressions_are_valid_and_strictly_simpler_and_simplest_first(root):
    found = simpler_expressions(root)
    prices = [cost(candidate) for candidate in found]
    assert prices == sorted(prices)
    assert all(price < cost(root) for price in prices)
    assert all(valid(candidate) and check(candidate) is candidate for candidate in found)
    assert len(set(found)) == len(found)


@given(trees)
def test_every_sub_expression_is_among_the_simpler_ones(root):
    parts = {part for part in nodes(root)[:-1] if valid(part)}
    assert parts <= set(simpler_expressions(root))


def test_a_shared_node_is_replaced_wherever_it_occurs():
    assert str(replace(parse("sin(x)*sin(x) + x"), parse("sin(x)"), parse("y"))) == "y*y + x"


def test_fewer_nodes_come_before_fewer_variables_before_shorter_constants():
    ordered = ["x", "x + 0.1", "x + y", "sin(x + 2)", "sin(x + 3.7)", "sin(x + y)"]
    roots = [parse(text) for text in ordered]
    assert sorted(roots, key=cost) == roots
    assert [size(root) for root in roots] == [1, 3, 3, 4, 4, 4]
