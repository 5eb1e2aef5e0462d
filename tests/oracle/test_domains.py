import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import trees

from verify.core.claim import derivative_of, value_of
from verify.core.domain import Interval
from verify.core.exact import Status
from verify.core.expression import constant, variable
from verify.ops.parsing import parse
from verify.oracle import enclose, prove_domain, prove_smooth

tame = st.one_of(st.just(variable("x")), st.sampled_from([0.5, 2.0, -1.0, 3.0]).map(constant))


@pytest.mark.parametrize(
    ("text", "lo", "hi", "defined", "smooth"),
    [
        ("sqrt(x)", 0, 1, True, False),
        ("sqrt(x)", 0.1, 1, True, True),
        ("sqrt(x)", -0.1, 1, False, False),
        ("log(x)", 0, 1, False, False),
        ("log(x*x + 0.001)", -1, 1, True, True),
        ("sqrt(x**2 - x + 1)", -100, 100, True, True),
        ("log(sin(x)**2 + cos(x)**2)", -3, 3, True, True),
        ("1/(x - 0.3)", -1, 1, False, False),
        ("asin(x)", -1, 1, True, False),
        ("abs(x - 0.3)", -1, 1, True, False),
        ("abs(x) + x**3", 0.5, 1, True, True),
        ("x**0.5", 0, 1, False, False),
        ("x**3", -1, 1, True, True),
        ("cbrt(x)", -1, 1, True, False),
        ("x**x", 0, 0, True, False),
        ("x**x", 1, 2, True, True),
    ],
)
def test_what_is_proved_over_a_box(text, lo, hi, defined, smooth):
    box = {"x": Interval(lo, hi)}
    assert prove_domain(parse(text), box) is defined
    assert prove_smooth(parse(text), box) is smooth


def test_boxes_in_two_variables():
    box = {"x": Interval(2, 3), "y": Interval(0, 1.5)}
    assert prove_domain(parse("log(x - y)"), box)
    assert not prove_domain(parse("log(x - 2*y)"), box)


@given(trees(tame, max_leaves=6), st.floats(-3, 3), st.floats(0, 2), st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_what_is_proved_holds_at_every_point(root, lo, width, shares):
    box = {"x": Interval(lo, lo + width)}
    points = np.clip([[lo + share * width] for share in (0.0, 1.0, *shares)], lo, lo + width)
    if prove_domain(root, box):
        claim = value_of(root)
        assert (enclose(claim, points[:, : len(claim.arguments)]).status != Status.DOMAIN).all()
    if prove_smooth(root, box):
        status = enclose(derivative_of(root, "x"), points).status
        assert not np.isin(status, (Status.DOMAIN, Status.KINK)).any()
