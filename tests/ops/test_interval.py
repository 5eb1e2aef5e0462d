"""Interval evaluation encloses: every value of every operation, and of every tree, over every box."""

import math

import mpmath
import pytest
from breadth import examples
from each import each
from hypothesis import assume, given
from hypothesis import strategies as st
from precise import MP, function, value
from trees import NAMES, trees

from verify.core.domain import Interval, read_domain
from verify.core.expression import constant
from verify.ops import DRAWN, OPERATIONS
from verify.ops.interval import apply_interval, enclose, holds
from verify.ops.parsing import evaluate, parse

ROWS = each("row", OPERATIONS.values())
SPECIAL = st.sampled_from([-2.0, -1.0, -0.0, 0.0, 0.5, 1.0, 2.0, 3.0])


def between(ends):
    return st.tuples(ends, ends).map(lambda pair: Interval(min(pair), max(pair)))


boxes = between(st.one_of(st.floats(-30, 30), st.floats(-1, 1), SPECIAL)) | between(st.floats(1, 30) | SPECIAL)
shares = st.floats(0, 1)


def inside(interval, share):
    return min(max(interval.lo + share * (interval.hi - interval.lo), interval.lo), interval.hi)


# Where operations are defined on little of what boxes are drawn from.
NARROW = {"acosh": (1.0, 30.0), "atanh": (-0.99, 0.99), "asin": (-1.0, 1.0), "acos": (-1.0, 1.0)}


@ROWS
@given(data=st.data())
@examples(150)
def test_the_interval_of_an_operation_contains_its_exact_values(row, data):
    drawn = between(st.floats(*NARROW[row.name])) if row.name in NARROW else boxes
    box = [data.draw(drawn, label=name) for name in row.arguments]
    found = apply_interval(row.name, tuple(box))
    assume(found is not None)
    for _ in range(3):
        numbers = [inside(interval, data.draw(shares)) for interval in box]
        exact = function(row.name)(*map(MP.mpf, numbers))
        assert isinstance(exact, MP.mpf)
        assert found.lo <= exact <= found.hi


@given(
    trees(st.one_of(st.sampled_from([parse(name) for name in NAMES]), st.integers(-8, 8).map(lambda k: constant(k / 2)))),
    st.data(),
)
@examples(300)
def test_the_interval_of_a_tree_contains_its_values(tree, data):
    box = {name: data.draw(boxes, label=name) for name in NAMES}
    found = enclose(tree, box)
    assume(found is not None)
    point = {name: inside(box[name], data.draw(shares)) for name in NAMES}
    try:
        exact = value(tree, point)
    except (OverflowError, mpmath.libmp.NoConvergence):
        assume(False)
    assert found.lo <= exact <= found.hi
    computed = evaluate(tree, point)
    assert math.isnan(computed) or found.lo <= computed <= found.hi or abs(computed) == math.inf


@pytest.mark.parametrize(
    ("text", "lo", "hi", "expected"),
    [
        ("a > 0", 1.0, 2.0, True),
        ("a > 0", 0.0, 2.0, False),
        ("a >= 0", 0.0, 2.0, True),
        ("a != 0", -2.0, -1.0, True),
        ("a != 0", -2.0, 1.0, False),
        ("a < 0", -2.0, -1.0, True),
        ("integer(a)", 3.0, 3.0, True),
        ("integer(a)", 3.5, 3.5, False),
        ("integer(a)", 3.0, 4.0, False),
        ("a < 0 or a > 1", 2.0, 3.0, True),
        ("a > 0 and a < 1", 0.5, 2.0, False),
        ("sqrt(a) > 0", -2.0, -1.0, False),
        ("", -math.inf, math.inf, True),
    ],
)
def test_a_domain_holds_only_where_it_is_proved(text, lo, hi, expected):
    assert holds(read_domain(text), {"a": Interval(lo, hi)}) is expected


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("log(x)", (0.0, 1.0)),
        ("sqrt(x)", (-1.0, 1.0)),
        ("1/x", (-1.0, 1.0)),
        ("tan(x)", (1.0, 2.0)),
        ("x**0.5", (-1.0, 1.0)),
        ("acosh(x)", (0.5, 2.0)),
    ],
)
def test_leaving_the_domain_is_no_interval(text, box):
    assert enclose(parse(text), {"x": Interval(*box)}) is None


@each("name", DRAWN)
def test_most_operations_are_tight_on_narrow_intervals(name):
    row = DRAWN[name]
    if row.turns(0.0, 1.0) is None:
        pytest.skip("only its range is known")
    width = 2.0**-30
    start = 1.25 if name == "acosh" else 0.25
    found = apply_interval(name, tuple(Interval(start + i * width, start + width + i * width) for i in range(row.arity)))
    assert found is not None
    assert found.hi - found.lo <= 64 * width


def test_where_an_operation_cancels_its_interval_is_wider_than_ulps_of_the_result():
    found = apply_interval("logaddexp", (Interval(-1.0, 0.0), Interval(-0.46875, 0.0)))
    assert found.lo <= function("logaddexp")(MP.mpf(-1.0), MP.mpf(-0.46875)) <= found.hi
