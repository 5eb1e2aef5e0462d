"""Chains that can be undone: the inverse leads back, at every step and over every range."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from precise import MP, value

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.fold import substitute
from verify.generators import BOXES, SeededChooser
from verify.generators.fitting import enclosure
from verify.generators.image import image
from verify.generators.invertible import STEPS, draw_invertible, inverse_of
from verify.ops.parsing import parse

BACK = MP.mpf(10) ** -40  # of 60 digits; the steps are well-conditioned where they are drawn


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_is_smooth_where_it_is_drawn_and_undone_by_its_inverse(step):
    assert image(step.name, True)(((step.low, step.high),)) is not None
    forth = parse(f"{step.name}(x)")
    back = inverse_of(forth, "u")
    for share in (0.0, 0.3, 0.8, 1.0):
        x = step.low + share * (step.high - step.low)
        assert abs(value(back, {"u": value(forth, {"x": x})}) - x) <= BACK * (1 + abs(x))


@given(seed=st.integers(0, 10**6), box=st.sampled_from(BOXES), share=st.floats(0.0, 1.0))
def test_the_inverse_leads_back(seed, box, share):
    drawn = draw_invertible(SeededChooser(seed), "x", (box.lo, box.hi))
    x = min(max(box.lo + share * (box.hi - box.lo), box.lo), box.hi)
    u = value(drawn, {"x": x})
    assert abs(value(inverse_of(drawn, "u"), {"u": u}) - x) <= MP.mpf(10) ** -20 * (1 + abs(x))
    enclosure(inverse_of(drawn, "u"), {"u": Interval(*enclosure(drawn, {"x": box}))})


def test_a_chain_is_strictly_monotone():
    for seed in range(50):
        drawn = draw_invertible(SeededChooser(seed), "x", (0.5, 2.0))
        ends = [value(drawn, {"x": x}) for x in (0.5, 1.0, 1.5, 2.0)]
        steps = [math.copysign(1.0, b - a) for a, b in itertools.pairwise(ends)]
        assert len(set(steps)) == 1, drawn


@pytest.mark.parametrize("text", ["sin(x) + x", "cos(x)", "0*x", "x*0", "2 + x"])
def test_what_is_no_chain_of_invertible_steps_is_refused(text):
    with pytest.raises(UsageError, match="has no inverse that is known here"):
        inverse_of(parse(text), "u")


def test_inverses_compose_from_the_outside_in():
    back = inverse_of(parse("log(x*2 + 1) - 3"), "u")
    assert str(back) == "(exp(u + 3) - 1)/2"
    assert str(substitute(back, {"u": parse("y")})) == "(exp(y + 3) - 1)/2"
