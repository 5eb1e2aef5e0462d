import pytest
from breadth import examples
from each import each
from enclosing import contains
from flint import acb, arb
from hypothesis import assume, given
from hypothesis import strategies as st
from precise import MP, function, holds_at

from verify.ops import OPERATIONS
from verify.oracle.analytic import ANALYTIC, TABLE
from verify.oracle.balls import compile_program
from verify.oracle.precision import working_precision
from verify.oracle.primitives import REAL

ROWS = [row for row in OPERATIONS.values() if row.arity]
names = each("row", ROWS)


def apply(row, balls, arithmetic=ANALYTIC):
    return compile_program((row.node,), row.arguments, arithmetic).run_one(balls)[0]


@names
@examples(30)
@given(data=st.data())
def test_on_the_real_axis_it_is_the_real_operation(row, data):
    at = data.draw(st.tuples(*[st.floats(-6, 6)] * row.arity))
    assume(holds_at(row.where, dict(zip(row.arguments, at, strict=True))))
    with working_precision(128):
        found = apply(row, [acb(x) for x in at])
        if found.is_finite():
            assert found.imag.contains(0)
            assert found.real.overlaps(apply(row, [arb(x) for x in at], REAL))


@names
@examples(30)
@given(data=st.data())
def test_outside_the_real_domain_it_is_not_finite(row, data):
    at = data.draw(st.tuples(*[st.sampled_from([0.0, 1.0, -1.0, 1.5, -1.5, -0.5])] * row.arity))
    if not holds_at(row.where, dict(zip(row.arguments, at, strict=True))):
        assert not apply(row, [acb(x) for x in at]).is_finite()


@names
def test_where_the_operation_is_not_smooth_it_is_not_finite(row):
    for edge in row.edges:
        if None in edge.partials and row.name not in ("power", "dsinc"):  # analytic after all: a power of a constant, sinc
            assert not apply(row, [acb(arb(x, 2.0**-20), arb(0, 2.0**-20)) for x in edge.at]).is_finite()


def rectangle(x, y, width):
    return acb(arb(x, width), arb(y, width))


@names
@examples(30)
@given(data=st.data())
def test_a_finite_ball_obeys_cauchy_and_riemann(row, data):
    """The mean over a circle is the value at the centre: fails where a cut crosses the disc, or a formula is not analytic."""
    at = data.draw(st.tuples(*[st.tuples(st.floats(-3, 3), st.floats(-2, 2))] * row.arity))
    width = data.draw(st.sampled_from([0.01, 0.3]))
    with working_precision(96):
        boxes = [rectangle(x, y, 1.0001 * width) for x, y in at]
        assume(apply(row, boxes).is_finite())
        turns = [acb.exp_pi_i(acb(k) / 16) * width for k in range(32)]
        around = [apply(row, [acb(x, y) + turn for x, y in at]) for turn in turns]
        centre = apply(row, [acb(x, y) for x, y in at])
        mean = sum(around, acb(0)) / 32
        # 32 points integrate all powers below the 32nd; what is left is small for these discs.
        assert abs(mean - centre).mid() < 2.0**-4 * max(1.0, float(abs(apply(row, boxes)).upper()))
        for value in around:
            assert apply(row, boxes).overlaps(value)


CUTS = {"sqrt": -1.0, "log": -1.0, "log1p": -2.0, "asin": 2.0, "acos": -2.0, "atanh": 2.0, "acosh": 0.0}


@pytest.mark.parametrize(("name", "x"), CUTS.items())
def test_balls_on_a_branch_cut_are_not_finite(name, x):
    for y in (0.0, 0.05, -0.05):
        assert not TABLE[name](rectangle(x, y, 0.1)).is_finite()
    for y in (0.5, -0.5):
        assert TABLE[name](rectangle(x, y, 0.01)).is_finite()


@pytest.mark.parametrize("name", ["atan", "asinh"])
def test_cuts_along_the_imaginary_axis(name):
    assert not TABLE[name](rectangle(0.0, 2.0, 0.1)).is_finite()
    assert TABLE[name](rectangle(0.5, 2.0, 0.01)).is_finite()
    assert TABLE[name](rectangle(0.0, 0.5, 0.01)).is_finite()


@pytest.mark.parametrize("name", ["abs", "sign", "relu", "cbrt"])
def test_kinks_stop_balls_that_reach_over_them(name):
    row = OPERATIONS[name]
    assert not apply(row, [rectangle(0.05, 0.0, 0.1)]).is_finite()
    assert apply(row, [rectangle(0.5, 0.0, 0.1)]).is_finite()


def test_complex_values_are_those_of_mpmath():
    for name in ("sin", "tanh", "sqrt", "log", "atan", "asinh", "erf", "acosh"):
        z = MP.mpc(0.75, 1.25)
        expected = MP.mpc(function(name)(z))
        with working_precision(128):
            found = TABLE[name](acb(0.75, 1.25))
        assert contains(found.real, expected.real)
        assert contains(found.imag, expected.imag)


STEEPEST = {
    "asin": (0.5, 1.2), "acos": (-0.5, 1.2), "asinh": (2.5, 0.4), "acosh": (1.5, 1.0), "hypot": (0.5, 1.5), "atan2": (0.5, 1.5)
}  # fmt: skip


@pytest.mark.parametrize(("name", "x", "slope"), [(name, *facts) for name, facts in STEEPEST.items()])
@pytest.mark.parametrize("bits", [5, 8, 11])
def test_wide_balls_grow_with_the_slope_alone(name, x, slope, bits):
    """Integrals are decided after so many fewer evaluations."""
    with working_precision(128):
        boxes = [rectangle(x, 0.0, 2.0**-bits), rectangle(2 * x, 0.0, 2.0**-bits)][: OPERATIONS[name].arity]
        assert TABLE[name](*boxes).real.rad() < 1.5 * slope * 2.0**-bits
