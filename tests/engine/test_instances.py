from random import Random

import numpy as np
import pytest

from verify.engine.draw import draw_instance
from verify.engine.instances import confirm
from verify.engine.settings import Settings
from verify.rules import all_rules


def drawn(rule, seed=3, dtype="float64"):
    return draw_instance(all_rules()[rule], Random(seed), Settings(nodes=12), dtype, 8)


@pytest.mark.parametrize("rule", all_rules())
def test_both_sides_of_every_rule_are_confirmed(rule):
    for seed in range(3):
        instance = drawn(rule, seed)
        for left, right in instance.sides:
            arguments = tuple(sorted({*left.arguments, *right.arguments}))
            assert confirm(left, right, arguments, instance.columns(arguments)) in (True, None)


@pytest.mark.parametrize("rule", all_rules())
def test_confirmation_is_seen_failing(rule):
    refuted = False
    for seed in range(3):
        instance = drawn(rule, seed)
        for _, entry, wrong in instance.rule.twins(instance.operands):
            left = instance.sides[entry][0]
            arguments = tuple(sorted({*left.arguments, *wrong.arguments}))
            refuted |= confirm(left, wrong, arguments, instance.columns(arguments)) is False
    assert refuted


def test_points_are_exact_in_the_precision_under_test():
    points = drawn("product", dtype="float32").points
    assert np.array_equal(points.astype(np.float32).astype(np.float64), points)


def test_columns_follow_the_names_asked_for():
    instance = drawn("gradient")
    names = tuple(reversed(instance.arguments))
    assert np.array_equal(instance.columns(names), instance.points[:, ::-1])
