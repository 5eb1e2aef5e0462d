"""A backend that gives Jacobians is asked for them: a mode of its own, with the same answers, judged by itself."""

import numpy as np
import pytest

import verify
from verify.adapters.backend import Backend
from verify.adapters.returned import BackendError
from verify.core.claim import derivative_of, jvp_of, value_of, vjp_of
from verify.core.verdict import Verdict
from verify.ops.parsing import parse

AT = {"x": 1.25, "y": 2.0, "u": 0.75, "v": -1.25}
PRODUCT = parse("x**2*y - 3*x*y")
CLAIMS = [
    value_of(PRODUCT),
    derivative_of(PRODUCT, "x"),
    derivative_of(PRODUCT, "y"),
    jvp_of(PRODUCT, [("x", parse("0.5")), ("y", parse("u"))]),
    vjp_of(parse("v*(x*y) + 0.5*x**2 + u*x"), "x"),
]


def value_and_grad(f, x):
    """Exact for polynomials of degree two in each variable, but for rounding that these points do not show."""
    unit = np.eye(len(x))
    return f(x), np.array([(f(x + step) - f(x - step)) / 2 for step in unit])


def jacobian(f, x, factor=1.0):
    outputs = len(f(x))
    return factor * np.array([value_and_grad(lambda at, row=row: f(at)[row], x)[1] for row in range(outputs)])


def backend(given):
    return Backend("own", {}, value_and_grad, jacobian=given, lacks=())


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_every_first_derivative_is_taken_from_the_matrix(claim):
    assert verify.judge(backend(jacobian).by_jacobian, claim, at=AT).verdict is Verdict.AGREES


@pytest.mark.parametrize("claim", CLAIMS[1:], ids=str)
def test_a_fault_of_the_jacobian_is_seen(claim):
    faulty = backend(lambda f, x: jacobian(f, x, 1 + 1e-11))
    assert verify.judge(faulty.by_jacobian, claim, at=AT).verdict is Verdict.WRONG


def test_a_matrix_of_the_wrong_shape_is_told():
    transposed = backend(lambda f, x: jacobian(f, x).T)
    with pytest.raises(BackendError, match=r"what jacobian returned has shape \(2, 1\); it must be \(1, 2\)"):
        verify.judge(transposed.by_jacobian, derivative_of(PRODUCT, "x"), at=AT)


def test_without_a_jacobian_there_is_no_such_mode():
    assert Backend("own", {}, value_and_grad).by_jacobian is None
