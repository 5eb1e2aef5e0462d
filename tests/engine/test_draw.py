"""Searched instances of rules: small, with suspicious points inside the boxes on which the operands are proved to be fit."""

from random import Random

import numpy as np
import pytest

from verify.core.fold import size
from verify.engine.draw import draw_instance, draw_searched
from verify.engine.settings import Settings
from verify.rules import all_rules

COUNT = 16


def searched(rule, dtype="float64", seed=3):
    return draw_searched(all_rules()[rule], Random(seed), Settings(), dtype, COUNT)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("rule", ["product", "quotient", "chain", "gradient"])
def test_searched_points_are_inside_the_box_and_exact(rule, dtype):
    drawn = searched(rule, dtype)
    assert drawn.points.shape == (COUNT, len(drawn.arguments))
    assert len(drawn.sources) == COUNT
    assert "search" in drawn.sources
    assert np.array_equal(drawn.points.astype(dtype).astype(np.float64), drawn.points)
    for column, name in enumerate(drawn.arguments):
        box = drawn.boxes[name]
        assert np.all((box.lo <= drawn.points[:, column]) & (drawn.points[:, column] <= box.hi))


def test_searched_instances_are_small_and_random_ones_are_not():
    def largest(draw):
        drawn = [draw(all_rules()["product"], Random(seed), Settings(), "float64", 1) for seed in range(6)]
        return max(size(operand) for each in drawn for operand in each.operands.values())

    assert largest(draw_searched) < largest(draw_instance) / 2


def test_equal_seeds_draw_equal_points():
    assert np.array_equal(searched("chain").points, searched("chain").points)
    assert not np.array_equal(searched("chain").points, searched("chain", seed=4).points)
