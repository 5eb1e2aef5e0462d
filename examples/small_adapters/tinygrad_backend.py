"""tinygrad, reverse differentiation of tensors, as two backends of `verify`: in its usual precision, and in double.

    pip install tinygrad
    verify check examples/small_adapters/tinygrad_backend.py:backend examples/small_adapters/tinygrad_backend.py:double

Tried with tinygrad 0.14.0. Its functions are methods of its tensors. Unless the variable DEV names another device, they
are asked on its own interpreter, which needs no compiler: gradients are built of the same operations on every device.
First derivatives.
"""

from importlib import metadata

import numpy as np
from tinygrad import Tensor
from tinygrad.helpers import DEV

import verify

NAMES = (
    "sqrt", "abs", "sign", "minimum", "maximum", "exp", "exp2", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos",
    "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "sigmoid", "softplus", "relu", "logaddexp",
)  # fmt: skip

if not DEV.device:
    DEV.value = "PYTHON"


def tensor(values):
    """As many dimensions as NumPy's array has, in its precision."""
    return Tensor(np.asarray(values))


def value_and_grad(f, x):
    """The values of f at all points, and the gradient of their sum; zeros make arrays on the device of what is constant."""
    inputs, zeros = [tensor(row) for row in x], tensor(np.zeros(x.shape[1:], x.dtype))
    values = zeros + f(inputs)
    gradient = values.sum().gradient(*inputs) if inputs else []
    return values.numpy(), np.array([(zeros + entry).numpy() for entry in gradient], x.dtype).reshape(x.shape)


def made(name, dtype):
    """The backend in one precision, which its constants have too."""
    functions = {name: getattr(Tensor, name) for name in NAMES}
    return verify.Backend(
        name, functions, value_and_grad, const=lambda value: tensor(np.dtype(dtype).type(value)), dtype=dtype, vectorised=True,
        version=metadata.version("tinygrad"),
    )  # fmt: skip


backend = made("tinygrad", "float32")
double = made("tinygrad-double", "float64")
