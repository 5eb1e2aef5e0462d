"""A backend's Jacobian as a mode of its own: what is asked of gradients and products is taken from the whole matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from verify.adapters.backend import Backend
from verify.adapters.program import Function
from verify.adapters.returned import numbers


def by_jacobian(backend: Backend) -> Backend:
    """A backend whose gradient is the only row of its `jacobian`, and whose products are the matrix times a vector."""

    def matrix(f: Function, x: Any, rows: int) -> Any:
        assert backend.jacobian is not None
        return numbers(backend.jacobian(f, x), (rows, *x.shape), x.dtype.name, "what jacobian returned")

    def alone(f: Function) -> Function:
        return lambda given: (f(given),)

    def value_and_grad(f: Function, x: Any) -> Any:
        value, _ = backend.value_and_grad(f, x)
        return value, matrix(alone(f), x, 1)[0]

    def jvp(f: Function, x: Any, u: Any) -> Any:
        return np.sum(matrix(alone(f), x, 1)[0] * u, axis=0, dtype=x.dtype)

    def vjp(f: Function, x: Any, v: Any) -> Any:
        return np.sum(matrix(f, x, len(v)) * v[:, np.newaxis], axis=0, dtype=x.dtype)

    name = f"{backend.name} by jacobian"
    return replace(backend, name=name, value_and_grad=value_and_grad, jvp=jvp, vjp=vjp, jacobian=None, hessian=None, hvp=None)
