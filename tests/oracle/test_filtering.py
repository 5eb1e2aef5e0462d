"""Whatever the filter decides, balls confirm: status, enclosure, condition. What it leaves open is what balls say."""

from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest
from flint import arb

from verify import kernels
from verify.core.budget import CONDITION_DOUBT, CONDITION_NEGLIGIBLE
from verify.core.claim import Quantity, derivative_of, value_of, vjp_of
from verify.core.errors import UnsupportedError
from verify.core.exact import Status
from verify.generators import BOXES, Grammar, SeededChooser, draw, draw_points
from verify.ops.parsing import parse
from verify.oracle import enclose, filtering
from verify.oracle.enclosure import question
from verify.oracle.precision import working_precision
from verify.oracle.refinement import columns_of

EXTREME = np.array([0.0, -0.0, 1.0, -1.0, 5e-324, 2.0**-500, -(2.0**-100), 710.0, -745.0, 2.0**31, 1e200, -1.7e308])
SMALL_ANGLE = parse("(1 - cos(x))/x**2")


def drawn(seed, names):
    """A claim's expression, and points of all kinds."""
    chooser, boxes = SeededChooser(seed), {name: BOXES[(seed + i) % len(BOXES)] for i, name in enumerate(names)}
    root = draw(chooser, Grammar(variables=names, boxes=boxes, max_nodes=14))
    return root, draw_points(chooser, boxes, 24)[0]


def contained(claim, points, found, row):
    """Whether the ball of that row contains what balls say at more bits than any double-double has, if need be at so many that
    cubes of all floats add up exactly.
    """
    asked = question(claim)
    for bits in (512, 6500):
        with working_precision(bits):
            (ball,) = asked.balls(columns_of(points, [row]), 1)
            middle = arb(float(found.exact[row])) + arb(float(found.exact_low[row]))
            if abs(middle - ball) <= arb(float(found.radius[row])):
                return True
    return False


def disagreements(claim, points, filter=kernels.filter_balls):
    """What balls refute of the filter's decisions, and how many there are of these."""
    with np.errstate(all="ignore"):
        found, final = filtering._filtered(filter, claim, points)
    truth, refuted = enclose(claim, points), []
    for row in np.flatnonzero(final):
        numbers = found.condition[row], truth.condition[row]
        slack = max(2.0 * CONDITION_DOUBT * max(numbers), CONDITION_NEGLIGIBLE)
        if truth.status[row] != Status.DECIDED:
            refuted.append("status")
        elif not contained(claim, points, found, row):
            refuted.append("enclosure")
        elif not np.isnan(numbers[1]) and not abs(numbers[0] - numbers[1]) <= slack:
            refuted.append("condition")
    return refuted, final.sum()


@pytest.mark.parametrize("names", [("x",), ("x", "y")], ids=len)
def test_balls_confirm_what_the_filter_decides_on_random_trees(names):
    decided = total = 0
    for seed in range(60):
        root, points = drawn(seed, names)
        for claim in (value_of(root), derivative_of(root, "x")):
            columns = points[:, [names.index(name) for name in claim.arguments]]
            refuted, count = disagreements(claim, columns)
            assert refuted == [], (str(claim), refuted)
            decided, total = decided + count, total + len(points)
    assert decided > 0.7 * total


@pytest.mark.parametrize("text", ["exp(x)", "sin(x)/x", "x**3 - 3*x", "log(abs(x))", "sqrt(x)", "max(x, 1)", "sign(acos(x))",
    "tanh(x)", "abs(x)*x", "x**0.5 + x**0", "erf(x)*x", "sinc(x)", "relu(x) + 1", "atan2(x, -1)"])  # fmt: skip
def test_balls_confirm_it_at_extreme_points(text):
    for claim in (value_of(parse(text)), derivative_of(parse(text), "x")):
        refuted, _ = disagreements(claim, EXTREME[:, None])
        assert refuted == [], (text, refuted)


@pytest.mark.parametrize("spoiled", ["low", "condition", "radius"])
def test_a_spoiled_filter_is_seen(spoiled):
    def filter(*asked):
        found = kernels.filter_balls(*asked)
        changes = {
            "low": found.low + 2.0**-90 * found.high,
            "condition": found.condition * 1.001,
            "radius": found.radius * 0.0,
        }
        return found._replace(**{spoiled: changes[spoiled]})

    root, points = drawn(6, ("x",))
    refuted, _ = disagreements(value_of(root), points, filter)
    assert {"low": "enclosure", "condition": "condition", "radius": "enclosure"}[spoiled] in refuted


@pytest.mark.parametrize("text", ["sign(acos(x))", "max(x, 2*x)", "sqrt(x - 1)", "abs(x)", "x**x", "log(x)*0", "0*sign(x)"])
def test_everything_open_is_left_to_balls(text):
    points = np.array([[1.0], [0.0], [-1.0], [0.5], [2.0], [-2.0]])
    for claim in (value_of(parse(text)), derivative_of(parse(text), "x"), vjp_of(parse(text), "x")):
        found, truth = enclose(claim, points, kernels.filter_balls), enclose(claim, points)
        assert np.array_equal(found.status, truth.status)
        assert np.array_equal(found.exact, truth.exact, equal_nan=True)


def test_other_quantities_and_single_points_go_to_balls():
    def never(*_):
        raise AssertionError("asked")

    few, many = np.array([[1.0]]), np.linspace(1.0, 2.0, 9)[:, None]
    for claim, points in ((value_of(SMALL_ANGLE), few), (derivative_of(SMALL_ANGLE, "x", 2), many)):
        found, truth = enclose(claim, points, never), enclose(claim, points)
        for field in fields(found):
            assert np.array_equal(getattr(found, field.name), getattr(truth, field.name))
    assert filtering.outputs(value_of(SMALL_ANGLE)) == ((SMALL_ANGLE,), ("x",))
    assert filtering.outputs(derivative_of(SMALL_ANGLE, "x", 2)) is None
    assert derivative_of(SMALL_ANGLE, "x", 2).quantity is Quantity.DERIVATIVE


def test_what_the_filter_has_no_formula_for_goes_to_balls():
    def unable(*_):
        raise UnsupportedError("no formula")

    points = np.linspace(1.0, 2.0, 9)[:, None]
    found, truth = enclose(value_of(SMALL_ANGLE), points, unable), enclose(value_of(SMALL_ANGLE), points)
    assert np.array_equal(found.exact, truth.exact)


def test_cancellation_beyond_double_double_is_seen_and_left_to_balls():
    points = 2.0 ** -np.arange(1.0, 60.0)[:, None]
    found, final = filtering._filtered(kernels.filter_balls, value_of(SMALL_ANGLE), points)
    assert final[0]
    assert not final[-1]
    assert disagreements(value_of(SMALL_ANGLE), points)[0] == []
    assert isinstance(found.radius, np.ndarray)
    nothing = SimpleNamespace(**{name: np.full((1, 5), np.nan) for name in ("high", "low", "radius")},
                              condition=np.full(5, np.nan), doubt=np.full(5, np.nan))  # fmt: skip
    assert not filtering._filtered(lambda *_: nothing, value_of(SMALL_ANGLE), np.ones((5, 1)))[1].any()
