import pytest
from breadth import examples
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from verify.core.expression import apply, variable
from verify.ops import OPERATIONS
from verify.ops.calculus import differentiate
from verify.oracle.balls import evaluate
from verify.oracle.elasticity import ELASTICITIES, elasticity
from verify.oracle.precision import working_precision
from verify.oracle.spans import INFINITY, PowerSum, Span

PIECES = [(name, number) for name, pieces in ELASTICITIES.items() for number in range(len(pieces))]


def exact(name, v):
    """v phi'(v) / phi(v) by the operation's own row."""
    node = apply(name, variable("v"))
    return v * evaluate(differentiate(node, "v"), {"v": v}) / evaluate(node, {"v": v})


def inside(span, ball):
    return bool(span.lo <= ball.upper() and ball.lower() <= span.hi)


@pytest.mark.parametrize(("name", "number"), PIECES)
@examples(40)
@given(st.data())
def test_the_elasticity_lies_in_its_range(name, number, data):
    piece = ELASTICITIES[name][number]
    low, high = max(float(piece.lo), -30.0), min(float(piece.hi), 30.0)
    low = -high if piece.even else low
    a, v, b = sorted(data.draw(st.lists(st.floats(low, high), min_size=3, max_size=3)))
    with working_precision(256):
        found = elasticity(name, Span(arb(a), arb(b)))
        value = exact(name, arb(v))
    assert found is not None or a < 0 < b or not piece.over(Span(arb(a), arb(b)))
    if found is not None and value.is_finite():
        assert inside(found.coefficient(0), value)


@pytest.mark.parametrize(("name", "number"), PIECES)
@examples(40)
@given(st.floats(2.0**-60, 0.5), st.booleans())
def test_near_zero_it_approaches_its_limit_no_slower_than_said(name, number, size, negative):
    piece = ELASTICITIES[name][number]
    v = -size if negative else size
    if not (piece.even or (piece.lo <= v and piece.hi >= v)) or not piece.lo <= 0 <= piece.hi:
        return
    shape = PowerSum({-1: Span.of(arb(v))})
    with working_precision(256):
        # The argument v/y at y = 1, from a bound that holds for all y >= 1.
        found = elasticity(name, Span.of(arb(0), arb(v)), shape)
        assert found is not None
        assert inside(found.over(arb(1)), exact(name, arb(v)))


def test_infinite_ranges():
    with working_precision(128):
        assert elasticity("erfc", Span(arb(3), INFINITY)).coefficient(0).hi < -18
        assert elasticity("tanh", Span(arb(20), INFINITY)).coefficient(0).size < 1e-6
        assert elasticity("exp", Span(arb(1), arb(2))) is None
        assert elasticity("sin", Span(arb(1), arb(4))) is None
        assert elasticity("sigmoid", Span(arb(-1), arb(2))) is None


def test_every_row_is_an_operation():
    assert set(ELASTICITIES) <= set(OPERATIONS)


def test_a_wrong_direction_is_seen():
    rising = ELASTICITIES["sin"][0]
    with working_precision(128):
        span = rising.over(Span(arb(1), arb(2)))
        assert not inside(Span(span.hi, span.hi), exact("sin", arb(2)))
