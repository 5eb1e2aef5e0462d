"""Balls of single operations contain what flint says of points of the operands; where nothing is known they say so."""

import math

import pytest
from flint import arb
from hypothesis import example, given
from hypothesis import strategies as st

from verify.kernels.double_double import balls
from verify.kernels.double_double.spelling import OWN
from verify.ops import OPERATIONS
from verify.oracle.precision import working_precision
from verify.oracle.primitives import BALLS, strict_sign

SIZES = st.one_of(st.floats(-4.0, 4.0), st.floats(-800.0, 800.0), st.floats(allow_nan=False, allow_infinity=False))
SPECIAL = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 5e-324, 1.7e308, 690.0, -600.0, -80.0, 2.0**30, 2.0**900, 2.0**-900])
ENDS = (-1, 0, 1)
CALLED = [name for name in OWN if OPERATIONS[name].arity]


@st.composite
def operands(draw):
    """high, low and radius, as other operations leave them."""
    high = draw(st.one_of(SIZES, SPECIAL))
    low = draw(st.sampled_from([0.0, 0.5, -0.5, 0.3])) * math.ulp(high)
    whole = high + low
    radius = draw(st.sampled_from([0.0, 2.0**-100, 2.0**-60, 2.0**-10, 1.0, 4.0])) * min(abs(high), 2.0**1000)
    return (whole, low - (whole - high), radius) if math.isfinite(whole) else (high, 0.0, radius)


def inside(ball):
    """Ends and middle, as exact balls."""
    high, low, radius = map(arb, ball)
    return [high + low + end * radius for end in ENDS]


def contradicted(found, name, given):
    """Whether flint refutes that the ball contains the operation's value somewhere on its operands."""
    high, low, radius = found[:3]
    if not math.isfinite(radius):
        return False
    function = strict_sign if name == "sign" else BALLS[name]
    with working_precision(2200):
        middles = arb(high) + arb(low)
        points = [[point] for point in inside(given[0])]
        points = [[*point, other] for point in points for other in inside(given[1])] if len(given) == 2 else points
        values = [function(*point) for point in points]
        return any(not value.is_finite() or not abs(middles - value) < arb(radius) * (1 + arb(2) ** -200) + arb(2) ** -3000
                   for value in values)  # fmt: skip


@pytest.mark.parametrize("name", CALLED)
@given(operands(), operands())
@example((1.0, 0.0, 0.0), (1.0, 0.0, 0.0))
@example((-700.0, 0.0, 0.5), (700.0, 0.0, 0.0))
@example((-90.0, 0.0, 0.5), (0.0, 0.0, 0.0))
@example((1e300, 0.0, 0.5), (1e-300, 0.0, 0.0))
@example((5e-324, 0.0, 0.0), (5e-324, 0.0, 0.0))
@example((1.0, 5e-324, 0.0), (-1.0, 5e-324, 0.0))
@example((-(2.0**55), 4.0, 2.0**55 - 8.0), (2.0**55, -4.0, 2.0**55 - 8.0))
def test_values_on_the_operands_are_contained(name, a, b):
    given = (a, b)[: OPERATIONS[name].arity]
    found = getattr(balls, f"ball_{name}")(*(part for ball in given for part in ball))
    assert not contradicted(found, name, given)


@pytest.mark.parametrize("name", CALLED)
def test_a_spoiled_ball_is_contradicted(name):
    given = ((0.75, 2.0**-60, 0.0), (0.3, 2.0**-62, 0.0))[: OPERATIONS[name].arity]
    high, low, radius, *_ = getattr(balls, f"ball_{name}")(*(part for ball in given for part in ball))
    spoiled = low + max(abs(high), 0.5) * 2.0**-90 + 4.0 * radius
    assert contradicted((high, spoiled, radius), name, given)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("sqrt", (2.0**-80, 0.0, 2.0**-80)),
        ("log", (2.0**-80, 0.0, 2.0**-79)),
        ("log1p", (-1.0, 2.0**-80, 2.0**-79)),
        ("sign", (2.0**-80, 0.0, 2.0**-80)),
        ("sign", (0.0, 0.0, 0.0)),
        ("divide", (1.0, 0.0, 0.0, 2.0**-80, 0.0, 2.0**-80)),
        ("max", (1.0, 0.0, 2.0**-80, 1.0, 2.0**-90, 0.0)),
        ("exp", (691.0, 0.0, 0.0)),
        ("add", (1.7e308, 0.0, 0.0, 1.7e308, 0.0, 0.0)),
        ("multiply", (1.7e308, 0.0, 0.0, 2.0, 0.0, 0.0)),
    ],
)
def test_nothing_is_said_at_edges_kinks_jumps_and_beyond_the_range(name, given):
    assert not math.isfinite(getattr(balls, f"ball_{name}")(*given)[2])


@pytest.mark.parametrize("name", CALLED)
@pytest.mark.parametrize("lost", [math.nan, math.inf])
def test_what_is_not_known_stays_so(name, lost):
    arity = OPERATIONS[name].arity
    for operand in range(arity):
        given = [0.75, 0.0, 0.0, 0.5, 0.0, 0.0][: 3 * arity]
        given[3 * operand + 2] = lost
        assert not math.isfinite(getattr(balls, f"ball_{name}")(*given)[2]), operand
