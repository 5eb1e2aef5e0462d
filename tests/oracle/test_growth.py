import pytest
from breadth import examples
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from verify.core.expression import apply, variable
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse
from verify.oracle.balls import evaluate
from verify.oracle.growth import End, divergent, germ
from verify.oracle.precision import working_precision
from verify.oracle.spans import PowerSum, Span, single

FAR, LEFT, NEAR, BELOW = End(arb(0), 1, False), End(arb(0), -1, False), End(arb(0), 1, True), End(arb(1), -1, True)
CASES = [
    ("x**3 - 5*x + 2", FAR), ("x**3 - 5*x + 2", LEFT), ("1/(1 + x**2)", FAR), ("(1 + x**2/3)**-2", LEFT), ("x**-1.1", FAR),
    ("sqrt(1 + x**2)", FAR), ("exp(-x)*x**3.5", FAR), ("exp(-x**2/2)", LEFT), ("exp(-x)/(1 + exp(-x))**2", FAR),
    ("exp(-x)/(1 + exp(-x))**2", LEFT), ("sigmoid(x)*sigmoid(-x)", FAR), ("sigmoid(x)", LEFT), ("erfc(x)", FAR),
    ("log(x)/x**2", FAR), ("log(x)", NEAR), ("1/log(x)", BELOW), ("log(1 + 1/x**2)", FAR), ("exp(-sqrt(x))", FAR),
    ("exp(1/x)/x", FAR), ("exp(-1/x)/x**2", NEAR), ("sin(x)/x**1.5", NEAR), ("(1 - cos(x))/x**2", NEAR),
    ("x/(exp(x) - 1)", NEAR), ("tan(x) + sinh(x)", NEAR), ("1/sqrt(1 - x**2)", BELOW), ("atan(x)/x", FAR),
    ("cosh(x)", FAR), ("tanh(x)*asinh(x)", NEAR), ("cbrt(x)*abs(x)", LEFT), ("max(x, 1)*min(1/x, 2)", FAR), ("2**(-x)", FAR),
    ("x**(-x)", FAR), ("hypot(x, 3)", FAR), ("atan2(1, x)", FAR), ("softplus(-x)", FAR), ("relu(x)*sign(x)", FAR),
    ("exp(-x)*cos(x)", FAR), ("sin(x)**2/x", FAR), ("x*sin(1/x)", FAR), ("exp(sin(x))", FAR), ("asin(x)*atanh(x)", NEAR),
    ("acosh(x + 2)", FAR), ("expm1(-x)", FAR), ("log1p(x)", FAR), ("abs(cos(x))/x**2", FAR),
]  # fmt: skip


def place(end, y):
    return end.base + end.side * (1 / y if end.near else y)


def inside(span, ball):
    return bool(span.lo <= ball.upper() and ball.lower() <= span.hi)


@pytest.mark.parametrize(("text", "end"), CASES)
@examples(15)
@given(st.integers(3, 7), st.floats(1, 50))
def test_germs_hold_from_their_start_on(text, end, start, factor):
    root = parse(text)
    with working_precision(512):
        first = arb(2) ** start
        found = germ(root, "x", end, {}, first)
        assert found is not None
        y = first * arb(factor)
        value = evaluate(root, {"x": place(end, y)})
        assert found.at.overlaps(evaluate(root, {"x": place(end, first)}))
        assert inside(found.values, value)
        if found.shape is not None:
            powers = [c * Span.of(y**e if e == int(e) else y ** arb(float(e))) for e, c in found.shape.terms.items()]
            assert inside(sum(powers[1:], powers[0]) if powers else Span.of(arb(0)), value)
        if found.rate is not None:
            x = place(end, y)
            moved = -(x - end.base) if end.near else x - end.base
            rate = moved * evaluate(differentiate(root, "x"), {"x": x}) / value
            assert inside(found.rate.over(first), rate)
            assert inside(found.rate.over(y.lower()), rate)
        if found.bound is not None:
            h = found.bound.rate.over(first).hi
            assert not (h.is_finite() and abs(value) > found.bound.size * (y / first) ** h)


@pytest.mark.parametrize("text", ["sqrt(1 + x**2) - x", "1/sin(x)", "log(cos(x))", "1/(x - x)", "tan(x)", "log(-x)"])
def test_nothing_is_said_where_the_sign_is_open(text):
    with working_precision(128):
        found = germ(parse(text), "x", FAR, {}, arb(16))
    assert found is None or found.rate is None


def test_parameters_are_numbers():
    with working_precision(128):
        found = germ(parse("exp(-(x - m)**2/(2*s**2))"), "x", FAR, {"m": arb(3), "s": arb(2)}, arb(64))
        assert found.rate.over(arb(64)).hi < -900


def test_divergence_is_told_by_the_elasticity():
    def rate(**terms):
        return PowerSum({{"up": 1, "zero": 0, "down": -1}[name]: Span.of(*map(arb, ends)) for name, ends in terms.items()})

    assert divergent(rate(zero=(-1, 0)))
    assert divergent(rate(zero=(-1,), down=(-50, 3)))
    assert divergent(rate(up=(0, 3), zero=(-1,)))
    assert not divergent(rate(zero=(-1.25, 0)))
    assert not divergent(rate(up=(-1, 3)))
    assert divergent(single(Span.of(arb(0))))


def test_a_wrong_elasticity_would_be_seen():
    root = apply("power", variable("x"), -2.0)
    with working_precision(128):
        found = germ(root, "x", FAR, {}, arb(8))
        assert not inside(found.rate.over(arb(8)), arb(-2.001))
