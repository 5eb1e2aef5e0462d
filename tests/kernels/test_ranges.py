"""Taylor coefficients over intervals by machine: against its plain twin, and against balls at points inside."""

import math

import numpy as np
import pytest
from budgets import cases
from each import each

from verify.core.claim import derivative_of, value_of
from verify.kernels import bound_derivatives, ranges, ranges_driver, taylor_ranges
from verify.ops import DRAWN
from verify.ops.parsing import parse
from verify.oracle import enclose

ORDERS = (0, 1, 2, 5)
TEXTS = [
    "exp(x)*sin(3*x)",
    "y/(1 + x**2)",
    "tanh(x)",
    "log(x + 4)",
    "sqrt(x + 4)*x",
    "x**4 - y*x",
    "atan2(x, 2)",
    "logaddexp(x, y)",
]


def exact_at(expression, wrt, order, points, arguments):
    claim = derivative_of(expression, wrt, order) if order else value_of(expression)
    return enclose(claim, points[:, [arguments.index(name) for name in claim.arguments]])


def inside(found, order, expression, arguments, points, wrt, at):
    """Whether exact coefficients at one point of each interval are in the ranges, where there are both."""
    points = points.copy()
    points[:, arguments.index(wrt)] = at
    exact = exact_at(expression, wrt, order, points, arguments)
    scaled, slack = exact.exact / math.factorial(order), exact.radius / math.factorial(order)
    known = np.isfinite(scaled) & ~np.isnan(found.middle[order])
    slack = slack + 2.0**-50 * np.abs(scaled)
    return np.abs(scaled - found.middle[order])[known] <= (found.radius[order] + slack)[known]


@each("name", DRAWN)
def test_coefficients_of_every_operation_contain_those_at_points(name):
    row, random = DRAWN[name], np.random.default_rng(7)
    for wrt in row.arguments:
        points = random.normal(0.0, 2.0, (12, row.arity))
        low = points[:, row.arguments.index(wrt)]
        high = low + 2.0 ** random.uniform(-30.0, 1.0, 12)
        found = taylor_ranges(row.node, row.arguments, points, wrt, 5, low, high)
        for order in ORDERS:
            for share in (0.3, 1.0):
                right = inside(found, order, row.node, row.arguments, points, wrt, low + share * (high - low))
                assert len(right)
                assert right.all()


def test_coefficients_of_drawn_trees_contain_those_at_points():
    seen = 0
    for case in cases(range(24), count=8):
        arguments = tuple(sorted(case.boxes))
        low = case.points[:, 0]
        high = low + np.abs(low) * 2.0**-10
        found = taylor_ranges(case.expression, arguments, case.points, arguments[0], 4, low, high)
        for order in (0, 1, 4):
            right = inside(found, order, case.expression, arguments, case.points, arguments[0], (low + high) / 2)
            assert right.all()
            seen += len(right)
    assert seen > 100


def test_radii_of_zero_are_found_out():
    root, points = parse("exp(x)*sin(3*x)"), np.array([[0.5]])
    found = taylor_ranges(root, ("x",), points, "x", 2, [0.25], [0.75])
    assert inside(found, 2, root, ("x",), points, "x", 0.75).all()
    assert not inside(found._replace(radius=0.0 * found.radius), 2, root, ("x",), points, "x", 0.75).all()


def test_a_quotient_is_enclosed_where_its_divisor_comes_closest_to_zero():
    low, high = 2.0 ** -np.arange(30.0, 60.0), np.ones(30)
    found = taylor_ranges(parse("1/x"), ("x",), low[:, None], "x", 2, low, high)
    known = ~np.isnan(found.middle[0])
    assert known.any()
    assert not known.all()  # where rounding alone could take the divisor to zero
    for order in (0, 1, 2):
        assert np.all(found.upper(order)[known] >= low[known] ** -(order + 1.0))


def test_the_machine_agrees_with_its_plain_twin(monkeypatch):
    def results():
        points = np.random.default_rng(1).uniform(0.5, 1.5, (6, 2))
        low = points[:, 0]
        return [taylor_ranges(parse(text), ("x", "y"), points, "x", 4, low, low + 0.125) for text in TEXTS]

    compiled = results()
    monkeypatch.setattr(ranges, "_machine", lambda: ranges_driver)
    for found, twin in zip(compiled, results(), strict=True):
        for one, other in zip(found, twin, strict=True):
            np.testing.assert_allclose(one, other, rtol=2.0**-40, atol=2.0**-46)


@pytest.mark.parametrize("text", TEXTS)
def test_bounds_over_narrow_intervals_are_sharp(text):
    points = np.array([[0.75, 1.5]])
    low, high = points[:, 0] - 2.0**-20, points[:, 0] + 2.0**-20
    bounds, sharp = bound_derivatives(parse(text), ("x", "y"), points, "x", ORDERS, low, high)
    for order in ORDERS:
        exact = exact_at(parse(text), "x", order, points, ("x", "y"))
        assert sharp[order].all()
        assert abs(exact.exact[0]) <= bounds[order][0] <= abs(exact.exact[0]) * (1.0 + 2.0**-8) + 2.0**-8


@pytest.mark.parametrize(
    "text", ["abs(x)", "relu(x)*x", "sqrt(x)", "1/x", "sign(x)", "max(x, x**3)", "tan(x + 1.5)", "x**1.5", "log(x)"]
)
def test_nothing_is_known_across_a_kink_a_jump_a_pole_or_an_edge(text):
    low, high = np.array([-0.5, 0.25]), np.array([0.5, 0.375])
    found = taylor_ranges(parse(text), ("x",), low[:, None], "x", 3, low, high)
    assert np.isnan(found.middle[:, 0]).all()
    assert np.isfinite(found.middle[:, 1]).all()


def test_bounds_of_pieces_are_sharper_than_that_of_the_whole():
    low, high, points = np.array([0.0]), np.array([2.0]), np.array([[1.0]])
    root = parse("exp(sin(4*x))/(1 + x**2)")
    bounds, sharp = bound_derivatives(root, ("x",), points, "x", (3,), low, high)
    whole = taylor_ranges(root, ("x",), points, "x", 3, low, high).upper(3)[0] * 6.0
    dense = enclose(derivative_of(root, "x", 3), np.linspace(0.0, 2.0, 200)[:, None]).exact
    assert np.abs(dense).max() <= bounds[3][0] < whole
    assert not sharp[3][0] or bounds[3][0] <= 4.0 * np.abs(dense).max()


def test_derivatives_of_polynomials_beyond_their_degree_are_zero():
    points = np.array([[0.5], [3.0]])
    bounds, sharp = bound_derivatives(parse("x**3/7 - 2*x"), ("x",), points, "x", (4, 5), points[:, 0], points[:, 0] + 1.0)
    assert sharp[4].all()
    assert not bounds[4].any()
    assert not bounds[5].any()


def test_what_does_not_depend_on_the_variable_has_derivative_zero():
    points = np.array([[0.5, 2.0]])
    bounds, sharp = bound_derivatives(parse("exp(y)"), ("x", "y"), points, "x", (0, 1), points[:, 0], points[:, 0] + 1.0)
    assert bounds[0][0] == pytest.approx(math.exp(2.0))
    assert bounds[1][0] == 0.0
    assert sharp[1].all()
