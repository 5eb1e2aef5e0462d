"""Operands meet the hypotheses that they are asked for, provably."""

import math
from types import SimpleNamespace

import pytest

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import CONSTANT, variable
from verify.core.fold import size, variables
from verify.generators import Grammar, SeededChooser, draw_operands
from verify.generators.fitting import enclosure
from verify.generators.image import image
from verify.ops.calculus import ZERO, differentiate

WIDE = Interval(-3.0, 3.0)


def wanted(name, kind="expression", **hypotheses):
    given = {
        "variables": ("x",),
        "inner": (),
        "nonzero": False,
        "positive": False,
        "smooth": True,
        "curved": False,
        "within": None,
        "among": (),
        "nodes": None,
    }
    given |= hypotheses
    return SimpleNamespace(name=name, kind=kind, **given)


def instances(operands, count=40, wrt="x", **settings):
    chooser, grammar = SeededChooser(1), Grammar(**settings)
    return [draw_operands(chooser, grammar, operands, wrt) for _ in range(count)]


def test_positive_operands_are_proved_positive():
    for drawn in instances([wanted("f", positive=True)], boxes={"x": WIDE}):
        assert enclosure(drawn.expressions["f"], drawn.boxes)[0] > 0.0


def test_nonzero_operands_are_proved_nonzero_and_take_both_signs():
    signs = set()
    for drawn in instances([wanted("g", nonzero=True)], boxes={"x": WIDE}):
        low, high = enclosure(drawn.expressions["g"], drawn.boxes)
        assert low > 0.0 or high < 0.0
        signs.add(low > 0.0)
    assert signs == {True, False}


def test_curved_operands_have_a_second_derivative_by_every_variable_and_others_do_not_always():
    def bent(operands):
        drawn = [instance.expressions["f"] for instance in instances(operands, max_nodes=5, boxes={"x": WIDE, "y": WIDE})]
        return [all(differentiate(root, name, 2) is not ZERO for name in variables(root)) for root in drawn]

    assert all(bent([wanted("f", variables=("x", "y"), curved=True)]))
    assert not all(bent([wanted("f", variables=("x", "y"))]))


def test_an_operand_without_hypotheses_does_vanish_sometimes():
    ends = [enclosure(drawn.expressions["f"], drawn.boxes) for drawn in instances([wanted("f")], boxes={"x": WIDE})]
    assert any(low <= 0.0 <= high for low, high in ends)


def test_outer_functions_are_defined_wherever_the_inner_one_leads():
    operands = [wanted("g"), wanted("f", "outer", variables=("u",), inner=("g",))]
    for drawn in instances(operands):
        assert variables(drawn.expressions["f"]) == ("u",)
        assert set(drawn.boxes) == {"x"}
        inside = Interval(*enclosure(drawn.expressions["g"], drawn.boxes))
        enclosure(drawn.expressions["f"], {"u": inside})


def test_functions_along_a_line_are_defined_on_the_line_and_at_its_start():
    operands = [wanted("m", "constant"), wanted("f", "outer", variables=("x", "y"), inner=("x + t*m", "y"))]
    for drawn in instances(operands, wrt="t"):
        assert set(drawn.boxes) == {"t", "x", "y"}
        enclosure(drawn.expressions["f"], drawn.boxes)
        line = enclosure(variable("x") + variable("t") * drawn.expressions["m"], drawn.boxes)
        enclosure(drawn.expressions["f"], {"x": Interval(*line), "y": drawn.boxes["y"]})


def test_exponents_fit_the_base():
    whole = instances([wanted("n", "exponent", inner=("x",))], 200, boxes={"x": WIDE})
    found = {drawn.expressions["n"].value for drawn in whole}
    assert found >= {1.0, 2.0, 3.0}
    assert all(n == int(n) and n >= 1.0 for n in found)
    positive = {d.expressions["n"].value for d in instances([wanted("n", "exponent", inner=("x",))], 400)}
    assert positive >= {0.0, 1.0, 2.0, -1.0, 0.5, 1.5}


def test_exponents_leave_both_powers_smooth():
    for drawn in instances([wanted("n", "exponent", inner=("x",))], 100):
        n, x = drawn.expressions["n"].value, (drawn.boxes["x"].lo, drawn.boxes["x"].hi)
        assert image("power", True)((x, (n, n))) is not None
        assert image("power", True)((x, (n - 1.0, n - 1.0))) is not None


def test_limits_are_variables_over_the_box_of_the_rule():
    for drawn in instances([wanted("a", "limit"), wanted("f")], 5):
        assert drawn.expressions["a"] is variable("a")
        assert drawn.boxes["a"] == drawn.boxes["x"]


def test_constants_are_numbers_and_never_zero():
    for drawn in instances([wanted("c", "constant", nonzero=True), wanted("d", "constant", positive=True)]):
        assert drawn.expressions["c"].op == CONSTANT
        assert drawn.expressions["c"].value != 0.0
        assert drawn.expressions["d"].value > 0.0


@pytest.mark.parametrize("room", [(-0.75, 0.75), (1.25, 8.0), (2.0, math.inf), (-math.inf, -1.0), (0.125, 0.25)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_operands_keep_within_the_range_asked_for(room, dtype):
    for drawn in instances([wanted("f", within=room)], dtype=dtype):
        low, high = enclosure(drawn.expressions["f"], drawn.boxes)
        assert room[0] <= low <= high <= room[1]


def test_constants_counts_and_exponents_keep_to_their_kind():
    operands = [
        wanted("c", "constant", within=(0.25, 2.0)), wanted("k", "count"),
        wanted("n", "exponent", inner=("x",), nonzero=True),
    ]  # fmt: skip
    found = instances(operands, 100)
    assert all(0.25 <= drawn.expressions["c"].value <= 2.0 for drawn in found)
    assert {drawn.expressions["k"].value for drawn in found} == {2.0, 3.0, 4.0, 5.0}
    assert all(drawn.expressions["n"].value != 0.0 for drawn in found)


def test_variables_range_inside_what_they_are_given():
    for drawn in instances([wanted("x", "variable", within=(-2.0, 2.0)), wanted("t", "variable", within=(0.0, 0.0))]):
        assert drawn.expressions["x"] is variable("x")
        assert -2.0 <= drawn.boxes["x"].lo < drawn.boxes["x"].hi <= 2.0
        assert drawn.boxes["t"] == Interval(0.0, 0.0)


def test_limits_may_range_over_another_variable():
    (drawn,) = instances([wanted("f", variables=("x", "y")), wanted("c", "limit", variables=("y",))], 1)
    assert drawn.boxes["c"] == drawn.boxes["y"]


def test_an_inner_text_may_name_an_outer_operand():
    operands = [
        wanted("g"), wanted("f", "outer", variables=("u",), inner=("g",)), wanted("h", "outer", variables=("v",), inner=("f",)),
    ]  # fmt: skip
    for drawn in instances(operands, 20):
        assert set(drawn.boxes) == {"x"}
        u = Interval(*enclosure(drawn.expressions["g"], drawn.boxes))
        v = Interval(*enclosure(drawn.expressions["f"], {"u": u}))
        enclosure(drawn.expressions["h"], {"v": v})


def test_choices_are_among_what_is_offered():
    found = {str(d.expressions["f"]) for d in instances([wanted("f", "choice", variables=("u",), among=("tanh(u)", "u"))])}
    assert found == {"tanh(u)", "u"}


def test_operands_keep_to_a_size_of_their_own():
    assert all(size(drawn.expressions["f"]) <= 4 for drawn in instances([wanted("f", nodes=4)], max_nodes=30))


def test_an_inverse_is_defined_on_the_values_of_what_it_inverts():
    operands = [wanted("g", "invertible"), wanted("f", "inverse", variables=("u",), inner=("g",))]
    for drawn in instances(operands):
        assert set(drawn.boxes) == {"x"}
        enclosure(drawn.expressions["f"], {"u": Interval(*enclosure(drawn.expressions["g"], drawn.boxes))})


def test_boxes_that_are_given_are_kept():
    (drawn,) = instances([wanted("f")], 1, boxes={"x": Interval(1.0, 1.5)})
    assert drawn.boxes == {"x": Interval(1.0, 1.5)}


def test_operands_together_keep_to_the_size_asked_for():
    for drawn in instances([wanted("f"), wanted("g", positive=True)], max_nodes=12):
        assert sum(size(operand) for operand in drawn.expressions.values()) <= 12


def test_a_seed_fixes_the_operands():
    operands = [wanted("f"), wanted("g", nonzero=True)]
    assert instances(operands) == instances(operands)


def test_an_unknown_kind_is_refused():
    with pytest.raises(UsageError, match="unknown kind of operand 'expresion'; did you mean expression"):
        instances([wanted("f", "expresion")], 1)
