"""Every row of differences: its order is observed, and no error leaves the bound of truncation and rounding."""

import numpy as np
import pytest
from budgets import asked, cases

from verify.core.budget import SAFETY
from verify.core.claim import derivative_of
from verify.core.exact import Status
from verify.core.precision import FLOAT64, precision
from verify.kernels import METHODS, functional_rounding
from verify.kernels.differentiation import differences
from verify.kernels.differentiation.stencil import weights
from verify.ops.parsing import parse
from verify.oracle import enclose
from verify.oracle.remainder import bound_derivative

ROWS = {row.name: row for row in differences.METHODS}
SMOOTH = (("exp(x)", 0.0), ("sinh(x)", 1.0))


def observed_order(row, text, at):
    """By how many powers of two the error falls when the step is halved, at the smallest steps where rounding is not seen."""
    claim, steps = derivative_of(parse(text), "x", row.derivative), np.ldexp(1.0, -np.arange(0, 12))
    points = np.full((len(steps), 1), at)
    answer = row.answer_with_step(claim, points, "float64", steps)
    error = np.abs(answer.values - enclose(claim, points).exact)
    clear = np.flatnonzero(error > 4.0 * functional_rounding(claim, points, answer.functional, FLOAT64))
    assert len(clear) >= 3
    return np.log2(error[clear[-2]] / error[clear[-1]])


@pytest.mark.parametrize(("text", "at"), SMOOTH)
@pytest.mark.parametrize("name", ROWS)
def test_the_order_observed_is_the_one_claimed(name, text, at):
    assert observed_order(ROWS[name], text, at) == pytest.approx(ROWS[name].order, abs=0.5)


def test_another_order_would_have_been_seen():
    assert observed_order(ROWS["central-2"], *SMOOTH[0]) != pytest.approx(ROWS["central-4"].order, abs=0.5)


@pytest.mark.parametrize("name", ROWS)
def test_no_error_on_drawn_trees_leaves_truncation_and_rounding(name):
    row, decided = ROWS[name], 0
    for case in cases(range(4, 12), count=6):
        claim = derivative_of(case.expression, "x", row.derivative)
        _, points = asked(case, "x")
        exact, answer = enclose(claim, points), row.answer(claim, points, case.dtype)
        (part,) = answer.functional.truncation
        slope = bound_derivative(claim.expression, claim.arguments, points, "x", part.order, part.low, part.high)
        rounding = SAFETY * functional_rounding(claim, points, answer.functional, precision(case.dtype))
        with np.errstate(all="ignore"):
            allowed = part.coefficient * slope + rounding + (0.0 if answer.absolute is None else answer.absolute)
            error = np.abs(answer.values.astype(float) - exact.exact) - exact.radius
        judged = (exact.status == Status.DECIDED) & np.isfinite(allowed)
        assert np.all(error[judged] <= allowed[judged])
        decided += judged.sum()
    assert decided >= 8


def test_backward_differences_are_forward_ones_mirrored():
    for order in (1, 2, 4, 6, 8):
        forward, backward = ROWS[f"forward-{order}"].offsets, ROWS[f"backward-{order}"].offsets
        assert weights(backward) == tuple(-w for w in reversed(weights(forward)))


@pytest.mark.parametrize("name", ["central-8", "forward-8", "fourth-central-4", "richardson"])
def test_one_sided_rows_and_wide_ones_stay_inside_a_domain_that_ends_at_zero(name):
    row, points = ROWS[name], np.array([[0.5], [2.0**-20]])
    claim = derivative_of(parse("log(x)"), "x", row.derivative)
    found, exact = METHODS[name].answer(claim, points, "float64").values, enclose(claim, points).exact
    assert np.all(np.abs(found / exact - 1.0) < 0.01)
