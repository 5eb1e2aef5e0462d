import pytest
from enclosing import ball
from flint import arb

from verify.core.domain import read_domain
from verify.oracle.conditions import holds


@pytest.mark.parametrize(
    ("text", "a", "b", "answer"),
    [
        ("a > 0", (1, 2), (0, 0), True),
        ("a > 0", (-1, 2), (0, 0), None),
        ("a > 0", (-2, 0), (0, 0), None),  # the ball reaches past its end by rounding
        ("a > 0", (-2, -1), (0, 0), False),
        ("a > 0", (0, 0), (0, 0), False),
        ("a >= 0", (0, 0), (0, 0), True),
        ("a != 0", (0, 0), (0, 0), False),
        ("a != b", (0, 1), (2, 3), True),
        ("a != b", (0, 1), (1, 3), None),
        ("a != b", (2, 2), (2, 2), False),
        ("integer(b)", (0, 0), (3, 3), True),
        ("integer(b)", (0, 0), (0.25, 0.5), False),
        ("integer(b)", (0, 0), (0.5, 1.5), None),
        ("a > 0 or integer(b) and b >= 0", (-1, -1), (2, 2), True),
        ("a > 0 or integer(b) and b >= 0", (-1, -1), (-2, -2), False),
        ("a > 0 or integer(b) and b >= 0", (-1, 1), (0.5, 0.5), None),
        ("", (-1, 1), (0, 0), True),
    ],
)
def test_conditions_on_balls(text, a, b, answer):
    balls = {"a": exact(a), "b": exact(b)}
    assert holds(read_domain(text), balls) is answer


def exact(ends):
    return arb(ends[0]) if ends[0] == ends[1] else ball(*ends)


def test_nan_proves_nothing():
    assert holds(read_domain("a > 0"), {"a": arb.nan()}) is None
    assert holds(read_domain("a != 0"), {"a": arb.nan()}) is None
