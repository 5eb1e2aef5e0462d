"""Every rule is true, every broken twin is refuted, and every case beyond the hypotheses comes out undefined: by proof."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.core.claim import Quantity, value_of
from verify.core.exact import Status
from verify.core.expression import constant
from verify.core.fold import size, substitute
from verify.generators import Grammar, SeededChooser, draw_operands, draw_points
from verify.generators.strategies import operands
from verify.ops.calculus import differentiate
from verify.oracle import Equality, compare, enclose
from verify.rules import RULES, Rule

BY_NAME = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
DIFFERENTIAL = [rule for rule in RULES.values() if not rule.name.startswith("ftc")]
INTEGRAL = [rule for rule in RULES.values() if rule.name.startswith("ftc")]
POINTS = 5


def table(drawn, seed=0):
    points, _ = draw_points(SeededChooser(seed), drawn.boxes, POINTS)
    return tuple(sorted(drawn.boxes)), points


def columns(claim, arguments, points):
    return np.ascontiguousarray(points[:, [arguments.index(name) for name in claim.arguments]])


def disagree(rule, drawn):
    """Whether left and right side are proved to differ somewhere."""
    arguments, points = table(drawn)
    return any(compare(left.exact, right.exact, arguments, points).refuted for left, right in rule.sides(drawn.expressions))


def truth(rule, drawn, entry):
    left, right = rule.sides(drawn.expressions)[entry]
    return right.exact if left.exact is None else left.exact


def refuted(rule, name, drawn):
    arguments, points = table(drawn)
    return any(
        compare(truth(rule, drawn, entry), wrong.exact, arguments, points).refuted
        for twin, entry, wrong in rule.twins(drawn.expressions)
        if twin == name
    )


@pytest.mark.parametrize("rule", DIFFERENTIAL, ids=lambda rule: rule.name)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_left_and_right_side_are_equal_wherever_the_hypotheses_hold(rule, data):
    drawn = data.draw(operands(rule.operands, rule.wrt))
    assert not disagree(rule, drawn)


@pytest.mark.parametrize("rule", DIFFERENTIAL, ids=lambda rule: rule.name)
def test_nearly_every_comparison_is_decisive(rule):
    chooser, outcomes = SeededChooser(5), []
    for _ in range(20):
        drawn = draw_operands(chooser, Grammar(), rule.operands, rule.wrt)
        arguments, points = table(drawn)
        for left, right in rule.sides(drawn.expressions):
            outcomes += list(compare(left.exact, right.exact, arguments, points).outcomes)
    assert outcomes.count(Equality.EQUAL) > 0.95 * len(outcomes)


def test_the_comparison_refutes_a_rule_that_is_false():
    wrong = Rule(
        name="wrong",
        statement="(f g)' = f' g'",
        where="never",
        operands=RULES["product"].operands,
        left="D(f*g)",
        right="D(f)*D(g)",
        broken={"a": "D(f)", "b": "D(g)"},
        beyond=RULES["product"].beyond,
        reference="none",
    )
    chooser = SeededChooser(1)
    assert all(disagree(wrong, draw_operands(chooser, Grammar(), wrong.operands)) for _ in range(5))


@pytest.mark.parametrize("rule", INTEGRAL, ids=lambda rule: rule.name)
def test_the_fundamental_theorem_holds_by_rigorous_quadrature(rule):
    chooser, decided = SeededChooser(2), 0
    for _ in range(6):
        drawn = draw_operands(chooser, Grammar(max_nodes=8), rule.operands, rule.wrt)
        arguments, points = table(drawn)
        ((left, right),) = rule.sides(drawn.expressions)
        plain = value_of(right.exact)
        whole, parts = (
            enclose(left.claim, columns(left.claim, arguments, points)),
            enclose(plain, columns(plain, arguments, points)),
        )
        known = (whole.status == Status.DECIDED) & (parts.status == Status.DECIDED)
        apart = (whole.exact - parts.exact) + (whole.exact_low - parts.exact_low)
        assert (np.abs(apart[known]) <= whole.radius[known] + parts.radius[known]).all()
        decided += int(known.sum())
    assert decided > 3 * POINTS


@BY_NAME
def test_every_broken_twin_is_refuted_within_a_few_examples(rule):
    chooser = SeededChooser(3)
    drawn = [draw_operands(chooser, Grammar(), rule.operands, rule.wrt) for _ in range(8)]
    for name in rule.broken:
        assert sum(refuted(rule, name, instance) for instance in drawn) >= 4, name


@BY_NAME
def test_the_simplest_operands_already_refute_most_twins(rule):
    chooser = SeededChooser(11)
    drawn = [draw_operands(chooser, Grammar(max_nodes=1), rule.operands, rule.wrt) for _ in range(8)]
    small = [i for i in drawn if sum(size(e) for name, e in i.expressions.items() if str(e) != name) <= 6]
    found = {name for name in rule.broken for instance in small if refuted(rule, name, instance)}
    assert len(found) >= len(rule.broken) - 1, set(rule.broken) - found


@BY_NAME
def test_cases_beyond_the_hypotheses_are_undefined_or_kinks(rule):
    for case in rule.beyond:
        left, _ = rule.sides(case.expressions)[case.entry]
        arguments = tuple(sorted(case.at))
        point = columns(left.claim, arguments, np.array([[case.at[name] for name in arguments]]))
        assert int(enclose(left.claim, point).status[0]) in (Status.DOMAIN, Status.KINK), case


@BY_NAME
def test_holes_filled_with_exact_derivatives_make_the_exact_side(rule):
    chooser = SeededChooser(4)
    for _ in range(5):
        drawn = draw_operands(chooser, Grammar(), rule.operands, rule.wrt)
        arguments, points = table(drawn)
        for sides in rule.sides(drawn.expressions):
            for side in sides:
                if side.exact is not None:
                    assert compare(_filled(side), side.exact, arguments, points).equal


def _filled(side):
    slopes = {}
    for name, claim in side.holes.items():
        assert claim.quantity is Quantity.DERIVATIVE
        slope = differentiate(claim.expression, claim.wrt, claim.order)
        slopes[name] = substitute(slope, {fixed: constant(value) for fixed, value in side.fixed.items()})
    return substitute(side.combination, slopes)


@BY_NAME
def test_points_give_a_value_for_every_argument_of_both_sides(rule):
    drawn = draw_operands(SeededChooser(6), Grammar(), rule.operands, rule.wrt)
    for left, right in rule.sides(drawn.expressions):
        assert left.claim is not None
        assert {*left.arguments, *right.arguments} <= set(drawn.boxes)
