import math

import numpy as np
import pytest
from each import each
from enclosing import settled_value
from flint import ctx
from hypothesis import given
from hypothesis import strategies as st
from precise import MP, value
from trees import trees

from verify.core.claim import (
    area_slope_of,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    mixed_of,
    value_of,
    vjp_of,
)
from verify.core.exact import Status
from verify.core.expression import constant, variable
from verify.ops import OPERATIONS
from verify.ops.parsing import parse
from verify.oracle import enclose, enclosure

tame = st.one_of(st.just(variable("x")), st.just(variable("y")), st.sampled_from([0.5, 2.0, -1.0, 3.0]).map(constant))
TINY = 2.0**-1074


def at(claim, **point):
    return enclose(claim, [[point[name] for name in claim.arguments]])


def contains(found, number, row=0):
    with MP.workprec(300):
        error = abs(MP.mpf(found.exact[row]) + MP.mpf(found.exact_low[row]) - number)
        return error <= MP.mpf(found.radius[row]) + abs(number) * MP.mpf(2) ** -180


@given(trees(tame, max_leaves=8), st.floats(-4, 4), st.floats(-4, 4))
def test_values_of_trees_are_enclosed_to_80_bits_or_not_called_decided(root, x, y):
    claim = value_of(root)
    found = at(claim, x=x, y=y)
    expected = settled_value(root, {"x": x, "y": y})
    if math.isfinite(found.exact[0]) and expected is not None:
        assert contains(found, expected)
    if found.status[0] == Status.DECIDED and math.isfinite(found.exact[0]):
        assert found.radius[0] <= max(abs(found.exact[0]) * 2.0**-79, TINY)


@pytest.mark.parametrize("text", ["log(x - 5)", "sqrt(-x)", "asin(x + 1)", "acosh(x - 1)", "(-x)**x", "1/(x - x)"])
def test_what_mpmath_finds_complex_or_undefined_is_never_decided(text):
    with pytest.raises((ValueError, ArithmeticError)):
        value(parse(text), {"x": 1.5})
    assert at(value_of(parse(text)), x=1.5).status[0] == Status.DOMAIN


def partial_of(row, argument, at):
    """The derivative by mpmath's own differences, at 120 digits."""
    with MP.workdps(120):
        numbers = list(map(MP.mpf, at))

        def along(t):
            moved = [t if i == argument else number for i, number in enumerate(numbers)]
            return value(row.node, dict(zip(row.arguments, moved, strict=True)))

        h = MP.mpf(10) ** -40 * (1 + abs(numbers[argument]))
        t = numbers[argument]
        return (along(t - 2 * h) - 8 * along(t - h) + 8 * along(t + h) - along(t + 2 * h)) / (12 * h)


@each("row", [row for row in OPERATIONS.values() if row.arity])
def test_partials_of_every_operation_are_those_of_mpmath(row):
    rng = np.random.default_rng(5)
    decided = 0
    for point in rng.uniform(-3, 3, (24, row.arity)).round(3):
        for argument, name in enumerate(row.arguments):
            found = at(derivative_of(row.node, name), **dict(zip(row.arguments, point.tolist(), strict=True)))
            if found.status[0] == Status.DECIDED:
                decided += 1
                expected = partial_of(row, argument, point)
                error = abs(MP.mpf(found.exact[0]) + MP.mpf(found.exact_low[0]) - expected)
                assert error <= MP.mpf(found.radius[0]) + (1 + abs(expected)) * MP.mpf(2) ** -90
    assert decided >= 5


@each("row", [row for row in OPERATIONS.values() if row.edges])
def test_edges_of_every_operation(row):
    for edge in row.edges:
        point = dict(zip(row.arguments, edge.at, strict=True))
        assert at(value_of(row.node), **point).exact[0] == pytest.approx(edge.value, rel=2.0**-52, abs=TINY), edge.why
        for name, expected in zip(row.arguments, edge.partials, strict=True):
            found = at(derivative_of(row.node, name), **point)
            if expected is None:
                assert found.status[0] in (Status.KINK, Status.DOMAIN), (edge, name)
            else:
                assert found.status[0] == Status.DECIDED, (edge, name)
                assert found.exact[0] == pytest.approx(expected, rel=2.0**-52, abs=TINY), (edge, name)


@pytest.mark.parametrize(
    ("text", "x", "left", "right"),
    [
        ("abs(x)", 0.0, -1.0, 1.0),
        ("relu(x)*3 + x", 0.0, 1.0, 4.0),
        ("min(x, 2*x)", 0.0, 2.0, 1.0),
        ("max(x**2, x)", 1.0, 1.0, 2.0),
        ("abs(abs(x) - 1)", 1.0, -1.0, 1.0),
        ("abs(abs(x))", 0.0, -1.0, 1.0),
        ("-abs(x)", 0.0, 1.0, -1.0),
        ("exp(2*abs(x))", 0.0, -2.0, 2.0),
        ("hypot(x, 3*x)", 0.0, -math.sqrt(10), math.sqrt(10)),
    ],
)
def test_kinks_span_the_one_sided_derivatives(text, x, left, right):
    found = at(derivative_of(parse(text), "x"), x=x)
    assert found.status[0] == Status.KINK
    assert found.exact[0] - found.radius[0] == pytest.approx(min(left, right), rel=2.0**-50)
    assert found.exact[0] + found.radius[0] == pytest.approx(max(left, right), rel=2.0**-50)


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("abs(x)*x", 0.0, 0.0),
        ("relu(x)**2", 0.0, 0.0),
        ("max(x, 0) + min(x, 0)", 0.0, 1.0),
        ("relu(x) - relu(-x)", 0.0, 1.0),
        ("sign(y)*x", 0.0, 0.0),
        ("abs(y) + x", 0.0, 1.0),
        ("x**y", 3.0, 0.0),
    ],
)
def test_derivatives_that_exist_at_a_tie_are_decided(text, x, slope):
    found = at(derivative_of(parse(text), "x"), x=x, y=0.0)
    assert (found.status[0], found.exact[0]) == (Status.DECIDED, slope)


UNDEFINED = {
    0.0: ("log(x)", "1/x", "atan2(x, x)", "tanh(1/x)"),
    -1.0: ("sqrt(x)", "0**x", "x**0.5", "log(x)*0 + 1", "log(x)**0", "min(1, log(x))", "sign(log(x))"),
    1.5: ("asin(x)", "atanh(x)"),
}


@pytest.mark.parametrize(("text", "x"), [(text, x) for x, texts in UNDEFINED.items() for text in texts])
def test_undefined_values_are_outside(text, x):
    for claim in (value_of(parse(text)), derivative_of(parse(text), "x"), derivative_of(parse(text), "x", 2)):
        found = at(claim, x=x)
        assert found.status[0] == Status.DOMAIN
        assert np.isnan([found.exact[0], found.exact_low[0], found.radius[0]]).all()


@pytest.mark.parametrize(
    ("text", "x"), [("sqrt(x)", 0.0), ("asin(x)", 1.0), ("acosh(x)", 1.0), ("cbrt(x)", 0.0), ("sign(x)", 0.0)]
)
def test_derivatives_at_a_closed_edge_or_a_jump_are_outside(text, x):
    assert at(value_of(parse(text)), x=x).status[0] == Status.DECIDED
    assert at(derivative_of(parse(text), "x"), x=x).status[0] == Status.DOMAIN


@pytest.mark.parametrize("text", ["abs(x)", "relu(x)", "max(x, 0)**2", "abs(x)*x"])
def test_no_second_derivative_is_claimed_at_a_kink(text):
    assert at(derivative_of(parse(text), "x", 2), x=0.0).status[0] == Status.DOMAIN


@pytest.mark.parametrize(
    ("claim", "x", "exact", "radius"),
    [
        (value_of(parse("exp(x)")), 800.0, math.inf, 0.0),
        (value_of(parse("-exp(x)")), 1e300, -math.inf, 0.0),
        (value_of(parse("exp(x)")), -800.0, 0.0, TINY),
        (value_of(parse("exp(x)")), -1e300, 0.0, TINY),
        (value_of(parse("softplus(x)")), -1e300, 0.0, TINY),
        (value_of(parse("sigmoid(x)")), -1e300, 0.0, TINY),
        (derivative_of(parse("tanh(x)"), "x"), 1e300, 0.0, TINY),
        (value_of(parse("x - x")), 3.0, 0.0, 0.0),
        (value_of(parse("x*x*x")), 1e-200, 0.0, TINY),
    ],
)
def test_huge_and_tiny(claim, x, exact, radius):
    found = at(claim, x=x)
    assert (found.status[0], found.exact[0], found.radius[0]) == (Status.DECIDED, exact, radius)


def test_neither_softplus_nor_sigmoid_overflows():
    found = at(value_of(parse("softplus(x) + sigmoid(x) + logaddexp(x, -x)")), x=1e300)
    assert (found.status[0], found.exact[0]) == (Status.DECIDED, 2e300)


def test_cancellation_is_refined_until_decided():
    found = at(value_of(parse("(1 - cos(x))/x**2")), x=1e-30)
    assert found.status[0] == Status.DECIDED
    assert found.exact[0] == 0.5
    hard = at(value_of(parse("exp(x) - exp(x + 2**-300)")), x=1.0)
    assert hard.status[0] == Status.DECIDED
    assert hard.exact[0] == pytest.approx(-math.e * 2.0**-300)


def test_a_zero_that_no_precision_proves_is_enclosed_tightly():
    found = at(value_of(parse("sin(x)**2 + cos(x)**2 - 1")), x=3.0)
    assert (found.exact[0], found.radius[0]) == (0.0, TINY)


def test_a_tie_that_no_precision_decides_is_wide():
    found = at(derivative_of(parse("abs(sin(x)**2 + cos(x)**2 - 1 + x - 3)"), "x"), x=3.0)
    assert found.status[0] == Status.WIDE
    assert found.radius[0] >= 1


@pytest.mark.parametrize(
    ("text", "x", "condition"), [("x**3", 2.0, 3.0), ("exp(x)", 700.0, 700.0), ("log(x)", 1.0 + 2**-40, 2.0**40)]
)
def test_condition_of_values(text, x, condition):
    assert at(value_of(parse(text)), x=x).condition[0] == pytest.approx(condition, rel=1 / 64)


def test_condition_of_derivatives_and_of_several_variables():
    assert at(derivative_of(parse("x**3"), "x"), x=2.0).condition[0] == pytest.approx(2.0, rel=1 / 64)
    assert at(value_of(parse("x*y**2")), x=2.0, y=5.0).condition[0] == pytest.approx(3.0, rel=1 / 64)


@pytest.mark.parametrize("order", [1, 2, 3, 4, 6])
def test_derivatives_of_any_order(order):
    x = 0.7
    found = at(derivative_of(parse("sin(2*x)"), "x", order), x=x)
    with MP.workdps(60):
        expected = 2**order * MP.sin(2 * MP.mpf(x) + order * MP.pi / 2)
        assert contains(found, expected)
    assert found.status[0] == Status.DECIDED


@pytest.mark.parametrize(
    ("x", "y", "order", "exact"), [(2.0, 0.0, 1, 0.0), (2.0, 1.0, 2, 0.0), (2.0, 2.0, 4, 0.0), (-3.0, 3.0, 3, 6.0)]
)
def test_powers_have_derivatives_where_the_exponent_falls_to_zero(x, y, order, exact):
    found = at(derivative_of(parse("x**y"), "x", order), x=x, y=y)
    assert (found.status[0], found.exact[0]) == (Status.DECIDED, exact)


def test_powers_whose_exponent_moves_too():
    found = at(derivative_of(parse("x**x"), "x", 2), x=1.0)
    assert (found.status[0], found.exact[0]) == (Status.DECIDED, 2.0)
    assert at(derivative_of(parse("(x + 2)**x"), "x"), x=0.0).exact[0] == pytest.approx(math.log(2))
    assert at(derivative_of(parse("x**x"), "x"), x=-2.0).status[0] == Status.DOMAIN


def test_area_slopes_are_the_integrand():
    claim = area_slope_of(parse("exp(x)*sin(x)"), "x", parse("a"))
    found = enclose(claim, [[0.0, 2.0]])
    assert found.exact[0] == pytest.approx(math.exp(2) * math.sin(2))


def test_shapes_and_global_state():
    before = ctx.prec
    assert enclose(value_of(parse("2*3")), np.empty((3, 0))).exact.tolist() == [6.0] * 3
    assert enclose(value_of(parse("x")), np.empty((0, 1))).exact.shape == (0,)
    assert enclose(value_of(parse("x")), [1.0, 2.0]).exact.tolist() == [1.0, 2.0]
    assert ctx.prec == before


def test_noise_in_the_ball_of_an_integral_is_rounded_away(monkeypatch):
    """flint's quadrature nodes, kept at the highest precision asked for, change the last bits of later balls."""
    claim = integral_of(parse("x**-2"), "x", parse("1"), parse("b"))
    points = np.linspace(1.5, 4.0, 32)[:, None]
    plain, pack = enclose(claim, points), enclosure.pack

    def noisy(*given):
        found = pack(*given)
        found.radius *= 1 + 2.0**-29
        found.exact_low += 2.0**-31 * found.radius
        return found

    monkeypatch.setattr(enclosure, "pack", noisy)
    again = enclose(claim, points)
    for name in ("exact", "exact_low", "radius"):
        assert np.array_equal(getattr(plain, name), getattr(again, name))


def test_rounded_integrals_still_contain_the_value():
    claim = integral_of(parse("exp(x)"), "x", parse("0"), parse("b"))
    points = np.linspace(-3.0, 3.0, 25)[:, None]
    found = enclose(claim, points)
    known = enclose(value_of(parse("expm1(b)")), points)
    gap = np.abs((found.exact - known.exact) + (found.exact_low - known.exact_low))
    assert (gap <= found.radius + known.radius).all()
    assert (found.radius <= 2.0**-74 * np.abs(found.exact)).all()
    assert set(np.frexp(found.radius)[0].tolist()) <= {0.0, 0.5}, "powers of two, of which the middles are multiples"


@pytest.mark.parametrize(("text", "x"), [("sign(acos(x))", -1.0), ("0*acos(x)", -1.0), ("sign(sqrt(x) + 1)", 0.0)])
@pytest.mark.parametrize("order", [1, 2])
def test_a_slope_of_zero_does_not_hide_that_what_is_inside_has_none(text, x, order):
    claim = derivative_of(parse(text), "x", order)
    assert at(claim, x=x).status[0] == Status.DOMAIN
    inside = at(claim, x=0.5)
    assert (inside.status[0], inside.exact[0]) == (Status.DECIDED, 0.0)


def test_nor_does_it_in_mixed_derivatives():
    claim = mixed_of(parse("sign(acos(x))*y*x"), "x", "y")
    assert at(claim, x=-1.0, y=2.0).status[0] == Status.DOMAIN
    assert at(claim, x=0.5, y=2.0).exact[0] == 1.0


def test_second_derivatives_and_double_integrals_are_enclosed():
    """x**3 y**2 by x and y is 6 x**2 y; along y it is the Hessian's product; x y over [0, 2] x [0, 3] is 9."""
    root = parse("x**3*y**2")
    for claim in (mixed_of(root, "x", "y"), hvp_of(root, "x", [("y", constant(1.0))])):
        found = at(claim, x=2.0, y=5.0)
        assert (found.status[0], found.exact[0]) == (Status.DECIDED, 120.0)
    square = double_of(parse("x*y"), ("x", constant(0.0), constant(2.0)), ("y", constant(0.0), constant(3.0)))
    found = enclose(square, np.empty((1, 0)))
    assert contains(found, 9)


def test_an_entry_of_a_gradient_times_weights_is_enclosed():
    """2 (x**2 y) + 3 (x y**2) by x is 4 x y + 3 y**2."""
    found = at(vjp_of(parse("2*(x**2*y) + 3*(x*y**2)"), "x"), x=2.0, y=5.0)
    assert (found.status[0], found.exact[0]) == (Status.DECIDED, 115.0)


def test_an_improper_integral_is_enclosed():
    found = enclose(improper_of(parse("exp(-x)"), "x", constant(0.0), None), np.empty((1, 0)))
    assert contains(found, 1)
    assert found.status[0] == Status.DECIDED


def test_an_area_beyond_a_pole_has_no_slope():
    found = enclose(area_slope_of(parse("1/x"), "x", constant(-1.0)), [[-0.5], [2.0]])
    assert found.status.tolist() == [Status.DECIDED, Status.DOMAIN]
    assert np.isnan(found.exact[1])


def test_where_a_pole_is_may_depend_on_another_variable():
    claim = area_slope_of(parse("1/(a - x)"), "x", constant(0.0))
    assert claim.arguments == ("a", "x")
    for points, statuses in (([[2.0, 1.0], [0.5, 1.0]], [Status.DECIDED, Status.DOMAIN]), ([[3.0, 1.0]], [Status.DECIDED])):
        found = enclose(claim, points)
        assert found.status.tolist() == statuses
        assert found.exact[0] == pytest.approx(1 / (points[0][0] - 1))
    assert enclose(claim, np.empty((0, 2))).status.tolist() == []
