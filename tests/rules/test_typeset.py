"""Templates in mathematical notation: valid XML, with the signs that books use."""

from xml.etree import ElementTree as ET

import pytest
from each import each

from verify.rules import RULES
from verify.rules.typeset import typeset


def text_of(template):
    return "".join(ET.fromstring(typeset(template)).itertext()).replace("\u2062", "").replace("\u2061", "")


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("D(f)", "f′"),
        ("D(f + g)", "(f+g)′"),
        ("D(f*g, y)", "∂∂y(fg)"),
        ("D(D(f, x), y)", "∂∂y∂∂xf"),
        ("along(f, x, m, y, n)", "D(m,n)f"),
        ("vjp(f, x)", "(JTf)x"),
        ("I(f + g, a, b)", "∫ab(f+g)dx"),
        ("I(f, -inf, inf, s)", "∫−∞∞fds"),
        ("improper(f, 0, b)", "∫0bfdx"),
        ("at(f, b)", "f|x=b"),
        ("at(f, x, a, y, b)", "f|x=a,y=b"),
        ("compose(f, g)", "f(g)"),
        ("sum(k*f, k, 1, n)", "∑k=1nkf"),
        ("prod(f + k, k, 1, n)", "∏k=1n(f+k)"),
    ],
)
def test_pseudo_operations_look_as_in_books(template, shown):
    assert text_of(template) == shown


@each("rule", RULES.values())
def test_every_rule_is_one_valid_element_for_each_entry(rule):
    assert len(rule.typeset) == len(rule.entries)
    for shown in rule.typeset:
        assert ET.fromstring(shown).tag == "math"
