"""CasADi: expression graphs, differentiated symbolically in forward and in reverse, then evaluated at all points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import numpy as np

from verify.adapters.backend import Backend
from verify.adapters.library import Library

# Its module also holds NumPy's functions, which are none of its own.
_NAMES: Final = (
    "sqrt", "exp", "expm1", "log", "log1p", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh",
    "tanh", "asinh", "acosh", "atanh", "erf", "fabs", "sign", "fmin", "fmax", "hypot",
)  # fmt: skip


def _namespace() -> Mapping[str, Callable[..., Any]]:
    casadi = import_module("casadi")
    return {name: getattr(casadi, name) for name in _NAMES}


def make() -> Backend:
    """`gradient`, `jtimes`, `jacobian` and `hessian` of a graph of scalars."""
    casadi = import_module("casadi")

    def evaluated(outputs: Callable[..., list[Any]], x: Any, *more: Any) -> list[Any]:
        """The graphs that `outputs` makes of symbols, at every point."""
        symbols = [casadi.SX.sym("x", len(array)) for array in (x, *more)]
        made = casadi.Function("f", symbols, [casadi.SX(output) for output in outputs(*symbols)])
        found = made.call([casadi.DM(array) for array in (x, *more)])
        return [np.asarray(output) for output in found]

    def wide(output: Any, x: Any) -> Any:
        return np.broadcast_to(output, (output.shape[0], x.shape[1]))

    def value_and_grad(f: Any, x: Any) -> Any:
        def outputs(symbols: Any) -> list[Any]:
            value = casadi.SX(f(_entries(symbols)))
            return [value, casadi.gradient(value, symbols)]

        value, gradient = evaluated(outputs, x)
        return wide(value, x)[0], wide(gradient, x)

    def jvp(f: Any, x: Any, tangent: Any) -> Any:
        def outputs(symbols: Any, along: Any) -> list[Any]:
            return [casadi.jtimes(casadi.SX(f(_entries(symbols))), symbols, along)]

        return wide(evaluated(outputs, x, tangent)[0], x)[0]

    def vjp(f: Any, x: Any, cotangent: Any) -> Any:
        def outputs(symbols: Any, along: Any) -> list[Any]:
            return [casadi.jtimes(casadi.vertcat(*f(_entries(symbols))), symbols, along, True)]

        return wide(evaluated(outputs, x, cotangent)[0], x)

    def jacobian(f: Any, x: Any) -> Any:
        def outputs(symbols: Any) -> list[Any]:
            found = casadi.jacobian(casadi.vertcat(*f(_entries(symbols))), symbols)
            return [casadi.densify(found.T).reshape((-1, 1))]  # column by column, as CasADi stores: row by row of the Jacobian

        return wide(evaluated(outputs, x)[0], x).reshape(-1, *x.shape)

    def hessian(f: Any, x: Any) -> Any:
        def outputs(symbols: Any) -> list[Any]:
            found, _ = casadi.hessian(casadi.SX(f(_entries(symbols))), symbols)
            return [casadi.vec(casadi.densify(found))]

        return wide(evaluated(outputs, x)[0], x).reshape(len(x), len(x), -1)

    return Backend(
        "casadi", _namespace(), value_and_grad, jvp=jvp, vjp=vjp, jacobian=jacobian, hessian=hessian, vectorised=True,
        version=casadi.__version__,
    )  # fmt: skip


def _entries(symbols: Any) -> list[Any]:
    return [symbols[row] for row in range(symbols.shape[0])]


METHODS: Final = (
    Library(
        name="casadi", module="casadi", distribution="casadi", extra="casadi", make=make,
        answers="value, gradient, JVP, VJP, Jacobian, Hessian; float64",
    ),
)  # fmt: skip
