from random import Random

import numpy as np
import pytest
from each import each

from verify.core.exact import Status
from verify.engine.draw import draw_instance
from verify.engine.settings import Settings
from verify.engine.sides import confirm, costly, exact_by_either, exact_side, refuted, text_of
from verify.ops.parsing import parse
from verify.rules import all_rules


def drawn(rule, seed):
    return draw_instance(all_rules()[rule], Random(seed), Settings(nodes=8), "float64", 2)


def entries(instance, most=2):
    for left, right in instance.sides[:most]:
        arguments = tuple(sorted({*left.arguments, *right.arguments}))
        yield left, right, arguments, instance.columns(arguments)


@each("rule", all_rules())
def test_no_rule_is_refuted(rule):
    instance = drawn(rule, 1)
    for left, right, arguments, points in entries(instance):
        assert confirm(instance.rule.relation, left, right, arguments, points) in (True, None)


def wrong_sides(name):
    for seed in range(4):
        instance = drawn(name, seed)
        expander = instance.rule.expander(instance.operands)
        for left, _, wrong in (sides for twin in instance.rule.broken for sides in instance.rule.twin(twin, expander)):
            arguments = tuple(sorted({*left.arguments, *wrong.arguments}))
            yield instance.rule.relation, left, wrong, arguments, instance.columns(arguments)


# Twins of every rule are refuted and shrunk by every run; here is one rule of each way of comparing.
@pytest.mark.parametrize(
    "rule", ["product", "ftc-1", "ftc-2", "mean-value", "clairaut", "vector-chain", "improper-gauss", "fubini"]
)
def test_confirmation_is_seen_failing(rule):
    assert any(refuted(*wrong) for wrong in wrong_sides(rule))


def test_an_inequality_holds_one_way_only():
    rule = next(rule for rule in all_rules().values() if rule.relation == "<=")
    instance = draw_instance(rule, Random(0), Settings(nodes=8), "float64", 2)
    ((left, right, arguments, points), *_) = entries(instance)
    assert confirm("<=", left, right, arguments, points) is not False
    exact = exact_side(left, points, arguments), exact_side(right, points, arguments)
    apart = exact[0].exact[-1] < exact[1].exact[-1] and all(side.status[-1] == Status.DECIDED for side in exact)
    assert not apart or confirm("<=", right, left, arguments, points[-1:]) is False


def test_integrals_without_antiderivative_are_costly():
    product = all_rules()["product"].sides({"f": parse("x"), "g": parse("exp(x)")})[0]
    assert not costly(*product)
    instance = drawn("ftc-2", 0)
    assert not costly(*instance.sides[0])


def test_the_text_of_a_side_writes_its_claims_out():
    _, right = all_rules()["product"].sides({"f": parse("x"), "g": parse("exp(x)")})[0]
    assert "diff(exp(x), x)" in text_of(right)
    assert "_" not in text_of(right)
    assert np.all([name.isidentifier() for name in right.arguments])


def test_an_integral_decides_where_its_antiderivative_cancels():
    rule = all_rules()["taylor-remainder"]
    left, right = rule.sides({"a": parse("a"), "f": parse("cos(x)")})[0]
    points = np.array([[0.5, 0.5], [0.5, 1.0]])
    alone, helped = exact_side(right, points, ("a", "x")), exact_by_either(right, left, points, ("a", "x"))
    assert alone.radius[0] > 0.0
    assert helped.radius[0] == 0.0
    assert helped.exact.tolist() == [0.0, alone.exact[1]]


def test_a_density_without_width_is_outside():
    rule = all_rules()["uniform-density"]
    left, right = rule.sides({"a": parse("a"), "b": parse("b")})[0]
    found = exact_by_either(right, left, np.array([[1.0, 1.0], [1.0, 2.0]]), ("a", "b"))
    assert found.status.tolist() == [Status.DOMAIN, Status.DECIDED]


def test_a_side_that_divides_by_nothing_is_outside_whatever_the_other_is():
    names = ("a", "b", "c", "d")
    operands = {name: parse(name if name in names else "0") for name in (*names, "f", "g")}
    left, right = all_rules()["joint-expectation"].sides(operands)[0]
    assert exact_by_either(right, left, np.array([[0.5, 0.5, 1.0, 2.0]]), names).status[0] == Status.DOMAIN
    assert exact_by_either(right, left, np.array([[0.5, 1.0, 1.0, 2.0]]), names).exact[0] == 0.0
