"""ad, forward differentiation with first and second derivatives at once, as a backend of `verify`.

    pip install ad
    verify check examples/small_adapters/ad_backend.py:backend

Tried with ad 1.5.1 and NumPy 2.4.6. First and second derivatives, float64.
"""

from importlib import metadata

import ad
from ad import admath

import verify


def _traced(f, x):
    inputs = [ad.adnumber(float(entry)) for entry in x]
    return inputs, ad.to_auto_diff(f(inputs))


def value_and_grad(f, x):
    """The value and the gradient of f at floats."""
    inputs, result = _traced(f, x)
    return result.x, result.gradient(inputs)


def hessian(f, x):
    """All second derivatives, which were formed beside the first."""
    inputs, result = _traced(f, x)
    return result.hessian(inputs)


backend = verify.Backend("ad", admath, value_and_grad, hessian=hessian, version=metadata.version("ad"))
