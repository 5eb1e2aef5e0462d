"""SciPy: `differentiate.derivative`, QUADPACK by `integrate.quad`, and `integrate.tanhsinh`, with their own estimates."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any, Final

from verify.adapters.library import Library
from verify.adapters.numerical import Numerical
from verify.core.claim import Quantity
from verify.core.method import Model

_INTEGRATE: Final = frozenset({Quantity.INTEGRAL, Quantity.IMPROPER})


def _derivative(f: Any, x: Any, others: Any, order: int) -> tuple[Any, Any]:
    found = import_module("scipy.differentiate").derivative(f, x, args=tuple(others))
    return found.df, found.error


def _quad(f: Any, lower: Any, upper: Any, others: Any) -> tuple[Any, Any]:
    quad = import_module("scipy.integrate").quad
    rows = [quad(f, *ends, args=tuple(rest))[:2] for *ends, rest in zip(lower, upper, _rows(others, len(lower)), strict=True)]
    values, estimates = zip(*rows, strict=True)
    return values, estimates


def _tanhsinh(f: Any, lower: Any, upper: Any, others: Any) -> tuple[Any, Any]:
    found = import_module("scipy.integrate").tanhsinh(f, lower, upper, args=tuple(others))
    return found.integral, found.error


def _rows(columns: list[Any], count: int) -> list[tuple[Any, ...]]:
    return list(zip(*columns, strict=True)) if columns else [()] * count


def _make(name: str, ask: Any, quantities: frozenset[Quantity]) -> Numerical:
    return Numerical(name=name, version=import_module("scipy").__version__, ask=ask, quantities=quantities)


def _library(name: str, ask: Any, quantities: frozenset[Quantity], answers: str) -> Library:
    return Library(
        name=name, module="scipy", distribution="scipy", extra="scipy", answers=answers, model=Model.SELF_ESTIMATING,
        make=partial(_make, name, ask, quantities),
    )  # fmt: skip


METHODS: Final = (
    _library("scipy-derivative", _derivative, frozenset({Quantity.DERIVATIVE}), "derivatives, with its estimate"),
    _library("scipy-quad", _quad, _INTEGRATE, "integrals, also improper ones, with its estimate"),
    _library("scipy-tanhsinh", _tanhsinh, _INTEGRATE, "integrals, also improper ones, with its estimate"),
)
