"""Suspicious points are found where we know them to be: zeros, poles, ties, plateaus, ends of domains and of the range."""

import math

import numpy as np
import pytest

from verify.core.domain import Interval
from verify.core.fold import fold
from verify.generators.lattice import Lattice
from verify.generators.suspects import suspects, watched
from verify.ops.parsing import parse

LATTICE = Lattice("float64")
REALS = Interval(-math.inf, math.inf)
ABSORBED = 2.0**53  # 1 + x is x from here on


def evaluated(arguments):
    """Values by NumPy, so that these tests need no kernel."""
    from verify.ops import OPERATIONS

    def evaluate(expression, points):
        columns = dict(zip(arguments, points.T, strict=True))

        def visit(node, args):
            if node.op == "variable":
                return columns[node.name]
            return np.full(len(points), node.value) if node.op == "constant" else getattr(np, OPERATIONS[node.op].numpy)(*args)

        with np.errstate(all="ignore"):
            return fold(expression, visit)

    return evaluate


def found(text, seed=0, **box):
    arguments = tuple(sorted(box))
    random = np.random.default_rng(seed)
    return suspects([parse(text)], arguments, box, evaluated(arguments), LATTICE, random)


def floats_from(points, value):
    """The smallest distance of a coordinate from a value, in floats."""
    return np.abs(LATTICE.ordinals(points) - LATTICE.ordinals(np.array([value]))).min()


PLACES = [
    ("exp(x) - 2", REALS, math.log(2.0)),  # a zero
    ("1/(x**3 - 5)", REALS, 5.0 ** (1.0 / 3.0)),  # a pole
    ("log(x - 0.375)", REALS, 0.375),  # an end of the domain
    ("exp(x)", REALS, 709.782712893384),  # the end of the range
    ("max(x, 3.3)", Interval(-10.0, 10.0), 3.3),  # a tie
    ("2**x", Interval(-9.0, 9.0), 2.0),  # an exponent at which the derivative's formula degenerates
    ("1 + x", REALS, ABSORBED),  # a term that is absorbed
    ("(x - 0.7)**2 + 1", Interval(-1.0, 1.0), 0.7),  # a turning point of a sum
]


@pytest.mark.parametrize(("text", "box", "place"), PLACES, ids=[text for text, *_ in PLACES])
def test_where_something_happens_is_suspicious(text, box, place):
    assert floats_from(found(text, x=box), place) <= 4


@pytest.mark.parametrize(("text", "inner"), [("tanh(x)", "tanh(x)"), ("atan(x + 1) - atan(x)", "atan(x)")])
def test_the_end_of_a_plateau_is_suspicious(text, inner):
    points = found(text, x=REALS)
    values = evaluated(("x",))(parse(inner), points)
    ended = (values[1:] == values[-1]) & (values[:-1] != values[-1])
    assert (np.diff(LATTICE.ordinals(points[:, 0]))[ended] == 1).any()


def test_a_float_nobody_suspects_is_not_found():
    assert floats_from(found("exp(x) - 2", x=REALS), 0.4567) > 2**30


def test_ties_of_two_variables_are_found_on_lines():
    points = found("max(x, y)", x=Interval(0.0, 8.0), y=Interval(0.0, 8.0))
    assert (points[:, 0] == points[:, 1]).any()


def test_points_stay_in_the_box():
    points = found("log(x)*tan(y)", x=Interval(0.5, 2.0), y=Interval(-3.0, -1.0))
    assert (points.min(axis=0) >= [0.5, -3.0]).all()
    assert (points.max(axis=0) <= [2.0, -1.0]).all()


def test_equal_seeds_suspect_alike():
    assert np.array_equal(found("sin(x)/x", 3, x=REALS), found("sin(x)/x", 3, x=REALS))


def test_what_is_watched_depends_on_a_variable():
    assert watched(parse("x + (1 - exp(2))"))
    assert all("x" in str(each) for each in watched(parse("x + (1 - exp(2))")))
