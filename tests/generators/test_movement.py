"""What moves with a variable and what only mentions it."""

import pytest

from verify.generators.movement import moves
from verify.ops.parsing import parse

BOX = {"x": (0.5, 2.0), "y": (0.5, 2.0)}


@pytest.mark.parametrize("text", ["x", "x - x**2", "tanh(40 + x)", "erfc(10 + x)", "1e15 + x", "exp(-(100*x))", "x**-1"])
def test_what_moves_is_seen_even_where_values_saturate(text):
    assert moves(parse(text), {"x": (0.5, 2.0)}) == {"x"}


@pytest.mark.parametrize(
    "text", ["2", "x - x", "x/(x + x)", "sign(x)", "x**0", "log(exp(1)) + 0*x", "atan2(x, x)", "x*x/x - x", "max(x, x + 3) - x"]
)
def test_what_only_mentions_a_variable_is_seen(text):
    assert moves(parse(text), {"x": (0.5, 2.0)}) == set()


@pytest.mark.parametrize(
    ("text", "expected"), [("x*y", {"x", "y"}), ("x + y/(y + y)", {"x"}), ("max(x + 10, y)", {"x"}), ("y", {"y"})]
)
def test_variables_are_told_apart(text, expected):
    assert moves(parse(text), BOX) == expected
