"""numdifftools: extrapolated differences with steps and errors that it chooses and estimates itself."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import numpy as np

from verify.adapters.library import Library
from verify.adapters.numerical import Numerical
from verify.core.method import Model


def make() -> Numerical:
    """`Derivative` by central differences, orders 1 and 2."""
    library = import_module("numdifftools")

    def ask(f: Any, x: Any, others: Any, order: int) -> tuple[Any, Any]:
        # Versions differ in how many elements they return, but not in these names.
        found = library.Derivative(lambda given: f(given, *others), n=order, full_output=True)(x)
        values, told = (found.estimate, found) if hasattr(found, "estimate") else found
        return values, np.broadcast_to(told.error_estimate, np.shape(values))

    return Numerical(name="numdifftools", version=library.__version__, ask=ask, orders=frozenset({1, 2}))


METHODS: Final = (
    Library(
        name="numdifftools", module="numdifftools", distribution="numdifftools", extra="numdifftools", make=make,
        answers="derivatives of orders 1 and 2, with its estimate", model=Model.SELF_ESTIMATING,
    ),
)  # fmt: skip
