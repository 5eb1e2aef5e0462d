"""Rules on double and infinite integrals, by mpmath's quadrature: true, and every broken twin seen to be wrong."""

import pytest
from numerical import apart, side_value

from verify.ops.parsing import parse
from verify.rules import RULES

RECTANGLE = {"a": 0.25, "b": 1.5, "c": -0.5, "d": 1.0}
# rule: operands and a point that meet its hypotheses
INSTANCES = {
    "fubini": ({"f": "exp(x*y/2)*cos(x)"}, RECTANGLE),
    "leibniz-integral": ({"f": "exp(x*y/2)*cos(x)"}, RECTANGLE),
    "triangle": ({"f": "exp(x)"}, {"a": 0.5, "b": 1.5}),
    "joint-expectation": ({"f": "exp(x)", "g": "cos(y)"}, RECTANGLE),
    "improper-exponential": ({"c": "1.5"}, {"a": 0.75}),
    "improper-power": ({"n": "2.5"}, {"a": 0.75}),
    "improper-gauss": ({"c": "1.5"}, {"m": 0.75}),
    "improper-end": ({}, {"b": 0.75}),
    "normal-density": ({"s": "1.5"}, {"m": 0.75, "a": -0.5, "b": 1.25}),
    "exponential-density": ({"c": "1.5"}, {"a": 0.75}),
    "uniform-density": ({}, {"a": -0.5, "b": 1.75}),
}
BY_NAME = pytest.mark.parametrize(("name", "instance"), INSTANCES.items(), ids=INSTANCES)


def sides(name, instance):
    operands = {key: parse(text) for key, text in instance[0].items()}
    twins = {twin: RULES[name].twin(twin, RULES[name].expander(operands)) for twin in RULES[name].broken}
    return RULES[name].sides(operands), twins


@BY_NAME
def test_both_sides_are_one_number_and_no_twin_is(name, instance):
    both, twins = sides(name, instance)
    point = instance[1]
    for left, right in both:
        assert not apart(side_value(left, point), side_value(right, point))
    for twin in twins.values():
        assert any(apart(side_value(left, point), side_value(wrong, point)) for left, _, wrong in twin)


def test_every_rule_on_such_integrals_is_witnessed():
    assert {name for name, rule in RULES.items() if _deep(rule)} <= set(INSTANCES)


def _deep(rule):
    texts = " ".join(text for entry in rule.entries for text in entry)
    return any(mark in texts for mark in ("inf", "improper", "I(I("))
