"""Rules check themselves: every slip is refused in one sentence that names the rule."""

import pytest

from verify.core.errors import UsageError
from verify.rules import Case, Operand, Rule, collect

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


def test_a_sound_row_is_accepted():
    assert Rule(**ROW).entries == (("D(f + g)", "D(f) + D(g)"),)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"right": "D(f) + D(h)"}, "unknown operand or variable 'h'"),
        ({"left": "D(f + g"}, "cannot read"),
        ({"left": "D(f + g, x, x)"}, "D takes 1 or 2 arguments"),
        ({"right": "at(D(f), D(g))"}, "must be free of D and I"),
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
        ({"operands": (Operand(name="x"), Operand(name="f"), Operand(name="g"))}, "is the rule's variable"),
    ],
)
def test_a_slip_in_a_row_is_refused(change, complaint):
    with pytest.raises(UsageError) as error:
        Rule(**{**ROW, **change})
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("operand", "complaint"),
    [
        ({"name": "f", "kind": "expresion"}, "unknown kind of operand 'expresion'; did you mean expression"),
        ({"name": "f", "kind": "outer", "variables": ("u",)}, "0 inner texts for variables u"),
        ({"name": "n", "kind": "exponent"}, "names its base"),
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
