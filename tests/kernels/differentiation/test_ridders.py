"""Ridders' tableau: exact coefficients, its plain twin, honest estimates, errors within truncation and rounding."""

from fractions import Fraction

import numpy as np
import pytest
from budgets import asked, cases

from verify.core.budget import SAFETY
from verify.core.claim import derivative_of
from verify.core.exact import Status
from verify.core.precision import precision
from verify.kernels import METHODS, functional_rounding
from verify.kernels.differentiation import ridders, tableau
from verify.kernels.differentiation.stencil import weights
from verify.ops.parsing import parse
from verify.oracle import enclose
from verify.oracle.remainder import bound_derivatives

RIDDERS = METHODS["ridders"]


@pytest.mark.parametrize("column", [1, 2, 3])
def test_an_entry_is_the_difference_with_the_same_nodes(column):
    steps = [2**k for k in range(column + 1)]
    stencil = weights(tuple([-step for step in reversed(steps)] + steps))[column + 1 :]
    assert tuple(share / (2 * step) for share, step in zip(ridders.shares(column), steps, strict=True)) == stencil
    assert sum(ridders.shares(column)) == Fraction(1)


def test_the_compiled_tableau_is_its_plain_twin(monkeypatch):
    rng = np.random.default_rng(3)
    h, x = np.ldexp(1.0, rng.integers(-6, 0, 50)), rng.uniform(0.0, 3.0, 50)
    values = np.sin(x[:, None] + h[:, None] * ridders._REACH)
    values[7, 3] = np.nan
    compiled = ridders.steadiest(values, h, np.full(50, 2.0**-53))
    monkeypatch.setattr(ridders, "_machine", lambda: tableau)
    assert all(np.array_equal(a, b) for a, b in zip(compiled, ridders.steadiest(values, h, np.full(50, 2.0**-53)), strict=True))
    assert np.all(np.isfinite(compiled[0]))


def allowed_by(claim, points, answer, dtype):
    """Bound of the error by truncation and rounding."""
    parts = answer.functional.truncation
    low, high = (f([getattr(part, end) for part in parts], axis=0) for f, end in ((np.min, "low"), (np.max, "high")))
    orders = tuple(part.order for part in parts)
    slopes = bound_derivatives(claim.expression, claim.arguments, points, "x", orders, low, high)
    rounding = SAFETY * functional_rounding(claim, points, answer.functional, precision(dtype))
    with np.errstate(invalid="ignore"):
        return sum(part.coefficient * slopes[part.order] for part in parts) + rounding + answer.absolute


def test_no_error_on_drawn_trees_leaves_truncation_and_rounding_and_few_the_own_estimate():
    decided = above = 0
    for case in cases(range(24), count=6):
        claim, points = asked(case, "x")
        exact, answer = enclose(claim, points), RIDDERS.answer(claim, points, case.dtype)
        allowed = allowed_by(claim, points, answer, case.dtype)
        with np.errstate(all="ignore"):
            error = np.abs(answer.values.astype(float) - exact.exact) - exact.radius
            judged = (exact.status == Status.DECIDED) & np.isfinite(allowed)
        assert np.all(error[judged] <= allowed[judged])
        decided, above = decided + judged.sum(), above + (error > answer.estimate)[judged].sum()
    assert decided >= 80
    assert above <= 0.05 * decided


def test_a_function_that_is_steeper_than_its_slope_tells_gets_a_smaller_step():
    claim = derivative_of(parse("sin(50*x) + 100"), "x")
    answer = RIDDERS.answer(claim, np.array([[0.25]]), "float64")
    assert abs(answer.values[0] - 50.0 * np.cos(12.5)) <= answer.estimate[0] < 1e-6
    assert answer.steps[0] < 0.1


def test_levels_outside_the_domain_are_passed_over():
    answer = RIDDERS.answer(derivative_of(parse("log(x)"), "x"), np.array([[0.01]]), "float64")
    assert abs(answer.values[0] - 100.0) <= answer.estimate[0] < 1e-6
