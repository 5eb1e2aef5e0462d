"""Every rule is true, every broken twin is refuted, and every case beyond the hypotheses comes out undefined: by proof."""

import time

import numpy as np
import pytest
from breadth import examples
from each import each
from hypothesis import given
from hypothesis import strategies as st

from verify.core.claim import INTEGRALS, Quantity, mixed_of
from verify.core.exact import Status
from verify.core.expression import constant
from verify.core.fold import size, substitute, variables
from verify.engine.sides import confirm, refuted, true_side
from verify.generators import Grammar, SeededChooser, draw_operands, draw_points
from verify.generators.strategies import operands
from verify.ops.calculus import differentiate
from verify.oracle import Equality, compare, enclose
from verify.rules import RULES, Rule

BY_NAME = each("rule", RULES.values())
POINTS = 4
# Written out as quadratures by mpmath in test_witnessed.
DEEP = frozenset({Quantity.DOUBLE, Quantity.IMPROPER})


def claims_of(rule):
    drawn = draw_operands(SeededChooser(0), Grammar(max_nodes=3), rule.operands, rule.wrt)
    sides = [side for pair in rule.sides(drawn.expressions) for side in pair]
    return [claim for side in sides for claim in side.holes.values()]


QUANTITIES = {rule.name: {claim.quantity for claim in claims_of(rule)} for rule in RULES.values()}
DIFFERENTIAL = [rule for rule in RULES.values() if not QUANTITIES[rule.name] & (INTEGRALS | {Quantity.AREA_SLOPE})]
INTEGRAL = [rule for rule in RULES.values() if rule not in DIFFERENTIAL and not QUANTITIES[rule.name] & DEEP]
EQUATIONS = [rule for rule in DIFFERENTIAL if rule.relation == "="]


def instances(rule, count, seed=1, max_nodes=10, dtype="float64"):
    chooser = SeededChooser(seed)
    for _ in range(count):
        drawn = draw_operands(chooser, Grammar(max_nodes=max_nodes, dtype=dtype), rule.operands, rule.wrt)
        points, _ = draw_points(chooser, drawn.boxes, POINTS, dtype)
        yield drawn, tuple(sorted(drawn.boxes)), points


def columns(claim, arguments, points):
    return np.ascontiguousarray(points[:, [arguments.index(name) for name in claim.arguments]])


def refutes(rule, name, drawn, arguments, points):
    for left, right, wrong in rule.twin(name, rule.expander(drawn.expressions)):
        if refuted(rule.relation, true_side(rule.relation, left, right), wrong, arguments, points):
            return True
    return False


@each("rule", [*DIFFERENTIAL, *INTEGRAL])
def test_the_relation_is_proved_wherever_the_hypotheses_hold(rule):
    count, nodes, found = (4, 6, []) if rule in INTEGRAL else (3, 10, [])
    for drawn, arguments, points in instances(rule, count, max_nodes=nodes):
        found += [confirm(rule.relation, left, right, arguments, points) for left, right in rule.sides(drawn.expressions)]
    assert False not in found
    assert found.count(True) * 2 >= len(found)


@given(data=st.data())
@examples(60)
def test_left_and_right_side_are_equal_for_whatever_operands(data):
    rule = data.draw(st.sampled_from(EQUATIONS))
    drawn = data.draw(operands(rule.operands, rule.wrt))
    points, _ = draw_points(SeededChooser(0), drawn.boxes, POINTS)
    arguments = tuple(sorted(drawn.boxes))
    for left, right in rule.sides(drawn.expressions):
        assert not compare(left.exact, right.exact, arguments, points).refuted


def test_nearly_every_comparison_is_decisive():
    outcomes = []
    for rule in EQUATIONS:
        for drawn, arguments, points in instances(rule, 1, seed=5):
            for left, right in rule.sides(drawn.expressions):
                outcomes += list(compare(left.exact, right.exact, arguments, points).outcomes)
    assert outcomes.count(Equality.EQUAL) > 0.95 * len(outcomes)


@pytest.mark.parametrize("relation", ["=", "<="])
def test_a_rule_that_is_false_is_seen_to_be(relation):
    wrong = Rule(
        name="wrong",
        statement="f + 1 is no more than f",
        where="never",
        operands=RULES["product"].operands,
        left="D(f*g) + 1",
        right="D(f*g)",
        relation=relation,
        broken={"a": "D(f)", "b": "D(g)"},
        beyond=RULES["product"].beyond,
        reference="none",
    )
    for drawn, arguments, points in instances(wrong, 4):
        ((left, right),) = wrong.sides(drawn.expressions)
        assert confirm(relation, left, right, arguments, points) is False


@each("rule", [*DIFFERENTIAL, *INTEGRAL])
def test_every_broken_twin_is_refuted_within_a_few_examples(rule):
    small = 5 if rule in INTEGRAL else 8
    left = set(rule.broken)
    for drawn, arguments, points in instances(rule, 8, seed=3, max_nodes=small):
        left -= {name for name in left if refutes(rule, name, drawn, arguments, points)}
        if not left:
            return
    assert not left


@BY_NAME
def test_cases_beyond_the_hypotheses_are_undefined_or_kinks(rule):
    for case in rule.beyond:
        left, _ = rule.sides(case.expressions)[case.entry]
        if {claim.quantity for claim in left.holes.values()} & DEEP:
            continue
        arguments = tuple(sorted(case.at))
        claims = [left.claim] if left.claim is not None else left.holes.values()
        row = {**case.at, **left.fixed}
        names = tuple(sorted(row))
        point = np.array([[row[name] for name in names]])
        found = {int(enclose(claim, columns(claim, names, point)).status[0]) for claim in claims}
        assert found & {Status.DOMAIN, Status.KINK}, (case, arguments)


@each("rule", DIFFERENTIAL)
def test_holes_filled_with_exact_derivatives_make_the_exact_side(rule):
    for drawn, arguments, points in instances(rule, 1, seed=4):
        for side in {side.combination: side for pair in rule.sides(drawn.expressions) for side in pair}.values():
            assert not compare(_filled(side), side.exact, arguments, points).refuted


def _filled(side):
    return substitute(side.combination, {name: _slope(claim, side.fixed) for name, claim in side.holes.items()})


def _slope(claim, fixed):
    root, wrt = claim.expression, claim.wrt
    match claim.quantity:
        case Quantity.DERIVATIVE | Quantity.VJP:
            slope = differentiate(root, wrt, max(claim.order, 1))
        case Quantity.MIXED:
            slope = differentiate(differentiate(root, wrt), claim.also)
        case Quantity.JVP:
            slope = sum((u * differentiate(root, name) for name, u in claim.along), constant(0.0))
        case Quantity.HVP:
            slope = constant(0.0)
            for name, u in claim.along:
                mixed = mixed_of(root, wrt, name)
                slope = slope + u * differentiate(differentiate(mixed.expression, wrt), name)
    return substitute(slope, {name: constant(value) for name, value in fixed.items()})


@BY_NAME
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("count", [8, pytest.param(20, marks=pytest.mark.thorough)])
def test_operands_and_points_are_drawn_for_every_argument(rule, dtype, count):
    for number, (drawn, arguments, points) in enumerate(instances(rule, count, seed=6, max_nodes=32, dtype=dtype)):
        assert np.isfinite(points).all()
        if number < 2:
            for left, right in rule.sides(drawn.expressions):
                assert {*left.arguments, *right.arguments} <= set(arguments)


def test_an_instance_is_drawn_within_milliseconds():
    seconds = []
    for rule in RULES.values():
        before = time.process_time()
        for drawn, _, _ in instances(rule, 2, seed=7, max_nodes=32):
            rule.sides(drawn.expressions)
        seconds.append((time.process_time() - before) / 2)
    assert np.median(seconds) < 0.02


@pytest.mark.parametrize("name", ["product", "chain", "gradient", "sine", "leibniz"])
def test_the_simplest_operands_already_refute_most_twins(name):
    rule, found = RULES[name], set()
    for drawn, arguments, points in instances(rule, 8, seed=11, max_nodes=1):
        own = [e for e in drawn.expressions.values() if variables(e)]
        if sum(map(size, own)) <= 6:
            found |= {twin for twin in rule.broken if refutes(rule, twin, drawn, arguments, points)}
    assert len(found) >= len(rule.broken) - 1, set(rule.broken) - found
