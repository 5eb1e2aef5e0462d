"""jacobi: differences at several steps, extrapolated by a fit whose spread is its error estimate."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from verify.adapters.library import Library
from verify.adapters.numerical import Numerical
from verify.core.method import Model


def make() -> Numerical:
    """`jacobi` of an elementwise function."""
    library = import_module("jacobi")

    def ask(f: Any, x: Any, others: Any, order: int) -> tuple[Any, Any]:
        found: tuple[Any, Any] = library.jacobi(lambda given: f(given, *others), x, diagonal=True)
        return found

    return Numerical(name="jacobi", version=library.__version__, ask=ask)


METHODS: Final = (
    Library(
        name="jacobi", module="jacobi", distribution="jacobi", extra="jacobi", make=make,
        answers="derivatives, with its estimate", model=Model.SELF_ESTIMATING,
    ),
)  # fmt: skip
