import pytest
from enclosing import MP, contains
from flint import acb, arb
from hypothesis import given
from hypothesis import strategies as st

from verify.ops.parsing import parse
from verify.oracle import tensor
from verify.oracle.precision import working_precision
from verify.oracle.tensor import Side, Surface, integrate_square

GOAL = arb(2) ** -60


def over_square(text):
    surface = Surface(parse(text), ("t", "s"), ()).start([])
    with working_precision(128):
        return integrate_square(surface, GOAL), surface


@given(st.integers(0, 12), st.integers(0, 12), st.sampled_from([2.0, 0.5, -3.0]))
def test_powers(m, n, factor):
    found, _ = over_square(f"{factor!r}*t**{m}*s**{n}")
    assert contains(found, MP.mpf(factor) / ((m + 1) * (n + 1)))
    assert found.rad() < 2.0**-58


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("exp(t*s)", lambda: MP.nsum(lambda k: 1 / ((k + 1) ** 2 * MP.factorial(k)), [0, MP.inf])),
        ("1/(1 + 64*(t - 0.5)**2)", lambda: MP.atan(4) / 4),
        ("sin(20*(t + s))", lambda: (2 * MP.sin(20) - MP.sin(40)) / 400),
        ("7", lambda: MP.mpf(7)),
    ],
)
def test_known(text, exact):
    found, _ = over_square(text)
    assert contains(found, exact())
    assert found.rad() < 2.0**-56


def test_a_ball_that_forgets_its_error_bound_is_caught(monkeypatch):
    monkeypatch.setattr(tensor, "_fewest", lambda *_: (4, arb(0)))
    found, _ = over_square("sin(20*(t + s))")
    assert not contains(found, (2 * MP.sin(20) - MP.sin(40)) / 400)


def test_what_is_not_constant_in_a_direction_takes_one_node_there():
    _, flat = over_square("exp(t)")
    _, full = over_square("exp(t)*exp(s)")
    assert flat.cost < full.cost / 2


def test_poles_are_given_up_soon():
    found, surface = over_square("1/(t - 0.3)")
    assert not found.is_finite()
    assert surface.cost < tensor._MOST_COST


def test_bounds_hold_only_where_the_integrand_is_analytic():
    surface = Surface(parse("sqrt(t - s)"), ("t", "s"), ()).start([])
    about = acb(arb(0.75).union(arb(1)), arb(0, 0.1))
    assert surface.bound(about, acb(0.5)).is_finite()
    assert not surface.bound(about, acb(0.9)).is_finite()


@given(st.integers(0, 80), st.integers(0, 2**40))
def test_halves_make_up_a_side(level, index):
    with working_precision(256):
        side = Side(level, index)
        left, right = side.halves()
        assert left.middle - left.half == side.middle - side.half
        assert left.middle + left.half == side.middle == right.middle - right.half
        assert right.middle + right.half == side.middle + side.half
        assert side.ball.contains(left.ball.mid())
