import pytest
from enclosing import MP, contains
from flint import acb, arb
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.ops.calculus import differentiate
from verify.ops.parsing import parse
from verify.oracle.balls import evaluate
from verify.oracle.precision import working_precision
from verify.oracle.quadrature import integrand_function, integrate

pi = MP.pi
KNOWN = [
    ("sin(x)", 0, 2, lambda: 1 - MP.cos(2)),
    ("sqrt(x)", 0, 1, lambda: MP.mpf(2) / 3),
    ("sqrt(x)", 1, 4, lambda: MP.mpf(14) / 3),
    ("log(x)", 1, 2, lambda: 2 * MP.log(2) - 1),
    ("x**0.5", 1, 4, lambda: MP.mpf(14) / 3),
    ("x**1.5", 0, 1, lambda: MP.mpf(2) / 5),
    ("abs(x)", -1, 2, lambda: MP.mpf(5) / 2),
    ("abs(x - 0.25)", 0, 1, lambda: MP.mpf(5) / 16),
    ("sign(x - 0.25)", 0, 1, lambda: MP.mpf(1) / 2),
    ("max(x, 1 - x)", 0, 1, lambda: MP.mpf(3) / 4),
    ("relu(x)", -1, 2, lambda: MP.mpf(2)),
    ("sqrt(abs(x))", -1, 1, lambda: MP.mpf(4) / 3),
    ("sqrt(1 - x*x)", -1, 1, lambda: pi / 2),
    ("asin(x)", 0, 1, lambda: pi / 2 - 1),
    ("acos(x)", -1, 1, lambda: +pi),
    ("acosh(x)", 1, 3, lambda: 3 * MP.acosh(3) - MP.sqrt(8)),
    ("cbrt(x)", -1, 8, lambda: MP.mpf(45) / 4),
    ("1/(1 + x**2)", -1, 1, lambda: pi / 2),
    ("1/x", 1, 2, lambda: MP.log(2)),
    ("exp(-x*x)", -1, 1, lambda: MP.sqrt(pi) * MP.erf(1)),
    ("atan2(x, 1)", 0, 1, lambda: pi / 4 - MP.log(2) / 2),
    ("hypot(x, 1)", 0, 1, lambda: (MP.sqrt(2) + MP.asinh(1)) / 2),
    ("1/(1e-6 + x*x)", -1, 1, lambda: 2 * MP.atan(1 / MP.sqrt(MP.mpf(1e-6))) / MP.sqrt(MP.mpf(1e-6))),
    ("tanh(x)", 0, 50, lambda: MP.log(MP.cosh(50))),
    ("sin(x)", 2, 0, lambda: MP.cos(2) - 1),
    ("sin(x)", 1, 1, lambda: MP.zero),
]


@pytest.mark.parametrize(("text", "lower", "upper", "exact"), KNOWN)
def test_known_integrals_are_enclosed(text, lower, upper, exact):
    with working_precision(128):
        found = integrate(parse(text), "x", arb(lower), arb(upper), {})
    assert contains(found, exact())
    assert found.rad() < 2.0**-70 * max(1.0, abs(float(found)))


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("1/x", -1, 1),
        ("log(x)", 0, 1),
        ("sqrt(x)", -1, 1),
        ("1/sqrt(x)", 0, 1),
        ("tan(x)", 1, 2),
        ("log(x)", -2, -1),
        ("asin(x)", 0, 2),
    ],
)
def test_no_number_where_the_integrand_is_undefined_or_unbounded(text, lower, upper):
    with working_precision(128):
        assert not integrate(parse(text), "x", arb(lower), arb(upper), {}).is_finite()


@settings(max_examples=25)
@given(
    st.sampled_from(["sin(2*x)*exp(x)", "sqrt(x*x + 1)", "atan(x)*x", "x*abs(x)", "log(x + 4)**2", "tanh(x)/(x + 4)"]),
    st.floats(-3, 3),
    st.floats(-3, 3),
)
def test_the_integral_of_a_derivative_is_the_difference(text, a, b):
    antiderivative = parse(text)
    with working_precision(128):
        found = integrate(differentiate(antiderivative, "x"), "x", arb(a), arb(b), {})
        assert found.overlaps(evaluate(antiderivative, {"x": arb(b)}) - evaluate(antiderivative, {"x": arb(a)}))


@settings(max_examples=25)
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3), st.sampled_from(["sqrt(abs(x) + 1)", "exp(x)", "x**3 - x"]))
def test_integrals_add_up(a, b, c, text):
    with working_precision(128):
        whole, first, second = (integrate(parse(text), "x", arb(p), arb(q), {}) for p, q in ((a, c), (a, b), (b, c)))
        assert whole.overlaps(first + second)


def test_parameters_and_ball_limits():
    with working_precision(128):
        found = integrate(parse("exp(k*x)"), "x", arb(0), arb(1).exp(), {"k": arb(2)})
        assert contains(found, (MP.exp(2 * MP.e) - 1) / 2)


def test_ignoring_the_analytic_flag_gives_a_wrong_integral():
    """Why `analytic` must be respected: the same integrand without it is wrong, silently."""
    with working_precision(128):
        wrong = acb.integral(lambda z, _: z.sqrt(), acb(1), acb(4)).real
        right = integrate(parse("sqrt(x)"), "x", arb(1), arb(4), {})
    assert not wrong.overlaps(right)
    assert contains(right, MP.mpf(14) / 3)


def test_the_integrand_says_nothing_off_the_real_path():
    function = integrand_function(parse("sqrt(x)"), "x", {})
    assert not function(acb(1, 1), False).is_finite()
    assert function(acb(1, 1), True).is_finite()
    assert not function(acb(arb(0, 1), arb(0, 1)), True).is_finite()
