"""Bad input of every method: refused in a sentence, or answered by no number at all, and never by a wrong one."""

import numpy as np
import pytest
from each import each

from verify.core.claim import (
    Quantity,
    area_slope_of,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    jvp_of,
    mixed_of,
    value_of,
    vjp_of,
)
from verify.core.errors import UnsupportedError, UsageError
from verify.kernels import METHODS
from verify.ops.parsing import parse

F, ZERO, Y = parse("exp(x)*y"), parse("0"), parse("y")
# A claim of each quantity; of derivatives, the method's own lowest order is asked.
CLAIMS = {
    Quantity.VALUE: value_of(F),
    Quantity.MIXED: mixed_of(F, "x", "y"),
    Quantity.JVP: jvp_of(F, [("x", Y)]),
    Quantity.VJP: vjp_of(F, "x"),
    Quantity.HVP: hvp_of(F, "x", [("y", ZERO)]),
    Quantity.INTEGRAL: integral_of(F, "x", ZERO, Y),
    Quantity.IMPROPER: improper_of(parse("exp(-x)*y"), "x", ZERO, None),
    Quantity.DOUBLE: double_of(F, ("x", ZERO, Y), ("y", ZERO, parse("z"))),
    Quantity.AREA_SLOPE: area_slope_of(F, "x", ZERO),
}
LIMITED = sorted(name for name, method in METHODS.items() if Quantity.INTEGRAL in method.capabilities.quantities)
DIFFERENCES = sorted(
    name for name, method in METHODS.items() if hasattr(method, "answer_with_step") or name == "ridders"
)  # fmt: skip


def claims_of(method):
    """A claim of each quantity that the method answers."""
    can = method.capabilities
    return [
        derivative_of(F, "x", min(can.orders)) if quantity is Quantity.DERIVATIVE else CLAIMS[quantity]
        for quantity in sorted(can.quantities, key=lambda quantity: quantity.name)
    ]


@each("name", METHODS)
def test_points_of_another_shape_are_refused(name):
    for claim in claims_of(METHODS[name]):
        for shape in [(3, len(claim.arguments) + 1), (3,), ()]:
            with pytest.raises(UsageError, match=r"points have shape .*; expected \(n, \d\)"):
                METHODS[name].answer(claim, np.ones(shape), "float64")


@each("name", METHODS)
def test_no_points_get_no_answers(name):
    for claim in claims_of(METHODS[name]):
        assert METHODS[name].answer(claim, np.empty((0, len(claim.arguments))), "float64").values.shape == (0,)


@each("name", METHODS)
def test_what_is_not_declared_is_refused(name):
    method = METHODS[name]
    claims = [claim for quantity, claim in CLAIMS.items() if quantity not in method.capabilities.quantities]
    asked = [(claim, "float64") for claim in [*claims, derivative_of(F, "x", 99)]] + [(claims_of(method)[0], "float16")]
    for claim, dtype in asked:
        with pytest.raises(UnsupportedError, match=f"method {name} does not answer"):
            method.answer(claim, np.ones((2, len(claim.arguments))), dtype)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", LIMITED)
def test_limits_in_the_other_order_turn_the_sign(name, dtype):
    points, mirrored = np.array([[0.5], [2.0]], dtype).astype(float), {"left-sum": "right-sum", "right-sum": "left-sum"}
    forward = METHODS[name].answer(integral_of(F, "x", ZERO, Y), points, dtype).values
    backward = METHODS[mirrored.get(name, name)].answer(integral_of(F, "x", Y, ZERO), points, dtype).values
    assert np.all(np.abs(forward + backward) <= 64.0 * np.finfo(dtype).eps * np.abs(forward))
    assert np.all(forward > 0.0)


@pytest.mark.parametrize("name", LIMITED)
@pytest.mark.parametrize(("limit", "y"), [("y", np.inf), ("y", np.nan), ("log(y)", -1.0), ("exp(exp(y))", 9.0)])
def test_a_limit_that_is_no_finite_number_has_no_integral(name, limit, y):
    answer = METHODS[name].answer(integral_of(parse("cos(x)"), "x", ZERO, parse(limit)), np.array([[y], [1.0]]), "float64")
    usual = METHODS[name].answer(integral_of(parse("cos(x)"), "x", ZERO, parse(limit)), np.array([[1.0]]), "float64")
    assert np.isnan(answer.values[0])
    assert answer.values[1] == usual.values[0]
    assert answer.estimate is None or answer.estimate[0] == np.inf


@pytest.mark.parametrize("name", ["gauss-kronrod", "tanh-sinh"])
@pytest.mark.parametrize(
    ("text", "upper"), [("1/x", "1"), ("x**(-1.5)", "1"), ("1/x", None), ("cos(x)", None), ("exp(x)", None)]
)
def test_an_integral_that_diverges_has_no_estimate(name, text, upper):
    claim = improper_of(parse(text), "x", ZERO, upper and parse(upper))
    assert METHODS[name].answer(claim, np.empty((1, 0)), "float64").estimate[0] == np.inf


@pytest.mark.parametrize("name", LIMITED)
def test_an_integrand_that_is_undefined_within_the_range_has_no_integral(name):
    answer = METHODS[name].answer(integral_of(parse("log(x)"), "x", parse("-1"), parse("1")), np.empty((1, 0)), "float64")
    assert np.isnan(answer.values[0])
    assert answer.estimate is None or answer.estimate[0] == np.inf


@each("name", DIFFERENCES)
@pytest.mark.parametrize("x", [np.inf, np.nan])
def test_a_difference_at_no_finite_point_is_refused(name, x):
    claim = claims_of(METHODS[name])[0]
    with pytest.raises(UsageError, match=f"x = {x} has nothing around it"):
        METHODS[name].answer(claim, np.array([[1.0, 1.0], [x, 1.0]]), "float64")
