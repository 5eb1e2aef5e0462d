"""PyTorch functions to expressions, from the graph of ATen operations that `make_fx` exports: what the kernels are given.

Python's loops and branches on sizes have happened by then. What depends on no argument is computed by PyTorch itself.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from verify.adapters.aten import applied, array_of, filled
from verify.adapters.tracing_numpy import Shape, Traced, flattened
from verify.core.errors import UnsupportedError, UsageError
from verify.core.expression import variable


def traced(f: Callable[..., Any], shapes: Sequence[Shape], names: Sequence[str]) -> Traced:
    """What a PyTorch function computes of float64 tensors of these shapes; `names` are those of all their entries.

    Raises
    ------
    UnsupportedError : an operation of its graph is none of ours, or it compares values.
    """
    graph = _exported(f, shapes)
    cells = iter(names)
    inputs = [filled([variable(next(cells)) for _ in range(math.prod(shape))], shape) for shape in shapes]
    try:
        found = _run(graph, inputs)
    except UsageError as error:
        raise UnsupportedError(f"it does what expressions cannot: {error}") from None
    array = array_of(found)
    outputs, _ = flattened(array)
    return Traced(tuple(names), outputs, tuple(array.shape))


def gradient(f: Callable[..., Any], count: int) -> Callable[..., Any]:
    """PyTorch's own gradient by all `count` arguments: one tensor, or a tuple of them."""
    torch = import_module("torch")

    def found(*arguments: Any) -> Any:
        inputs = [torch.as_tensor(argument).detach().clone().requires_grad_() for argument in arguments]
        value = f(*inputs)
        if not value.requires_grad:
            slopes = tuple(map(torch.zeros_like, inputs))
        else:
            slopes = torch.autograd.grad(value.sum(), inputs, allow_unused=True, materialize_grads=True)
        return slopes if count > 1 else slopes[0]

    return found


def tensor(value: Any) -> Any:
    """A NumPy number or array as a tensor of its own memory and precision."""
    return import_module("torch").tensor(np.asarray(value))


def _exported(f: Callable[..., Any], shapes: Sequence[Shape]) -> Any:
    """The module that `make_fx` makes of f."""
    torch, tracer = import_module("torch"), import_module("torch.fx.experimental.proxy_tensor")
    ones = [torch.ones(shape, dtype=torch.float64) for shape in shapes]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tracer.make_fx(f)(*ones)
    except Exception as error:
        if "value out of a tracing tensor" in str(error):
            raise UnsupportedError("it branches on a value, or turns one into a Python number") from None
        raise UnsupportedError(
            f"make_fx fails on it ({type(error).__name__}: {str(error).partition(chr(10))[0][:160]})"
        ) from None


def _run(module: Any, inputs: Sequence[Any]) -> Any:
    """What the graph returns, with arrays of expressions where anything depends on the arguments."""
    known: dict[Any, Any] = {}
    cells = iter(inputs)
    at = import_module("torch.fx.node").map_arg
    for node in module.graph.nodes:
        if node.op == "placeholder":
            known[node] = next(cells)
        elif node.op == "get_attr":
            known[node] = getattr(module, node.target)
        elif node.op == "output":
            return at(node.args[0], known.get)
        else:
            known[node] = applied(node.target, at(node.args, known.get), at(node.kwargs, known.get))
    raise UnsupportedError("its graph returns nothing")
