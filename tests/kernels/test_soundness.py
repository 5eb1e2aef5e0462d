"""The short form of benchmarks/soundness.py: honest arithmetic stays inside the tight budget."""

import sys
from pathlib import Path

import numpy as np
import pytest

from verify.core.claim import derivative_of, value_of
from verify.core.precision import precision
from verify.kernels import bounds
from verify.ops import DRAWN
from verify.ops.parsing import parse
from verify.oracle import enclose

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

import soundness

DTYPES = ("float64", "float32")


@pytest.fixture
def random():
    return np.random.default_rng(11)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_operation_stays_inside(random, dtype):
    for name in DRAWN:
        tally = soundness.Tally()
        soundness.operation_block(name, dtype, random, 256, tally)
        assert (name, tally.beyond, tally.not_examined) == (name, [], 0)
        assert tally.points > 20, name


@pytest.mark.parametrize("dtype", DTYPES)
def test_trees_stay_inside(random, dtype):
    tally = soundness.Tally()
    for seed in range(12):
        soundness.tree_block(seed, dtype, random, 128, tally)
    assert tally.beyond == []
    assert tally.points > 1000


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("text", ["exp(x)*x", "sinc(x)", "erf(x)", "atan(x)/x"])
def test_what_is_off_by_three_budgets_is_seen(random, dtype, text):
    claim = derivative_of(parse(text), "x")
    points = random.uniform(0.5, 3.0, (40, 1)).astype(dtype).astype(float)
    allowed = bounds(claim.expression, ("x",), points, precision(dtype), wrt="x").tight
    tally = soundness.Tally()
    soundness.observe(claim, points, dtype, tally, soundness.honest(claim, points, dtype) + 3.0 * allowed)
    assert len(tally.beyond) == 40


@pytest.mark.skipif(not soundness.EXTENDED, reason="long double is no wider than double here")
@pytest.mark.parametrize("name", sorted(soundness.LONG.keys() & DRAWN.keys()))
def test_long_double_is_closer_to_the_truth_than_half_a_budget(random, name):
    root = soundness.apply(name, *map(soundness.variable, "xy"[: DRAWN[name].arity]))
    points = random.uniform(0.1, 0.9, (16, DRAWN[name].arity))
    for claim in (value_of(root), derivative_of(root, "x")):
        exact = enclose(claim, points)
        error = np.abs(((soundness.wide(claim, points, "float64") - exact.exact) - exact.exact_low).astype(float))
        allowed = bounds(root, claim.arguments, points, precision("float64"), wrt=claim.wrt).tight
        assert (error[exact.status == 0] <= soundness.CLOSE * allowed[exact.status == 0]).all()


def test_large_odd_numbers_are_zeros_of_sinc():
    for dtype, whole in (("float64", 2.0**52 + 1.0), ("float64", -(2.0**53) + 1.0), ("float32", 2.0**23 + 1.0)):
        assert soundness.honest(value_of(parse("sinc(x)")), np.array([[whole]]), dtype)[0] == 0.0
