"""MyGrad: reverse mode on NumPy arrays, first derivatives. It computes in float64."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import numpy as np

from verify.adapters.backend import Backend
from verify.adapters.library import Library


def make() -> Backend:
    """`backward` from the values at all points."""
    mygrad, nnet = import_module("mygrad"), import_module("mygrad.nnet.activations")

    def value_and_grad(f: Any, x: Any) -> Any:
        variables = [mygrad.tensor(row) for row in x]
        values = f(variables) + mygrad.zeros(x.shape[1:])
        values.backward(np.ones(x.shape[1:]))
        rows = [np.zeros(x.shape[1:]) if v.grad is None else v.grad for v in variables]
        return values.data, np.stack(rows) if rows else np.zeros(x.shape)

    return Backend("mygrad", (mygrad, nnet), value_and_grad, vectorised=True, version=mygrad.__version__, lacks=("sign",))


METHODS: Final = (
    Library(
        name="mygrad", module="mygrad", distribution="mygrad", extra="mygrad", make=make,
        answers="value, gradient; float64",
    ),
)  # fmt: skip
