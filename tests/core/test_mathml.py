"""MathML: well-formed whatever the tree, every name escaped, precedence kept by parentheses."""

from xml.etree import ElementTree as ET

import pytest
from each import each
from hypothesis import given
from trees import trees

from verify.core.expression import apply, variable
from verify.core.mathml import to_mathml
from verify.ops import OPERATIONS
from verify.ops.parsing import parse

X = variable("x")


def read(tree):
    return ET.fromstring(to_mathml(tree))


def text(tree):
    """What stands on the page, without the invisible signs of multiplication and application."""
    return "".join(read(tree).itertext()).replace("\u2062", "").replace("\u2061", "")


@given(trees())
def test_every_tree_is_one_well_formed_math_element(tree):
    element = read(tree)
    assert element.tag == "math"
    assert {child.tag for child in element.iter()} <= {"math", "mrow", "mi", "mn", "mo", "mfrac", "msup", "msqrt", "mroot"}


@each("name", OPERATIONS)
def test_every_operation_has_a_form_that_shows_its_operands(name):
    row = OPERATIONS[name]
    shown = text(apply(name, *(variable(f"v{i}") for i in range(row.arity))))
    assert all(f"v{i}" in shown for i in range(row.arity))


def test_names_are_escaped():
    hostile = apply("<script>&", X)  # no operation, but an expression can carry the name
    assert "<script>" not in to_mathml(hostile)
    assert "<script>&" in text(hostile)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("x*(y + 1)", "x(y+1)"),
        ("x - (y - 1)", "x−(y−1)"),
        ("(x + y)**2", "(x+y)2"),
        ("-(x + y)", "−(x+y)"),
        ("(-x)**2", "(−x)2"),
        ("(-2)**x", "(-2)x"),
        ("x*2", "x·2"),
        ("(x**y)**2", "(xy)2"),
        ("exp(x)**2", "(ex)2"),
        ("(x/y)**2", "(xy)2"),
        ("x*-2", "x·(-2)"),
        ("x*-y", "x(−y)"),
        ("x - -y", "x−(−y)"),
        ("x*-2*y", "x·(-2)y"),
        ("3*2**x", "3·2x"),
        ("3*exp2(x)", "3·2x"),
        ("-2*x", "-2x"),
        ("atan2(x, y)", "atan2(x,y)"),
    ],
)
def test_parentheses_keep_the_meaning(source, shown):
    assert text(parse(source)) == shown


def test_nodes_can_be_decorated():
    marked = to_mathml(X + 1, lambda node, markup: f'<mrow id="{node.op}">{markup}</mrow>' if node is X else markup)
    assert marked.count('id="variable"') == 1
    assert ET.fromstring(marked) is not None


def test_notebooks_show_it():
    assert X._repr_html_() == to_mathml(X)
