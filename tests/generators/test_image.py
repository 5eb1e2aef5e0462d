"""Images of intervals: they contain every value, and agree with the slower arithmetic of `ops.interval`."""

import math

from breadth import examples
from each import each
from hypothesis import given
from hypothesis import strategies as st

from verify.core.domain import Interval
from verify.generators.image import image
from verify.ops import DRAWN
from verify.ops.calculus import partial
from verify.ops.interval import apply_interval, holds
from verify.ops.parsing import apply_float, evaluate

ENDS = st.floats(-30.0, 30.0)
PAIRS = st.tuples(ENDS, ENDS).map(lambda ends: (min(ends), max(ends)))
SHARES = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=2)
EVERY = each("name", DRAWN)


@EVERY
@examples(60)
@given(pairs=st.tuples(PAIRS, PAIRS), shares=SHARES)
def test_images_contain_the_values_inside(name, pairs, shares):
    pairs = pairs[: DRAWN[name].arity]
    found = image(name, False)(pairs)
    if found is not None:
        inside = [min(max(low + share * (high - low), low), high) for (low, high), share in zip(pairs, shares, strict=False)]
        assert found[0] <= apply_float(name, *inside) <= found[1]


@EVERY
@examples(60)
@given(pairs=st.tuples(PAIRS, PAIRS), shares=SHARES)
def test_partials_exist_wherever_smoothness_is_proved(name, pairs, shares):
    row = DRAWN[name]
    pairs = pairs[: row.arity]
    if image(name, True)(pairs) is not None:
        assert holds(row.where_smooth, {n: Interval(*pair) for n, pair in zip(row.arguments, pairs, strict=True)})
        inside = [min(max(low + share * (high - low), low), high) for (low, high), share in zip(pairs, shares, strict=False)]
        point = dict(zip(row.arguments, inside, strict=False))
        for argument in range(row.arity if name != "power" or pairs[0][0] > 0 else 1):
            assert not math.isnan(evaluate(partial(name, argument), point))


@EVERY
@examples(60)
@given(pairs=st.tuples(PAIRS, PAIRS))
def test_domains_are_proved_as_by_the_slower_arithmetic(name, pairs):
    pairs = pairs[: DRAWN[name].arity]
    if image(name, False)(pairs) is not None:
        assert apply_interval(name, tuple(Interval(*pair) for pair in pairs)) is not None


def test_an_image_outside_the_domain_is_none():
    assert image("log", True)(((-1.0, 2.0),)) is None
    assert image("divide", True)(((1.0, 2.0), (-1.0, 1.0))) is None
    assert image("tan", True)(((1.0, 2.0),)) is None


def test_a_kink_is_no_smooth_image_but_a_value():
    assert image("abs", True)(((-1.0, 2.0),)) is None
    assert image("abs", False)(((-1.0, 2.0),)) == (0.0, 2.0)


def test_a_wrong_image_would_be_seen():
    # the corners alone miss the turning point of a cosine
    low, high = image("cos", True)(((-1.0, 1.0),))
    assert low <= math.cos(1.0) < 1.0 <= high
