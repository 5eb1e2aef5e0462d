"""AlgoPy, Taylor arithmetic and reverse mode over NumPy, as two backends of `verify`.

    pip install algopy
    verify check examples/small_adapters/algopy_backend.py:backend examples/small_adapters/algopy_backend.py:reverse

Tried with algopy 0.7.2 and NumPy 2.4.6. First and second derivatives, float64. What it says itself that it cannot do is left
out: the smaller and the larger of a polynomial and a number, and in reverse powers and most inverse and hyperbolic functions.
"""

import algopy
import algopy.special
import numpy as np

import verify

FUNCTIONS = (algopy, algopy.special)


def value_and_grad(f, x):
    """One Taylor polynomial of degree one for each variable."""
    result = f(algopy.UTPM.init_jacobian(x)) if len(x) else f(x)
    if not isinstance(result, algopy.UTPM):
        return result, np.zeros(len(x))
    return result.data[0, 0], algopy.UTPM.extract_jacobian(result)


def hessian(f, x):
    """Taylor polynomials of degree two along axes and their sums, from which mixed derivatives are interpolated."""
    result = f(algopy.UTPM.init_hessian(x))
    return algopy.UTPM.extract_hessian(len(x), result) if isinstance(result, algopy.UTPM) else np.zeros((len(x), len(x)))


def recorded(f, x):
    """The graph of f, and the value; a constant has none."""
    graph = algopy.CGraph()
    inputs = algopy.Function(x)
    result = f(inputs)
    graph.trace_off()
    if not isinstance(result, algopy.Function):
        return None, result
    graph.independentFunctionList, graph.dependentFunctionList = [inputs], [result]
    return graph, result.x


def reverse_value_and_grad(f, x):
    """The recorded graph, walked back once."""
    graph, value = recorded(f, x)
    return value, np.zeros(len(x)) if graph is None else graph.gradient(x)


def reverse_hessian(f, x):
    """The recorded graph, walked back with Taylor polynomials."""
    graph, _ = recorded(f, x)
    return np.zeros((len(x), len(x))) if graph is None else graph.hessian(x)


backend = verify.Backend(
    "algopy", FUNCTIONS, value_and_grad, hessian=hessian, version=algopy.__version__, lacks=("min", "max"),
)  # fmt: skip
reverse = verify.Backend(
    "algopy-reverse", FUNCTIONS, reverse_value_and_grad, hessian=reverse_hessian, version=algopy.__version__,
    lacks=("power", "min", "max", "asin", "acos", "atan", "sinh", "cosh", "tanh"),
)  # fmt: skip
