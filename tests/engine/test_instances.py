from random import Random

import numpy as np

from verify.engine.draw import draw_instance
from verify.engine.settings import Settings
from verify.rules import all_rules


def drawn(rule, seed=3, dtype="float64"):
    return draw_instance(all_rules()[rule], Random(seed), Settings(nodes=12), dtype, 8)


def test_points_are_exact_in_the_precision_under_test():
    points = drawn("product", dtype="float32").points
    assert np.array_equal(points.astype(np.float32).astype(np.float64), points)


def test_columns_follow_the_names_asked_for():
    instance = drawn("gradient")
    names = tuple(reversed(instance.arguments))
    assert np.array_equal(instance.columns(names), instance.points[:, ::-1])
