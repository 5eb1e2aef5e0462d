"""Text that reads back to the same tree, whatever the tree."""

import pytest
from hypothesis import example, given
from trees import trees

from verify.core.expression import apply, constant, variable
from verify.core.printer import number_text, to_text
from verify.core.reader import read

X, Y = variable("x"), variable("y")


def read_raw(text):
    return read(text, lambda name, args, _: apply(name, *args))


TEXTS = [
    (X + (Y + 1), "x + (y + 1)"),
    ((X + Y) + 1, "x + y + 1"),
    (X - (Y - 1), "x - (y - 1)"),
    (X / (Y * X), "x/(y*x)"),
    (X * Y / X, "x*y/x"),
    (X ** (Y**2), "x**y**2"),
    ((X**Y) ** 2, "(x**y)**2"),
    ((-X) ** 2, "(-x)**2"),
    (-(X**2), "-x**2"),
    (X**-2, "x**(-2)"),
    (constant(-2.0) ** X, "(-2)**x"),
    (-constant(2.0), "negate(2)"),
    (-constant(-2.0), "negate(-2)"),
    (apply("negate", -X), "--x"),
    (-(X * Y), "-(x*y)"),
    (-X * Y, "-x*y"),
    (X * -Y, "x*-y"),
    (X - -1, "x - -1"),
    (constant(-0.0) * X, "-0.0*x"),
    (constant(0.0) * X, "0*x"),
    (apply("pi") * X, "pi*x"),
    (apply("atan2", X, Y + 1), "atan2(x, y + 1)"),
    (apply("add", X, Y, X), "add(x, y, x)"),
]


@pytest.mark.parametrize(("tree", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_text_has_the_fewest_parentheses_that_keep_the_tree(tree, text):
    assert to_text(tree) == str(tree) == text
    assert repr(tree) == f"<Expression {text}>"
    assert read_raw(text) is tree


@given(trees())
@example(-constant(-0.0))
@example(constant(-1.0) ** constant(-1.0) ** constant(-0.0))
def test_every_tree_reads_back_as_itself(tree):
    assert read_raw(to_text(tree)) is tree


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (-2.0, "-2"),
        (0.0, "0"),
        (-0.0, "-0.0"),
        (0.1, "0.1"),
        (1e15, "1000000000000000"),
        (1e22, "1e+22"),
        (5e-324, "5e-324"),
    ],
)
def test_numbers_are_their_shortest_decimal(value, text):
    assert number_text(value) == text
    assert float(text) == value
