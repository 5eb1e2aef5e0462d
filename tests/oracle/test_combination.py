"""Combinations contain every number that their parts may be."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from verify.core.exact import Enclosures, Status
from verify.ops.parsing import parse
from verify.oracle import combine


def known(middle, radius, status=Status.DECIDED):
    column = np.array([middle])
    return Enclosures(
        exact=column,
        exact_low=np.zeros(1),
        radius=np.array([radius]),
        condition=np.full(1, np.nan),
        status=np.array([status], np.int8),
    )


@given(st.floats(-4, 4), st.floats(0, 1), st.floats(-1, 1), st.floats(-4, 4))
def test_every_number_in_the_parts_gives_a_number_in_the_whole(middle, radius, share, x):
    inside = middle + share * radius
    if not middle - radius <= inside <= middle + radius:
        return
    found = combine(parse("x*a - sin(a)"), ("x",), np.array([[x]]), {"a": known(middle, radius)})
    distance = abs((x * inside - math.sin(inside)) - found.exact[0])
    assert distance <= found.radius[0] + 1e-14


def test_the_least_known_part_decides():
    parts = {"a": known(1.0, 0.0), "b": known(math.nan, math.nan, Status.DOMAIN)}
    assert combine(parse("a + b"), (), np.empty((1, 0)), parts).status[0] == Status.DOMAIN
    assert combine(parse("1/a"), (), np.empty((1, 0)), {"a": known(0.0, 1.0)}).status[0] == Status.WIDE


def test_a_quotient_by_zero_does_not_exist():
    quotient, equal, apart = parse("a/(x - y)"), np.array([[2.0, 2.0]]), np.array([[2.0, 2.5]])
    assert combine(quotient, ("x", "y"), equal, {"a": known(0.0, 0.0)}).status[0] == Status.DOMAIN
    assert combine(quotient, ("x", "y"), apart, {"a": known(1.0, 0.0)}).exact[0] == -2.0
