import pytest
from enclosing import MP, contains
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.ops.parsing import parse
from verify.oracle import tails
from verify.oracle.precision import working_precision
from verify.oracle.tails import Convergence, improper

pi = MP.pi


def over(text, lower, upper, **parameters):
    with working_precision(128):
        ends = [None if end is None else arb(end) for end in (lower, upper)]
        return improper(parse(text), "x", *ends, {name: arb(value) for name, value in parameters.items()})


KNOWN = [
    ("exp(-x)", 0, None, lambda: MP.one),
    ("exp(-x**2/2)/sqrt(2*pi)", None, None, lambda: MP.one),
    ("x**2*exp(-x**2/2)/sqrt(2*pi)", None, None, lambda: MP.one),
    ("1/(pi*(1 + x**2))", None, None, lambda: MP.one),
    ("(1 + x**2/3)**-2", None, None, lambda: pi * MP.sqrt(3) / 2),
    ("x**2.5*exp(-x)", 0, None, lambda: MP.gamma(3.5)),
    ("x**-1.5", 1, None, lambda: MP.mpf(2)),
    ("1/x**2", None, -2, lambda: MP.mpf(1) / 2),
    ("1/sqrt(x)", 0, 1, lambda: MP.mpf(2)),
    ("1/sqrt(1 - x)", 0, 1, lambda: MP.mpf(2)),
    ("1/sqrt(1 - x**2)", -1, 1, lambda: +pi),
    ("log(x)", 0, 1, lambda: -MP.one),
    ("sqrt(x)", 0, 4, lambda: MP.mpf(16) / 3),
    ("sin(x)/x", 0, 1, lambda: MP.si(1)),
    ("(1 - cos(x))/x**2", 0, 1, lambda: MP.si(1) + MP.cos(1) - 1),
    ("exp(-x**2)*cos(x)", None, None, lambda: MP.sqrt(pi) * MP.exp(-MP.mpf(1) / 4)),
    ("exp(-x)*sin(x)", 0, None, lambda: MP.mpf(1) / 2),
    ("exp(-x)/(1 + exp(-x))**2", None, None, lambda: MP.one),
    ("x/(exp(x) - 1)", 0, None, lambda: pi**2 / 6),
    ("exp(-sqrt(x))", 0, None, lambda: MP.mpf(2)),
    ("erfc(x)", 0, None, lambda: 1 / MP.sqrt(pi)),
    ("1/(x*sqrt(x - 1))", 1, None, lambda: +pi),
    ("exp(-abs(x))", None, None, lambda: MP.mpf(2)),
    ("max(0, 1 - abs(x))", None, None, lambda: MP.one),
    ("0*x", 0, None, lambda: MP.zero),
    ("x**2", 1, 3, lambda: MP.mpf(26) / 3),
]


@pytest.mark.parametrize(("text", "lower", "upper", "exact"), KNOWN)
def test_known_integrals_are_enclosed(text, lower, upper, exact):
    found = over(text, lower, upper)
    assert found.convergence is Convergence.CONVERGES
    assert contains(found.ball, exact())
    assert found.ball.rad() <= 2.0**-82 * max(abs(float(found.ball)), float(found.size))


DIVERGENT = [
    ("1/x", 1, None), ("1/x", 0, 1), ("x/(pi*(1 + x**2))", None, None), ("1/x**2", 0, 1), ("1/sqrt(x)", 1, None),
    ("2", 0, None), ("x/(x**2 - x + 1)", 0, None), ("exp(1/x)/x", 1, None), ("1/(exp(x) - 1)", 0, 1), ("1/log(x)", 1, 2),
    ("exp(x)", 0, None), ("sin(x)/x**2", 0, 1), ("(x - m)/(1 + (x - m)**2)", None, None), ("1/(1 - x)", 0, 1),
    ("1/x", None, -1), ("log(x)", 1, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lower", "upper"), DIVERGENT)
def test_divergence_is_proved(text, lower, upper):
    found = over(text, lower, upper, **({"m": 3.0} if "m" in text else {}))
    assert found.convergence is Convergence.DIVERGES
    assert not found.ball.is_finite()


@pytest.mark.parametrize(("text", "lower", "upper"), [("sin(x)/x", 1, None), ("sin(x)", 0, None), ("1/(x*log(x))", 2, None)])
def test_what_is_not_decided_is_open(text, lower, upper):
    assert over(text, lower, upper).convergence is Convergence.OPEN


@pytest.mark.parametrize(("text", "lower", "upper"), [("1/(x - 1)**2", -8, None), ("log(x)", -1, 2), ("sqrt(x)", None, 1)])
def test_no_number_where_the_integrand_is_not_defined_inside(text, lower, upper):
    found = over(text, lower, upper)
    assert found.convergence in (Convergence.UNDEFINED, Convergence.OPEN)
    assert not found.ball.is_finite()


def test_turned_and_empty_ranges():
    assert over("1/sqrt(x)", 4, 0).ball.overlaps(-over("1/sqrt(x)", 0, 4).ball)
    assert over("1/sqrt(x)", 1, 1).ball == 0
    with working_precision(128):
        assert improper(parse("x"), "x", arb(0, 1), arb(0, 1), {}).convergence is Convergence.OPEN


def test_slow_oscillation_leaves_a_wide_ball_that_is_right(monkeypatch):
    monkeypatch.setattr(tails, "_EVALUATIONS", 500)
    found = over("cos(x)/(1 + x**2)", None, None)
    assert contains(found.ball, pi / MP.e)
    assert found.ball.rad() > 2.0**-40


@settings(max_examples=15)
@given(st.floats(-50, 50), st.floats(0.01, 100))
def test_a_normal_density_has_its_mean_and_mass(m, s):
    mass = over("exp(-((x - m)/s)**2/2)/(s*sqrt(2*pi))", None, None, m=m, s=s)
    assert contains(mass.ball, MP.one)
    assert mass.ball.rad() < 2.0**-80
    mean = over("x*exp(-((x - m)/s)**2/2)/(s*sqrt(2*pi))", None, None, m=m, s=s)
    assert contains(mean.ball, MP.mpf(m))
    assert mean.ball.rad() < 2.0**-80 * mean.size


@settings(max_examples=15)
@given(st.floats(-0.95, 3).filter(lambda p: abs(p) > 2.0**-30), st.floats(0.1, 10))
def test_powers_up_to_zero(p, b):
    found = over("x**p", 0, b, p=p)
    assert contains(found.ball, MP.mpf(b) ** (MP.mpf(p) + 1) / (MP.mpf(p) + 1))
    assert found.ball.rel_accuracy_bits() > 80


@settings(max_examples=15)
@given(st.floats(0.1, 4), st.floats(0.1, 5))
def test_a_cut_anywhere_gives_the_same(b, c):
    whole = over("exp(-x)/sqrt(x)", 0, None).ball
    assert whole.overlaps(over("exp(-x)/sqrt(x)", 0, b).ball + over("exp(-x)/sqrt(x)", b, None).ball)
    assert whole.overlaps(over("c*exp(-c*x)/sqrt(c*x)", 0, None, c=c).ball)


def test_a_wrong_rest_would_be_seen(monkeypatch):
    true = tails._rest

    def halved(*args):
        rest = true(*args)
        return tails.Improper(rest.convergence, rest.ball / 2, rest.size)

    monkeypatch.setattr(tails, "_rest", halved)
    assert not contains(over("x**-1.5", 1, None).ball, MP.mpf(2))
