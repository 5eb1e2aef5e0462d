"""Rows of rules are checked: every slip is refused in one sentence that names the rule."""

import pytest
from each import each

from verify.core.errors import UsageError
from verify.core.expression import variable
from verify.rules import RULES, Case, Operand, Rule, collect

ROW = {
    "name": "sum",
    "statement": "(f + g)' = f' + g'",
    "where": "f and g differentiable",
    "operands": (Operand(name="f"), Operand(name="g")),
    "left": "D(f + g)",
    "right": "D(f) + D(g)",
    "broken": {"sign": "D(f) - D(g)", "forgotten": "D(f)"},
    "beyond": (Case(operands={"f": "abs(x)", "g": "x"}, at={"x": 0.0}, why="kink"),),
    "reference": "a book",
}


def outer(inner):
    return Operand(name="h", kind="outer", variables=("u",), inner=(inner,))


@each("rule", RULES.values())
def test_every_rule_of_ours_is_sound(rule):
    rule.check()


def test_a_sound_row_is_accepted():
    Rule(**ROW).check()
    assert Rule(**ROW).entries == (("D(f + g)", "D(f) + D(g)"),)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"right": "D(f) + D(h)"}, "unknown operand or variable 'h'"),
        ({"left": "D(f + g"}, "rule sum: left side 'D(f + g': cannot read"),
        ({"left": "D(f + g, x, x)"}, "rule sum: left side 'D(f + g, x, x)': D takes 1 or 2 arguments"),
        ({"right": "at(D(f), D(g))"}, "rule sum: right side 'at(D(f), D(g))': "),
        ({"left": ("D(f)", "D(g)")}, "left has 2 entries, right has 1"),
        ({"broken": {"sign": "D(f) - D(g)"}}, "1 broken twins; at least two are needed"),
        ({"broken": {"sign": "D(f) - D(g)", "none": "D(f)+D(g)"}}, "broken twin 'none' equals the right side"),
        ({"broken": {"sign": "D(f) - D(g)", "many": ("D(f)", "D(g)")}}, "broken twin 'many' has 2 entries, not 1"),
        ({"broken": {"sign": "D(f) - D(g)", "typo": "D(ff)"}}, "did you mean f"),
        ({"beyond": ()}, "no case beyond its hypotheses"),
        ({"beyond": (Case(operands={"f": "x"}, at={"x": 0.0}, why=""),)}, "must give every operand"),
        ({"beyond": (Case(operands={"f": "x", "g": "x"}, at={}, why=""),)}, "gives no value for x"),
        ({"beyond": (Case(operands={"f": "x", "g": "x"}, at={"x": 0.0}, why="", entry=1),)}, "entry 1 does not exist"),
        ({"operands": (Operand(name="f"), Operand(name="f"))}, "declared twice"),
        ({"operands": (*ROW["operands"], outer("gg"))}, "inner text of h 'gg': unknown operand or variable 'gg'"),
        ({"operands": (outer("f"), *ROW["operands"])}, "inner text of h 'f': unknown operand or variable 'f'"),
        ({"relation": "<"}, "unknown relation '<'"),
        ({"left": "D(f + g) + inf"}, "rule sum: left side 'D(f + g) + inf': "),
        ({"operands": (Operand(name="x"), Operand(name="f"), Operand(name="g"))}, "is the rule's variable"),
    ],
)
def test_a_slip_in_a_row_is_refused(change, complaint):
    with pytest.raises(UsageError) as error:
        Rule(**{**ROW, **change}).check()
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("operand", "complaint"),
    [
        ({"name": "f", "kind": "expresion"}, "unknown kind of operand 'expresion'; did you mean expression"),
        ({"name": "f", "kind": "outer", "variables": ("u",)}, "0 inner texts for variables u"),
        ({"name": "n", "kind": "exponent"}, "an exponent names its base"),
        ({"name": "f", "kind": "inverse"}, "an inverse names the operand that it inverts"),
        ({"name": "f", "within": (2.0, 1.0)}, "within is (2.0, 1.0); the first end must not exceed the second"),
        ({"name": "t", "kind": "variable"}, "a variable says in `within` where its box lies"),
        ({"name": "f", "kind": "choice"}, "`among` holds at least one text for a choice"),
        ({"name": "f", "among": ("u",)}, "none for other kinds"),
        ({"name": "f", "nodes": 0}, "nodes is 0; it must be at least 1"),
    ],
)
def test_a_slip_in_an_operand_is_refused(operand, complaint):
    with pytest.raises(UsageError) as error:
        Operand(**operand)
    assert complaint in str(error.value)


def test_rules_cannot_be_changed():
    rule = Rule(**ROW)
    with pytest.raises(TypeError):
        rule.broken["sign"] = "D(f)"
    with pytest.raises(AttributeError):
        rule.left = "D(f)"


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(UsageError, match="two rules are called 'sum'"):
        collect([Rule(**ROW), Rule(**ROW)])


def test_a_variable_may_be_the_rules_own_and_cases_need_not_name_it():
    own = Operand(name="x", kind="variable", within=(0.0, 1.0))
    assert Rule(**{**ROW, "operands": (own, *ROW["operands"])}).variables == ("x",)


def test_what_a_rule_claims_is_typeset():
    (shown,) = Rule(**{**ROW, "relation": "<="}).typeset
    assert shown.startswith("<math")
    assert "<mo>≤</mo>" in shown
    assert shown.count("<mo>′</mo>") == 3


def test_sides_of_one_instance_share_their_parts():
    rule = Rule(
        **{**ROW, "left": ("D(f)", "D(f)*g"), "right": ("D(g)", "D(g)*f"), "broken": {"a": ("f", "g"), "b": ("g", "f")}}
    )
    (first, _), (second, _) = rule.sides({"f": variable("x") ** 2, "g": variable("x")})
    assert first.holes == second.holes
    assert str(second.exact) == "2*x**1*x"


def test_a_twin_is_asked_about_the_entries_that_it_changes():
    broken = {"first": ("D(g)", "D(f)"), "second": ("D(f)", "D(g)")}
    rule = Rule(**{**ROW, "left": ("D(f)", "D(g)"), "right": ("D(f)", "D(f)"), "broken": broken})
    expander = rule.expander({"f": variable("x") ** 2, "g": variable("x") ** 3})
    for name, changed, wrong in (("first", "f", "g"), ("second", "g", "g")):
        found = [[str(side.exact) for side in sides] for sides in rule.twin(name, expander)]
        exact = {"f": "2*x**1", "g": "3*x**2"}
        assert found == [[exact[changed], exact["f"], exact[wrong]]]
