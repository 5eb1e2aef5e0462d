"""The gradient that a library computes itself, for functions whose library can be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.core.errors import UsageError
from verify.engine.assertions.function import Function


def gradient_of(function: Function) -> Callable[..., Any]:
    """The library's own gradient of a function of JAX or PyTorch.

    Raises
    ------
    UsageError : it is no function of such a library, so that there is no gradient to judge.
    """
    if function.library == "jax":
        from verify.adapters.tracing_jax import gradient

        return gradient(function.call, len(function.layout.names))
    if function.library == "torch":
        from verify.adapters import tracing_torch

        return tracing_torch.gradient(function.call, len(function.layout.names))
    raise UsageError("df is missing; it can be left out for functions of JAX and PyTorch, whose own gradient is judged then")
