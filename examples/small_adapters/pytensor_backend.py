"""PyTensor, whose derivatives are graphs that are simplified before they are evaluated, as a backend of `verify`.

    pip install pytensor
    verify check examples/small_adapters/pytensor_backend.py:backend

Tried with pytensor 3.0.7 and NumPy 2.4.6. The graphs go through all its rewrites and are then evaluated by NumPy: compiling
each one would take seconds. First and second derivatives, float64.
"""

from functools import lru_cache

import numpy as np
import pytensor
import pytensor.tensor as pt
from pytensor.compile.mode import Mode

import verify

MODE = Mode(linker="py", optimizer="fast_run").excluding("fusion")  # what is fused falls to single precision without a compiler


@lru_cache(maxsize=64)
def _compiled(f, variables, second):
    """One function of all points, x[n, points], for a gradient or a Hessian of f."""
    x = pt.matrix("x", dtype="float64")
    rows = [x[row] for row in range(variables)]
    value = f(rows) + pt.zeros_like(x[0])
    slopes = pt.grad(value.sum(), rows, disconnected_inputs="ignore")
    outputs = [value, *slopes]
    if second:
        outputs = [entry for slope in slopes for entry in pt.grad(slope.sum(), rows, disconnected_inputs="ignore")]
    return pytensor.function([x], outputs, mode=MODE)


def value_and_grad(f, x):
    """The values of f at all points, and the gradient of their sum."""
    value, *slopes = _compiled(f, len(x), False)(x)
    return value, np.array(slopes).reshape(x.shape)


def hessian(f, x):
    """The gradient of every slope."""
    return np.array(_compiled(f, len(x), True)(x)).reshape(len(x), *x.shape)


backend = verify.Backend("pytensor", pt, value_and_grad, hessian=hessian, vectorised=True, version=pytensor.__version__)
