"""The adaptive methods: compiled loops and their plain twins, estimates that are judged, ranges that end nowhere."""

import math

import numpy as np
import pytest
from budgets import cases

from verify.core.budget import SAFETY
from verify.core.claim import improper_of, integral_of
from verify.core.exact import Status
from verify.core.expression import constant
from verify.core.precision import precision
from verify.kernels import METHODS, functional_rounding
from verify.kernels.integration import drivers, gauss_kronrod, tanh_sinh
from verify.ops.parsing import parse
from verify.oracle import enclose

FILES = {"gauss-kronrod": gauss_kronrod, "tanh-sinh": tanh_sinh}
POINTS = np.array([[0.5], [1.25]])
# An integrand of each range, in operations that IEEE rounds as Python does; and limits, None for infinite ones.
ARITHMETIC = {
    drivers.CLOSED: ("sqrt(x)/(1 + y*x*x)", "0", "y"),
    drivers.OPEN: ("1/sqrt(x - y) + x", "y", "3"),  # nodes that round to the limit are lost
    drivers.ABOVE: ("1/((y + x)*sqrt(x))", "0", None),
    drivers.BELOW: ("x/(y + x*x)**2", None, "y"),
    drivers.ALL: ("1/(y + x*x)", None, None),
}
# Improper integrals with their values in closed form.
KNOWN = (
    ("exp(-y*x)", "0", None, lambda y: 1.0 / y),
    ("exp(-y*x*x)", None, None, lambda y: np.sqrt(np.pi / y)),
    ("x**(y - 1)", "0", "1", lambda y: 1.0 / y),
    ("log(y*x)", "0", "1", lambda y: np.log(y) - 1.0),
    ("exp(y*x)", None, "1", lambda y: np.exp(y) / y),
    ("1/(y + x*x)", None, None, lambda y: np.pi / np.sqrt(y)),
    ("1/sqrt((x - y)*(3 - x))", "y", "3", lambda y: 0.0 * y + np.pi),
)


def claim_of(text, lower, upper, kind=None):
    proper = kind == drivers.CLOSED
    return (integral_of if proper else improper_of)(parse(text), "x", lower and parse(lower), upper and parse(upper))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("kind", ARITHMETIC)
@pytest.mark.parametrize("name", FILES)
def test_the_compiled_loop_is_its_plain_twin(monkeypatch, name, kind, dtype):
    claim = claim_of(*ARITHMETIC[kind], kind)
    goal = precision(dtype).unit_roundoff ** 0.5
    compiled = FILES[name].integrate(claim, POINTS, dtype, goal)
    monkeypatch.setattr(FILES[name], "compiled", lambda driver, entry, dtype: driver)
    with np.errstate(all="ignore"):
        plain = FILES[name].integrate(claim, POINTS, dtype, goal)
    assert np.array_equal(compiled.values, plain.values)
    assert np.array_equal(compiled.evaluations, plain.evaluations)
    assert np.array_equal(compiled.sizes, plain.sizes)
    # Powers may round otherwise.
    assert np.allclose(compiled.estimates, plain.estimates, rtol=64.0 * 2.0**-53, atol=0.0)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", FILES)
def test_improper_integrals_are_within_their_estimates(name, dtype):
    for text, lower, upper, exact in KNOWN:
        answer = METHODS[name].answer(claim_of(text, lower, upper), POINTS, dtype)
        rounding = SAFETY * functional_rounding(claim_of(text, lower, upper), POINTS, answer.functional, precision(dtype))
        error = np.abs(answer.values - exact(POINTS[:, 0]))
        assert np.all(error <= answer.estimate + rounding), text
        # Where the limit of a singularity is not 0, abscissae close to it have lost half of their digits.
        assert np.all(error <= 16.0 * precision(dtype).unit_roundoff ** 0.5 * np.abs(answer.values)), text


@pytest.mark.parametrize("name", FILES)
def test_few_estimates_on_drawn_trees_are_below_the_error(name):
    decided = above = 0
    for case in cases(range(24), smooth=True, count=2):
        low, high = (constant(float(np.asarray(end, case.dtype))) for end in (case.boxes["x"].lo, case.boxes["x"].hi))
        claim = integral_of(case.expression, "x", low, high)
        points = case.points[:, [sorted(case.boxes).index(name) for name in claim.arguments]]
        exact, answer = enclose(claim, points), METHODS[name].answer(claim, points, case.dtype)
        with np.errstate(all="ignore"):
            rounding = SAFETY * functional_rounding(claim, points, answer.functional, precision(case.dtype))
            error = np.abs(answer.values.astype(float) - exact.exact) - exact.radius
            judged = (exact.status == Status.DECIDED) & np.isfinite(answer.estimate + rounding)
        decided, above = decided + judged.sum(), above + (error > answer.estimate + rounding)[judged].sum()
    assert decided >= 24
    assert above <= 0.02 * decided


def test_an_estimate_without_its_share_would_be_seen_to_be_below_the_error():
    claim = claim_of("sqrt(abs(x - 0.3125))", "0", "1", drivers.CLOSED)
    answer = METHODS["tanh-sinh"].answer(claim, np.empty((1, 0)), "float64")
    error = abs(answer.values[0] - 2.0 * (0.3125**1.5 + 0.6875**1.5) / 3.0)
    assert answer.estimate[0] * 2.0**-8 < error <= answer.estimate[0]


@pytest.mark.parametrize("name", FILES)
def test_a_goal_that_is_easier_costs_less(name):
    claim = claim_of("exp(-y*x)/(0.03 + x*x)", "-1", "3", drivers.CLOSED)
    easy, hard = (FILES[name].integrate(claim, POINTS, "float64", goal) for goal in (2.0**-4, 2.0**-45))
    assert np.all(easy.evaluations < hard.evaluations)
    assert np.all(easy.estimates >= hard.estimates)


@pytest.mark.parametrize("name", FILES)
def test_no_integral_depends_on_those_that_are_asked_with_it(name):
    claim, many = claim_of("cos(y*x)/(y + x)", "0", "y", drivers.CLOSED), np.linspace(0.5, 40.0, 7)[:, None]
    together = FILES[name].integrate(claim, many, "float64")
    alone = [FILES[name].integrate(claim, many[i : i + 1], "float64") for i in range(len(many))]
    assert np.array_equal(together.values, [found.values[0] for found in alone])
    assert np.array_equal(together.estimates, [found.estimates[0] for found in alone])


@pytest.mark.parametrize(("lower", "upper"), [(None, None), ("-1", None), (None, "1")])
def test_zero_is_a_node_like_any_other_where_no_limit_is_there(lower, upper):
    claim = claim_of("exp(-x*x)", lower, upper)
    found, _ = gauss_kronrod.integrate_problem(gauss_kronrod.problem(claim, np.empty((1, 0)), "float64"), "float64", 1.0, 1)
    middle = gauss_kronrod.functional_of(
        gauss_kronrod.problem(claim, np.empty((1, 0)), "float64"), LEFTS[lower, upper], "float64"
    )
    assert found.evaluations[0] == middle.nodes.size
    assert np.all(middle.weights[middle.nodes == 0.0] > 0.0)
    assert np.any(middle.nodes == 0.0)
    assert (middle.weights * np.exp(-(middle.nodes**2))).sum() == pytest.approx(found.values[0])


LEFTS = {(None, None): np.array([[-1.0]]), ("-1", None): np.array([[0.0]]), (None, "1"): np.array([[0.0]])}


@pytest.mark.parametrize("p", [0.5, 0.51, 0.52])
def test_what_hides_between_a_limit_and_the_next_number_is_in_the_estimate(p):
    found = gauss_kronrod.integrate(claim_of("log(1/x)**(-p)", "0", "1"), np.array([[p]]), "float64")
    assert abs(found.values[0] - math.gamma(1.0 - p)) <= found.estimates[0] <= 2.0**-16
