import itertools
import math

import pytest
from each import each

from verify.analysis.remedy import matches, remedy
from verify.analysis.rewrites import REWRITES, Rewrite
from verify.core.errors import UsageError
from verify.core.expression import apply
from verify.core.fold import variables
from verify.ops.parsing import parse
from verify.oracle import compare

# Where formulas cancel or leave the range: near 0, near 1, far out, and close together.
VALUES = (
    1e-9,
    1e-5,
    0.3,
    0.99999,
    1.0 + 2.0**-30,
    4.0,
    30.0,
    719.0,
    1e5 + 2.0**-20,
    1e9,
    1e200,
    -1e-9,
    -0.3,
    -30.0,
    -719.0,
    -1e9,
)
NEARBY = (1e-9, 1e-12, 1e-4)


def points(row):
    """Points over the row's variables, also those where `b` lies near `a`."""
    names = variables(row.left)
    yield from (dict(zip(names, values, strict=True)) for values in itertools.product(VALUES, repeat=len(names)))
    if len(names) == 2:
        yield from ({"a": a, "b": a * (1.0 + d)} for a in (0.3, 1.7, 1e5, 700.0) for d in NEARBY)


@each("row", REWRITES)
def test_both_sides_are_equal_wherever_both_are_defined(row):
    names = variables(row.left)
    assert compare(row.left, row.right, names, [[p[n] for n in names] for p in points(row)]).equal


@each("row", REWRITES)
def test_the_rewrite_helps_somewhere(row):
    assert any(row in [found.rewrite for found in tried(row, point)] for point in points(row))


def tried(row, point):
    found = remedy(row.left, point, rewrites=(row,))
    return [] if found is None else [found]


@each("row", REWRITES)
def test_the_pattern_matches_itself(row):
    bound = next(matches(row.left, row.left))
    assert all(node is parse(name) for name, node in bound.items())


def test_a_replacement_may_not_bring_variables_of_its_own():
    with pytest.raises(UsageError, match="does not bind"):
        Rewrite("exp(a) - 1", "expm1(b)", "")


def test_a_wrong_rewrite_is_refuted():
    """The meta-test: the check above would have seen it."""
    row = Rewrite("1 - cos(a)", "sin(a/2)**2", "")
    assert compare(row.left, row.right, ("a",), [[p["a"]] for p in points(row)]).refuted
    assert math.isfinite(apply("sin", 1.0).args[0].value)
