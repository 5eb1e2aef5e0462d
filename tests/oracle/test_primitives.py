import itertools
import math

import pytest
from breadth import examples
from each import each
from enclosing import ball, contains, radius
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st
from precise import MP, function, holds_at

from verify.ops import OPERATIONS
from verify.oracle.balls import evaluate
from verify.oracle.precision import working_precision
from verify.oracle.primitives import BALLS, CLIPPED, STRICT

ROWS = [row for row in OPERATIONS.values() if row.arity]
names = each("row", ROWS)
numbers = st.one_of(
    st.floats(-40, 40),
    st.integers(-5, 5).map(float),
    st.sampled_from([0.5, -0.5, 1e-300, -1e-300, 1e-8, 0.25, 0.125]),
)


def points(row):
    return st.tuples(*[numbers] * row.arity).filter(lambda at: holds_at(row.where, dict(zip(row.arguments, at, strict=True))))


def exactly(row, at):
    with MP.workdps(200 if all(abs(x) > 2.0**-30 for x in at) else 1600):  # textbook formulas cancel near zero
        return MP.mpf(function(row.name)(*map(MP.mpf, at)))


def apply(row, balls):
    return evaluate(row.node, dict(zip(row.arguments, balls, strict=True)))


def around(at, width):
    return [arb(x) + arb(0, width * (abs(x) + 2.0**-20)) for x in at]


@names
@examples(40)
@given(data=st.data())
def test_a_ball_contains_the_value_at_every_point_of_its_arguments(row, data):
    at = data.draw(points(row))
    width = data.draw(st.sampled_from([0.0, 2.0**-40, 2.0**-10, 0.1, 1.0]))
    with working_precision(128):
        found = apply(row, around(at, width))
        assert contains(found, exactly(row, at)) or (width and not found.is_finite())


@names
@examples(40)
@given(data=st.data())
def test_a_wide_ball_covers_the_balls_of_its_parts(row, data):
    at = data.draw(points(row))
    width = data.draw(st.sampled_from([2.0**-30, 2.0**-6, 0.5]))
    with working_precision(128):
        whole = around(at, width)
        found = apply(row, whole)
        assume(found.is_finite())
        for end in (arb.lower, arb.upper):
            part = apply(row, [(end(b) + b.mid()) / 2 if not b.is_exact() else b for b in whole])
            assert found.overlaps(part)


@names
@examples(40)
@given(data=st.data())
def test_radius_shrinks_with_precision(row, data):
    at = data.draw(points(row))
    with working_precision(128):
        coarse = apply(row, around(at, 0.0))
    with working_precision(256):
        fine = apply(row, around(at, 0.0))
    exact = exactly(row, at)
    assert contains(fine, exact)
    assert radius(fine) <= max(radius(coarse), abs(exact) * MP.mpf(2) ** -200)
    assert radius(coarse) <= abs(exact) * MP.mpf(2) ** -60 + MP.mpf(2) ** -100


@names
def test_nan_never_turns_into_a_number(row):
    for place in range(row.arity):
        for other in (0.0, 1.0, -1.0):
            balls = [arb.nan() if i == place else arb(other) for i in range(row.arity)]
            for table in (BALLS, STRICT.table, CLIPPED.table):
                if row.name in table:
                    assert not table[row.name](*balls).is_finite()


@pytest.mark.parametrize("row", [row for row in ROWS if row.domain], ids=lambda row: row.name)
def test_outside_its_domain_an_operation_is_not_finite(row):
    candidates = [0.0, -0.0, 1.0, -1.0, 1.5, -1.5, -0.5, -2.0, 1e300, -1e300, 1e-300, -1e-300]
    outside = [
        at
        for at in itertools.product(candidates, repeat=row.arity)
        if not holds_at(row.where, dict(zip(row.arguments, at, strict=True)))
    ]
    assert outside or row.name == "tan"  # no float is a pole of it
    for at in outside:
        for width in (0.0, 2.0**-60, 2.0**-4):
            with working_precision(128):
                assert not apply(row, around(at, width)).is_finite()


@names
def test_edges_of_the_row_are_enclosed(row):
    for edge in row.edges:
        with working_precision(128):
            found = apply(row, [arb(x) for x in edge.at])
        assert float(found.mid()) == pytest.approx(edge.value, rel=2.0**-52, abs=2.0**-1074), edge.why


@pytest.mark.parametrize(
    ("name", "balls", "low", "high"),
    [
        ("sign", [(-1, 2)], -1, 1),
        ("abs", [(-1, 2)], 0, 2),
        ("min", [(-1, 2), (0, 1)], -1, 1),
        ("max", [(-1, 2), (0, 1)], 0, 2),
        ("relu", [(-1, 2)], 0, 2),
        ("power", [(-1, 1), (2, 2)], 0, 1),
        ("power", [(-1, 1), (3, 3)], -1, 1),
        ("hypot", [(-1, 1), (-1, 1)], 0, math.sqrt(2)),
        ("cbrt", [(-8, 1)], -2, 1),
        ("dsinc", [(-3, 3)], -1.36, 1.36),
    ],
)
def test_balls_across_a_kink_give_the_hull(name, balls, low, high):
    found = apply(OPERATIONS[name], [ball(*ends) for ends in balls])
    assert found.contains(arb(low) * 0.999)
    assert found.contains(arb(high) * 0.999)


def test_a_sign_inside_a_derivative_is_not_finite_across_its_jump():
    assert not STRICT.table["sign"](ball(-1, 2)).is_finite()
    assert not STRICT.table["sign"](arb(0)).is_finite()
    assert STRICT.table["sign"](ball(1, 2)) == 1


def test_huge_exponents_do_not_explode():
    power = BALLS["power"]
    assert power(arb(2), arb(1e18)).is_finite()
    assert not power(arb(2), arb(1e300)).is_finite()  # at 53 bits; refinement decides it
    assert power(arb(-1), arb(2.0**60)) == 1
    assert power(arb(0), arb(0)) == 1


def test_clipped_functions_end_at_the_edge_of_their_domain():
    assert CLIPPED.table["sqrt"](ball(-1, 4)).contains(2)
    assert CLIPPED.table["asin"](ball(0.5, 2)).contains(1.57)
    assert not CLIPPED.table["sqrt"](ball(-4, -1)).is_finite()
    assert not CLIPPED.table["asin"](ball(1.5, 2)).is_finite()
    assert not CLIPPED.table["log"](ball(-1, 4)).is_finite()
