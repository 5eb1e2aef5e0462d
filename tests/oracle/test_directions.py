"""Directional and mixed derivatives against the same numbers got by other ways: one derivative after the other, and mpmath."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.claim import derivative_of, hvp_of, jvp_of, mixed_of, value_of, vjp_of
from verify.core.exact import Status
from verify.core.expression import constant, variable
from verify.ops.calculus import differentiate, plus, times
from verify.ops.parsing import parse
from verify.oracle import enclose

leaves = st.one_of(st.just(variable("x")), st.just(variable("y")), st.sampled_from([0.5, 2.0, -1.0, 3.0]).map(constant))
UV = (("x", variable("u")), ("y", variable("v")))


def same(claim, expression, point):
    """The claim's enclosure overlaps that of the expression, wherever both are decided."""
    value = value_of(expression)
    a = enclose(claim, [[point[name] for name in claim.arguments]])
    b = enclose(value, [[point[name] for name in value.arguments]])
    if a.status[0] != Status.DECIDED or b.status[0] != Status.DECIDED or not np.isfinite(a.exact[0]):
        return None
    return bool(abs((a.exact - b.exact) + (a.exact_low - b.exact_low))[0] <= (a.radius + b.radius)[0])


@given(trees(leaves, max_leaves=8), st.floats(-3, 3), st.floats(-3, 3), st.floats(-2, 2), st.floats(-2, 2))
def test_directional_and_mixed_derivatives_are_what_the_chain_rule_says(root, x, y, u, v):
    point = {"x": x, "y": y, "u": u, "v": v}
    by_x, by_y = differentiate(root, "x"), differentiate(root, "y")
    along = plus(times(variable("u"), by_x), times(variable("v"), by_y))
    assert same(jvp_of(root, UV), along, point) is not False
    assert same(mixed_of(root, "x", "y"), differentiate(by_y, "x"), point) is not False
    assert same(hvp_of(root, "x", UV), differentiate(along, "x"), point) is not False
    assert same(vjp_of(root, "x"), by_x, point) is not False


def test_numbers_known_by_hand():
    root, point = parse("x**2*y + 3*x*y**2"), np.array([[2.0, 3.0]])
    numbers = {
        mixed_of(root, "x", "y"): 22.0,
        jvp_of(root, [("x", constant(2.0)), ("y", constant(3.0))]): 198.0,
        hvp_of(root, "x", [("x", constant(1.0)), ("y", constant(2.0))]): 50.0,
        vjp_of(root, "y"): 40.0,
    }
    for claim, number in numbers.items():
        found = enclose(claim, point)
        assert (found.status[0], found.exact[0], found.radius[0]) == (Status.DECIDED, number, 0.0)


def test_a_kink_has_one_sided_derivatives_along_a_direction():
    found = enclose(jvp_of(parse("abs(x) + y"), [("x", constant(2.0)), ("y", constant(3.0))]), [[0.0, 1.0]])
    assert (found.status[0], found.exact[0]) == (Status.KINK, 3.0)
    assert found.radius[0] == pytest.approx(2.0, rel=1e-12)


@pytest.mark.parametrize("text", ["abs(x)*y", "log(x)*y", "relu(x)*y"])
def test_no_second_derivative_at_a_kink_or_outside_the_domain(text):
    point = [[0.0, 1.0]]
    assert enclose(mixed_of(parse(text), "x", "y"), point).status[0] == Status.DOMAIN
    assert enclose(hvp_of(parse(text), "y", [("x", constant(1.0))]), point).status[0] == Status.DOMAIN


def test_a_wrong_number_is_seen():
    assert same(mixed_of(parse("x*y"), "x", "y"), parse("1 + 2**-40*x"), {"x": 1.0, "y": 1.0}) is False
    assert same(derivative_of(parse("x*y"), "x"), parse("y + 2**-40"), {"x": 1.0, "y": 1.0}) is False
