"""mpmath: `diff` by differences at a working precision that it raises itself, in a context of 53 bits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

from verify.adapters.backend import Backend
from verify.adapters.library import Library


def make() -> Backend:
    """Value, gradient and Hessian one point after the other."""
    library = import_module("mpmath")
    context = library.mp.clone()
    context.prec = 53

    def at(f: Any, x: Any, orders: list[int]) -> float:
        point = tuple(context.mpf(float(entry)) for entry in x)
        if not any(orders):
            return _real(f(point))
        return _real(context.diff(lambda *given: f(given), point, tuple(orders)))

    def unit(count: int, *rows: int) -> list[int]:
        return [rows.count(row) for row in range(count)]

    def value_and_grad(f: Any, x: Any) -> tuple[float, list[float]]:
        n = len(x)
        return at(f, x, unit(n)), [at(f, x, unit(n, row)) for row in range(n)]

    def hessian(f: Any, x: Any) -> list[list[float]]:
        n = len(x)
        return [[at(f, x, unit(n, row, column)) for column in range(n)] for row in range(n)]

    return Backend(
        "mpmath-diff", _namespace(context), value_and_grad, hessian=hessian, const=context.mpf, version=library.__version__
    )


def _real(number: Any) -> float:
    """NaN for what is not real: mpmath continues into the complex plane where our operations end."""
    return math.nan if getattr(number, "imag", 0) else float(number)


def _namespace(context: Any) -> Mapping[str, Callable[..., Any]]:
    names = (
        "sqrt exp expm1 log log1p log10 sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh hypot erf erfc sign"
    )
    found = {name: getattr(context, name) for name in names.split() if hasattr(context, name)}
    return {**found, "abs": abs, "sinc": context.sincpi, "minimum": min, "maximum": max}


METHODS: Final = (
    Library(
        name="mpmath-diff", module="mpmath", distribution="mpmath", extra="mpmath", make=make,
        answers="value, gradient, Hessian; float64",
    ),
)  # fmt: skip
