"""HIPS autograd: forward and reverse mode over NumPy. It computes in float64."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any, Final

import numpy as np

from verify.adapters.backend import Backend
from verify.adapters.library import Library


def _full(f: Any, x: Any) -> Any:
    """f, as wide as the points also where it does not depend on them."""
    return f(x) + np.zeros(x.shape[1:])


def _reverse(f: Any, x: Any) -> Any:
    pull, value = import_module("autograd.core").make_vjp(partial(_full, f), x)
    return value, pull(np.ones(x.shape[1:]))


def _outputs(f: Any, x: Any) -> Any:
    """The outputs of f in one array, each as wide as the points."""
    return import_module("autograd.numpy").stack([output + np.zeros(x.shape[1:]) for output in f(x)])


def _vjp(f: Any, x: Any, cotangent: Any) -> Any:
    return import_module("autograd.core").make_vjp(partial(_outputs, f), x)[0](cotangent)


def _jacobian(f: Any, x: Any) -> Any:
    """`jacobian` of all points at once, of which each depends on itself alone."""
    return np.einsum("ipjp->ijp", import_module("autograd").jacobian(partial(_outputs, f))(x))


def _reverse_hessian(f: Any, x: Any) -> Any:
    elementwise = import_module("autograd").elementwise_grad
    gradient = elementwise(partial(_full, f))
    return np.array([elementwise(lambda given, row=row: gradient(given)[row])(x) for row in range(len(x))]).reshape(
        -1, *x.shape
    )


def _jvp(f: Any, x: Any, tangent: Any) -> Any:
    return import_module("autograd.core").make_jvp(partial(_full, f), x)(tangent)[1]


def _forward(f: Any, x: Any) -> Any:
    units = np.eye(len(x))[:, :, None] * np.ones(x.shape)
    return _full(f, x), np.array([_jvp(f, x, unit) for unit in units]).reshape(x.shape)


def _backend(name: str, value_and_grad: Any, **more: Any) -> Backend:
    xp = tuple(import_module(module) for module in ("autograd.numpy", "autograd.scipy.special"))
    version = next(method.version for method in METHODS)
    return Backend(name, xp, value_and_grad, **more, vectorised=True, version=version)


def make_reverse() -> Backend:
    """`make_vjp`, rows of the Hessian by a second reverse pass, and `jacobian`."""
    return _backend("autograd-reverse", _reverse, vjp=_vjp, hessian=_reverse_hessian, jacobian=_jacobian)


def make_forward() -> Backend:
    """`make_jvp` along every axis."""
    return _backend("autograd-forward", _forward, jvp=_jvp)


_LIBRARY: Final = partial(Library, module="autograd", distribution="autograd", extra="autograd")
METHODS: Final = (
    _LIBRARY(name="autograd-forward", make=make_forward, answers="value, gradient, JVP; float64"),
    _LIBRARY(name="autograd-reverse", make=make_reverse, answers="value, gradient, VJP, Jacobian, Hessian; float64"),
)
