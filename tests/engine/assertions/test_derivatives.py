"""Each assertion passes on the right derivative and fails on a wrong one, with a message that says everything."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verify
from verify.core.verdict import Verdict

BOX = (np.zeros(3), np.ones(3))


def loss(x, y):
    return np.sum(x**2) * y


def loss_gradient(x, y):
    return 2 * x * y, np.sum(x**2)


def vector(x):
    return np.array([x[0] * x[1], np.exp(x[2])])


def vector_jacobian(x):
    return np.array([[x[1], x[0], 0.0], [0.0, 0.0, np.exp(x[2])]])


def branching(x):
    return x**2 if x > 0 else -x


def message(assertion, *arguments, **more):
    with pytest.raises(AssertionError) as found:
        assertion(*arguments, **more)
    return str(found.value)


def test_right_derivatives_agree():
    assert verify.assert_gradient(loss, loss_gradient, within=(BOX, (1.0, 2.0))).counts == {Verdict.AGREES: 64}
    assert verify.assert_gradient(np.sin, np.cos, at=1.1).counts == {Verdict.AGREES: 1}
    assert verify.assert_jacobian(vector, vector_jacobian, within=BOX).counts == {Verdict.AGREES: 96}
    hessian = verify.assert_hessian(lambda x: x[0] ** 2 * x[1], lambda x: [[2 * x[1], 2 * x[0]], [2 * x[0], 0]], at=[2, 3])
    assert hessian.counts == {Verdict.AGREES: 4}
    assert verify.assert_jvp(vector, lambda x, u: vector_jacobian(x) @ u, within=BOX).counts == {Verdict.AGREES: 32}
    assert verify.assert_vjp(vector, lambda x, v: v @ vector_jacobian(x), within=BOX).counts == {Verdict.AGREES: 48}


def test_the_message_says_everything():
    told = message(verify.assert_gradient, loss, lambda x, y: (x * y, np.sum(x**2)), within=(BOX, (1.0, 2.0)))
    for part in (
        "gradient of loss: WRONG in x[0], x[1], x[2]; 3 of 4 entries, at 16 of 16 points",
        "got ",
        "exact ",
        "rounding in the function's 6 operations (add, multiply, power)",
        "looks like  half the exact value",
        "simplest    at=([1.0, 1.0, 1.0], 1.0): got 1.0, exact 2.0",
        "function    (x_0**2 + x_1**2 + x_2**2)*y",
        "repeat      verify.assert_gradient(loss, df, at=([1.0, 1.0, 1.0], 1.0))",
    ):
        assert part in told


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 11), st.sampled_from([1, -1]), st.floats(0.1, 3.0))
def test_small_relative_faults_are_seen(exponent, sign, place):
    fault = sign * 10.0**-exponent
    told = message(verify.assert_gradient, lambda x: np.exp(np.sin(x)), lambda x: np.cos(x) * np.exp(np.sin(x)) * (1 + fault),
                   at=place)  # fmt: skip
    assert "WRONG" in told


@pytest.mark.parametrize("size", [1e-7, 1e-20, 1e-200])
def test_zero_for_a_tiny_derivative_is_wrong(size):
    assert "WRONG" in message(verify.assert_gradient, lambda x: size * np.sin(x), lambda x: 0.0, at=1.0)


@pytest.mark.parametrize("fault", [0.0, -1.0])
def test_one_of_a_hundred_entries_is_found(fault):
    weights = np.arange(1.0, 101.0)
    factor = np.where(np.arange(100) == 37, fault, 1.0)
    told = message(verify.assert_gradient, lambda x: np.sum(weights * np.sin(x)), lambda x: weights * np.cos(x) * factor,
                   at=np.linspace(0.1, 1.5, 100))  # fmt: skip
    assert "WRONG in [37]; 1 of 100 entries" in told


@pytest.mark.parametrize(
    ("assertion", "wrong"),
    [
        (verify.assert_jacobian, lambda x: vector_jacobian(x) * [1, 2, 1]),
        (verify.assert_jvp, lambda x, u: vector_jacobian(x) @ u * [1, -1]),
        (verify.assert_vjp, lambda x, v: v[::-1] @ vector_jacobian(x)),
    ],
)
def test_wrong_products_are_refuted_and_repeat(assertion, wrong):
    told = message(assertion, vector, wrong, within=BOX)
    repeat = told.rpartition("repeat      verify.")[2]
    assert repeat.startswith(assertion.__name__)
    parts = dict(part.split("=", 1) for part in repeat.rstrip(")").replace("], ", "]; ").partition(", ")[2].partition(", ")[2]
                 .split("; "))  # fmt: skip
    numbers = {name: [float(number) for number in text.strip("[]").split(",")] for name, text in parts.items()}
    assert "WRONG" in message(assertion, vector, wrong, **numbers)


def test_a_wrong_hessian_is_refuted():
    told = message(verify.assert_hessian, lambda x: x[0] ** 2 * x[1], lambda x: [[2 * x[1], 2 * x[0]], [x[0], 0]], at=[2, 3])
    assert "Hessian of f: WRONG in [1][0]; 1 of 4 entries" in told


def test_what_cannot_be_traced_is_judged_weaker_and_says_so():
    found = verify.assert_gradient(branching, lambda x: 2 * x if x > 0 else -1.0, within=(0.5, 3.0))
    assert found.counts == {Verdict.AGREES: 16}
    assert "weaker, by differences: it branches on a value" in str(found)
    told = message(verify.assert_gradient, branching, lambda x: 2.0001 * x, within=(0.5, 3.0))
    assert "judged by differences, no proof: it branches on a value" in told
    sine = verify.assert_gradient(lambda x: math.sin(x), math.cos, within=(0.1, 3.0))
    assert sine.weaker


def test_a_stable_but_different_formula_is_not_called_wrong():
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def slope(x):
        return sigmoid(x) * (1 - sigmoid(x))

    assert verify.assert_gradient(sigmoid, slope, at=30.0).counts == {Verdict.INACCURATE: 1}
    assert "INACCURATE" in message(verify.assert_gradient, sigmoid, slope, at=30.0, strict=True)


@pytest.mark.parametrize(
    ("df", "why"),
    [
        (lambda x: None, "it returned None"),
        (lambda x: 1 / 0, "it raised ZeroDivisionError: division by zero"),
        (lambda x: np.zeros(2), "returned shape (2,) for x, where (3,) is wanted"),
        (lambda x: "three", "returned str"),
        (lambda x: x * 1j, "returned complex numbers"),
        (lambda x: np.random.default_rng().random(3), "two answers to one question"),
        (lambda x: x.fill(0.0) or 2 * x, "changed the arguments"),
        (lambda x: np.full(3, np.nan), "CRASHED"),
    ],
)
def test_bad_answers_are_told_apart(df, why):
    assert why in message(verify.assert_gradient, lambda x: np.sum(x**2), df, at=np.ones(3))


def test_nothing_tested_is_no_pass():
    assert "nothing was tested" in message(verify.assert_gradient, lambda x: abs(x), lambda x: 1.0, at=0.0)


@pytest.mark.parametrize(
    ("arguments", "more", "why"),
    [
        ((np.sin, np.cos), {}, "give either at"),
        ((np.sin, np.cos), {"at": 1.0, "within": (0, 1)}, "give either at"),
        ((np.sin, np.cos), {"at": "here"}, "neither a number"),
        ((np.sin, np.cos), {"at": math.nan}, "not finite"),
        ((np.sin, np.cos), {"within": (1, 0)}, "lower end above"),
        ((np.sin, np.cos), {"within": 1.0}, "must be .LOW, HIGH."),
        ((np.sin, np.cos), {"within": (0, 1), "points": 0}, "1 or more"),
        ((np.sin,), {"at": 1.0}, "df is missing"),
        ((loss, loss_gradient), {"at": 1.0}, "tuple with one value for each of x, y"),
        ((loss, loss_gradient), {"at": {"x": 1.0}}, "the arguments are x, y"),
        ((lambda x: x, np.cos), {"at": [1.0, 2.0]}, "use assert_jacobian"),
        ((lambda x: 1 / 0, np.cos), {"at": 1.0}, "cannot be called at 1.0: ZeroDivisionError"),
        ((3, np.cos), {"at": 1.0}, "no function"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(arguments, more, why):
    with pytest.raises(verify.UsageError, match=why):
        verify.assert_gradient(*arguments, **more)


def test_single_precision_has_its_own_budget():
    found = verify.assert_gradient(np.sin, lambda x: np.cos(np.float32(x)), within=(0.0, 3.0))
    assert found.counts == {Verdict.AGREES: 16}
    assert "WRONG" in message(
        verify.assert_gradient, np.sin, lambda x: np.cos(np.float32(x)) * np.float32(1.0001), within=(0.1, 1.0)
    )


def test_a_function_of_jax_is_judged_by_its_own_gradient():
    jax = pytest.importorskip("jax", reason="pip install jax")
    found = verify.assert_gradient(jax.jit(lambda x: x**3 + jax.numpy.sin(x)), within=(0.1, 2.0))
    assert found.counts == {Verdict.AGREES: 16}
    assert found.weaker == ""
