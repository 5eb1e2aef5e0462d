import numpy as np
import pytest
from enclosing import MP, contains
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.core.claim import double_of
from verify.core.exact import Status
from verify.ops.parsing import parse
from verify.oracle.balls import evaluate
from verify.oracle.double import DoubleIntegral, double_question
from verify.oracle.enclosure import pack
from verify.oracle.precision import working_precision
from verify.oracle.refinement import refine


def claim(text, inner, outer):
    return double_of(parse(text), ("x", *map(parse, inner)), ("y", *map(parse, outer)))


def over(text, inner, outer, **parameters):
    balls = {name: arb(value) for name, value in parameters.items()}
    with working_precision(128):
        return DoubleIntegral(claim(text, inner, outer)).over(*(evaluate(parse(end), balls) for end in outer), balls)


KNOWN = [
    ("x*y", ("0", "1"), ("0", "2"), lambda: MP.one),
    ("x*y**2", ("0", "y"), ("0", "1"), lambda: MP.mpf(1) / 10),
    ("exp(-x**2 - y**2)", ("-1", "1"), ("-1", "1"), lambda: MP.pi * MP.erf(1) ** 2),
    ("1/(1 - x*y)", ("0", "0.5"), ("0", "1"), lambda: MP.polylog(2, 0.5)),
    ("sin(x + y)", ("y", "2*y"), ("1", "2"), lambda: (MP.sin(4) - MP.sin(2)) / 2 - (MP.sin(6) - MP.sin(3)) / 3),
    ("1", ("y", "1"), ("0", "1"), lambda: MP.mpf(1) / 2),
    ("x", ("1", "0"), ("0", "1"), lambda: -MP.mpf(1) / 2),
    ("exp(x*y)", ("0", "1"), ("1", "1"), lambda: MP.zero),
]


@pytest.mark.parametrize(("text", "inner", "outer", "exact"), KNOWN)
def test_known_integrals_are_enclosed_narrowly(text, inner, outer, exact):
    found = over(text, inner, outer)
    assert contains(found, exact())
    assert found.rad() <= 2.0**-64 * max(abs(float(exact())), 2.0**-10)


@pytest.mark.parametrize(
    ("text", "inner", "outer", "exact"),
    [
        ("abs(x - y)", ("0", "1"), ("0", "1"), lambda: MP.mpf(1) / 3),
        ("1", ("-sqrt(1 - y**2)", "sqrt(1 - y**2)"), ("-1", "1"), lambda: +MP.pi),
    ],
)
def test_rough_integrands_are_enclosed_honestly(text, inner, outer, exact):
    found = over(text, inner, outer)
    assert contains(found, exact())
    assert found.rad() < 2.0**-4


@pytest.mark.parametrize("text", ["1/x", "log(x*y)", "sqrt(x)", "1/(x - y)"])
def test_no_number_where_the_integrand_is_not_defined(text):
    assert not over(text, ("-1", "1"), ("0", "1")).is_finite()


smooth = st.sampled_from(["exp(x*y)", "sin(x + 2*y)", "1/(3 + x*y)", "x**2*y + y", "cos(x)*atan(y)"])


@settings(max_examples=12)
@given(smooth, st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_order_of_integration_and_cuts_do_not_matter(text, a, b, c, d):
    there = over(text, (repr(a), repr(b)), (repr(c), repr(d)))
    swapped = double_of(parse(text), ("y", parse(repr(c)), parse(repr(d))), ("x", parse(repr(a)), parse(repr(b))))
    with working_precision(128):
        assert there.overlaps(DoubleIntegral(swapped).over(arb(a), arb(b), {}))
    parts = over(text, (repr(a), "0"), (repr(c), repr(d))) + over(text, ("0", repr(b)), (repr(c), repr(d)))
    assert there.overlaps(parts)


@pytest.mark.parametrize("text", ["sign(x - 0.3)*y", "max(x, 0.1)*exp(y)", "sqrt(x)*y", "cbrt(y - 0.7)*x"])
def test_kinks_and_roots_along_an_axis_cost_nothing_in_accuracy(text):
    found = over(text, ("0", "1"), ("0", "1"))
    halves = over(text, ("0", "0.3"), ("0", "1")) + over(text, ("0.3", "1"), ("0", "1"))
    assert found.overlaps(halves)
    assert found.rad() < 2.0**-56


def test_questions_at_points():
    asked = claim("c*exp(c*x*y)", ("0", "y"), ("a", "1"))
    found = pack(*refine(double_question(asked), np.array([[0.0, 1.0], [0.5, 2.0], [2.0, 0.0]])))
    assert found.status.tolist() == [Status.DECIDED] * 3
    assert found.exact[2] == 0.0
    assert (found.radius < 2.0**-60).all()
    assert found.exact[0] == pytest.approx(0.658951, rel=1e-4)
    bad = claim("log(x)", ("-1", "1"), ("0", "a"))
    assert pack(*refine(double_question(bad), np.array([[1.0]]))).status.tolist() == [Status.DOMAIN]


def test_over_nothing_an_integral_is_0_unless_the_integrand_exists_nowhere():
    mean = claim("x/((b - a)*(d - c))", ("a", "b"), ("c", "d"))
    found = pack(*refine(double_question(mean), np.array([[1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 1.0, 1.0]])))
    assert found.status.tolist() == [Status.DOMAIN] * 2
    plain = pack(*refine(double_question(claim("x/(b - a)", ("a", "b"), ("c", "d"))), np.array([[1.0, 2.0, 1.0, 1.0]])))
    assert (plain.status[0], plain.exact[0]) == (Status.DECIDED, 0.0)
