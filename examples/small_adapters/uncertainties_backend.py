"""uncertainties, which carries first derivatives along with its error bars, as a backend of `verify`.

    pip install uncertainties
    verify check examples/small_adapters/uncertainties_backend.py:backend

Tried with uncertainties 3.2.3 and NumPy 2.4.6. First derivatives, float64.
"""

import uncertainties
from uncertainties import umath

import verify


def value_and_grad(f, x):
    """The linear part of f at numbers with a standard deviation of one; a result without error bar is constant."""
    inputs = [uncertainties.ufloat(float(entry), 1.0) for entry in x]
    result = uncertainties.core.to_affine_scalar(f(inputs))
    slopes = result.derivatives
    return result.nominal_value, [slopes.get(entry, 0.0) for entry in inputs]


backend = verify.Backend("uncertainties", umath, value_and_grad, version=uncertainties.__version__)
