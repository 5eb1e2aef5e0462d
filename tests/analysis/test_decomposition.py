import math

import numpy as np
import pytest
from breadth import examples
from hypothesis import given
from hypothesis import strategies as st

from verify.analysis.blame import birthplace, explain
from verify.analysis.decomposition import MOST_SHARES, accounted_bits, effective, shares, total
from verify.analysis.trace import trace
from verify.core.claim import Quantity, derivative_of, value_of
from verify.core.precision import FLOAT32, FLOAT64
from verify.engine.methods import find_method
from verify.generators.strategies import claims
from verify.ops.parsing import parse

CANCELLING = [
    ("(1 - cos(x))/x**2", 1e-6),
    ("sqrt(x + 1) - sqrt(x)", 1e10),
    ("sqrt(x + 1) - sqrt(x)", 1e141),
    ("log(1 + x)/x", 1e-10),
    ("exp(x**3/3)", 12.3),
    ("sin(x/3)", 1e6),
    ("(exp(x) - 1)/x", 3e-9),
    ("atan(x + 1) - atan(x)", 1e7),
]


def lost(found):
    root = found.exact[found.root]
    return math.log2(root.error_of(found.computed[found.root]) / math.ulp(root.high))


@pytest.mark.parametrize(("text", "x"), CANCELLING)
def test_shares_add_up_to_the_error(text, x):
    found = trace(parse(text), {"x": x}, FLOAT64)
    exact = found.exact[found.root]
    true = (found.computed[found.root] - exact.high) - exact.low
    assert total(found) == pytest.approx(true, rel=0.02)
    assert accounted_bits(found) == pytest.approx(lost(found), abs=0.1)


@pytest.mark.parametrize(("text", "x"), CANCELLING)
def test_bits_born_and_bits_amplified_are_the_bits_of_the_share(text, x):
    found = trace(parse(text), {"x": x}, FLOAT64)
    result = abs(found.exact[found.root].high)
    listed = shares(found)
    assert listed
    for share in listed:
        assert share.bits == pytest.approx(share.born + share.amplified)
    signed = math.fsum(share.sign * 2.0**share.bits for share in listed)
    assert signed * FLOAT64.unit_roundoff * result == pytest.approx(total(found), rel=1e-3)


def test_the_amplification_is_the_condition_number():
    """Of exp(y) by y it is y itself; of y = x**3/3 nothing is left to amplify in the root's own rounding."""
    found = trace(parse("exp(x**3/3)"), {"x": 12.3}, FLOAT64)
    by_text = {share.expression: share for share in shares(found)}
    assert 2.0 ** by_text["x**3/3"].amplified == pytest.approx(12.3**3 / 3)
    assert by_text["exp(x**3/3)"].amplified == pytest.approx(0.0)


def test_correctly_rounded_operations_bear_at_most_a_unit_roundoff():
    for dtype in (FLOAT64, FLOAT32):
        found = trace(parse("(x*x + 0.75)/x - sqrt(x)"), {"x": 1.3125}, dtype)
        assert all(share.born <= 1e-6 for share in shares(found))


def test_roundings_that_undo_each_other_are_not_blamed():
    """At 1e141 both roots round alike; what is lost was lost when 1 was added."""
    found = trace(parse("sqrt(x + 1) - sqrt(x)"), {"x": 1e141}, FLOAT64)
    assert not {"sqrt(x + 1)", "sqrt(x)"} & {str(node) for node in effective(found)}
    assert birthplace(found) is parse("x + 1")


def test_a_factor_pi_has_a_share():
    found = trace(parse("pi()*x"), {"x": 1.0}, FLOAT64)
    assert [share.operation for share in shares(found)] == ["pi"]
    assert total(found) == pytest.approx(-1.2246467991473532e-16)  # sin(math.pi) is what math.pi lacks


def test_the_program_that_came_nearest_is_taken_apart():
    """Our kernels and the C library differ in the last bit of some functions; the shares are those of what was returned."""
    root, seen = parse("(exp(x) - 1)/x"), 0
    for i in range(1, 200):
        point = {"x": i / 400}
        claim = value_of(root)
        returned = float(find_method("tape").answer(claim, np.array([[i / 400]]), "float64").values[0])
        by_library = trace(root, point, FLOAT64).computed[root]
        seen += returned != by_library
        assert trace(root, point, FLOAT64, returned).computed[root] == returned
    assert seen


def test_exact_programs_have_no_shares():
    found = explain(value_of(parse("x*2 + 1")), {"x": 0.25}, "float64")
    assert (found.shares, found.accounted_bits) == ((), 0.0)


def test_derivatives_are_taken_apart_too():
    found = explain(derivative_of(parse("tanh(x)"), "x"), {"x": 12.0}, "float64", computed=1 - math.tanh(12.0) ** 2)
    assert found.shares[0].operation == "tanh"
    assert found.accounted_bits > 20.0


@given(claims((Quantity.VALUE, Quantity.DERIVATIVE)), st.sampled_from(["float64", "float32"]))
@examples(50)
def test_any_explanation_lists_few_shares_the_heaviest_first(posed, dtype):
    found = explain(posed.claim, posed.point, dtype)
    bits = [share.bits for share in found.shares]
    assert len(bits) <= MOST_SHARES
    assert bits == sorted(bits, reverse=True)
    assert all(math.isfinite(share.born + share.amplified) for share in found.shares)
