"""Libraries are granted inaccurate functions, and no more than that."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify import oracle
from verify.adapters import ADAPTERS
from verify.adapters.null import Honest, liar
from verify.core.budget import EXPONENT_ROUNDINGS, library_ulps
from verify.core.claim import derivative_of, mixed_of, value_of
from verify.core.method import Answer
from verify.core.precision import FLOAT32, FLOAT64
from verify.core.verdict import Verdict
from verify.engine.ask import ask
from verify.engine.bounds import Bounds
from verify.engine.grant import as_libraries_write, granted_accuracy, granted_bounds, needs_grant
from verify.engine.judge import judge
from verify.engine.rounding import rounding_bounds
from verify.kernels import METHODS
from verify.ops import OPERATIONS
from verify.ops.parsing import parse

U = FLOAT64.unit_roundoff
SMOOTH = ("exp2(x)", "sinh(x)*cos(x)", "exp(exp(x))", "log1p(x)/x", "x**2.5", "erfc(x)", "atanh(x/4)", "exp(sin(x))")
STEEP = ("exp2(x)", "sinh(x)", "exp(exp(x))", "log1p(x)", "x**2.5", "erfc(x)", "atanh(x/4)", "exp(sin(x))", "x*sin(x)")
PLACES = st.floats(0.25, 2.0)


OFF = np.e * (1.0 + 64 * U)


class Told(Honest):
    """A null method that is somewhat off."""

    def answer(self, claim, points, dtype):
        return Answer(values=np.array([OFF]))


class Library:
    """A library of somebody else that answers what it is told to."""

    name, version, model = "library", "1", METHODS["dual"].model

    def __init__(self, values):
        self.values = values

    def answer(self, claim, points, dtype):
        return Answer(values=np.asarray(self.values, np.float64))


def verdict(method, claim, point):
    points = np.array([[point]])
    reply = ask(method, claim, points, Bounds(FLOAT64))
    return Verdict.from_code(int(judge(reply.computed, oracle.enclose(claim, points), reply.allowed, FLOAT64).verdict[0]))


def truth(claim, point):
    return float(oracle.enclose(claim, np.array([[point]])).exact[0])


@given(st.sampled_from(SMOOTH), PLACES, st.floats(-1.0, 1.0))
def test_what_a_rounded_exponent_costs_is_never_wrong(text, place, share):
    claim = value_of(parse(text))
    found = truth(claim, place) * (1.0 + share * EXPONENT_ROUNDINGS * np.log(FLOAT64.huge) * U)
    assert verdict(Library([found]), claim, place) in (Verdict.AGREES, Verdict.INACCURATE)


@given(st.sampled_from(STEEP), st.floats(0.25, 1.0), st.sampled_from([1, -1]))
def test_a_fault_of_1e_11_in_a_slope_is_wrong(text, place, sign):
    claim = derivative_of(parse(text), "x")
    assert verdict(Library([truth(claim, place) * (1.0 + sign * 1e-11)]), claim, place) is Verdict.WRONG


@given(st.sampled_from(SMOOTH), PLACES)
def test_the_grant_only_adds(text, place):
    for claim in (value_of(parse(text)), derivative_of(parse(text), "x"), derivative_of(parse(text), "x", 2)):
        points = np.array([[place]])
        for form in (FLOAT64, FLOAT32):
            assert (granted_bounds(claim, points, form) >= rounding_bounds(claim, points, form).textbook).all()


def test_kernels_and_null_methods_are_granted_nothing():
    claim = derivative_of(parse("exp(x)"), "x")
    assert verdict(Told(), claim, 1.0) is Verdict.WRONG
    assert verdict(Library([OFF]), claim, 1.0) is Verdict.INACCURATE
    assert not any(map(needs_grant, (*METHODS.values(), ADAPTERS["zero"], ADAPTERS["honest"], liar("exp", 0.5))))
    assert needs_grant(ADAPTERS["autograd-reverse"])
    assert needs_grant(ADAPTERS["demo:broken"])


def test_a_copied_slope_has_what_its_value_has_lost_once_for_each_copy():
    one, two = (
        granted_bounds(derivative_of(parse(text), "x"), np.array([[0.0]]), FLOAT64)[0] for text in ("exp(x)", "exp(exp(x)-1)")
    )
    assert one >= 2 * library_ulps(FLOAT64) * U
    assert two >= 2 * one


@pytest.mark.parametrize("place", [1.0, 7.0, 39.999999999999986, 0.3, -12.5])
def test_sinc_by_a_rounded_argument_is_inaccurate_and_not_wrong(place):
    assert verdict(Library([np.sinc(place)]), value_of(parse("sinc(x)")), place) in (Verdict.AGREES, Verdict.INACCURATE)


def test_one_for_sinc_is_still_wrong():
    assert verdict(Library([1.0]), value_of(parse("sinc(x)")), 0.5) is Verdict.WRONG
    assert verdict(Library([0.5]), value_of(parse("sinc(x)")), 0.0) is Verdict.WRONG


@given(st.floats(-40.0, 1.0))
def test_the_slope_of_expm1_as_its_value_and_one_is_not_wrong(place):
    claim = derivative_of(parse("expm1(x)"), "x")
    assert verdict(Library([np.expm1(place) + 1.0]), claim, place) in (Verdict.AGREES, Verdict.INACCURATE)


def test_only_what_libraries_write_otherwise_is_written_out():
    assert str(as_libraries_write(parse("sinc(x + 1)*sin(x)"))) == "sin(pi*(x + 1))/(pi*(x + 1))*sin(x)"


@pytest.mark.parametrize("form", [FLOAT64, FLOAT32], ids=lambda form: form.name)
def test_what_must_be_rounded_correctly_is_granted_nothing(form):
    granted = granted_accuracy(form)
    assert not {"add", "multiply", "divide", "sqrt", "abs"} & granted.keys()
    assert {"exp", "sin", "erfc", "power"} <= granted.keys()
    assert all(ulps >= OPERATIONS[name].accuracy for name, ulps in granted.items())


def test_mixed_derivatives_are_granted_both_orders():
    root, points = parse("exp(x*y)"), np.array([[0.5, 0.75]])
    mixed = granted_bounds(mixed_of(root, "x", "y"), points, FLOAT64)[0]
    assert mixed > granted_bounds(derivative_of(root, "x"), points, FLOAT64)[0]
