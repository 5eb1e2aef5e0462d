"""What a backend returned, held to its contract. Whoever breaks it is told what came, and what should have come."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np

from verify.core.errors import VerifyError


class BackendError(VerifyError):
    """A backend broke its contract: shape, dtype, what is no number, inputs that it changed, the end of a process."""


def numbers(given: Any, shape: tuple[int, ...], dtype: str, what: str) -> Any:
    """`given` as an array of `shape` in `dtype`.

    Raises
    ------
    BackendError : it is no array of real numbers, has another shape, or another dtype. Python's own numbers fit every dtype.
    """
    if given is None:
        raise BackendError(f"{what} is None; it must be an array of shape {shape} in {dtype}")
    try:
        array = np.asarray(given)
    except Exception as error:
        raise BackendError(f"{what} is a {type(given).__name__} that is no array: {type(error).__name__}: {error}") from error
    if array.dtype.kind not in "fiu":
        raise BackendError(f"{what} holds {array.dtype.name} ({type(given).__name__}); it must hold real numbers in {dtype}")
    if array.size == 0 and 0 in shape:  # nothing, for no variables: of any shape
        array = array.reshape(shape)
    if array.shape != shape:
        raise BackendError(f"{what} has shape {array.shape}; it must be {shape}")
    if array.dtype != dtype and getattr(given, "dtype", None) is not None:
        raise BackendError(f"{what} is in {array.dtype.name}; it must be in {dtype}, as the point that was given")
    return array.astype(dtype)


def called(function: Callable[..., Any], program: Any, *inputs: Any) -> Any:
    """`function(program, *inputs)` with copies of the arrays; what it prints goes to standard error.

    Raises
    ------
    BackendError : an input was changed, or the end of the process was asked for. Anything that the backend raises.
    """
    given = [array.copy() for array in inputs]
    try:
        with redirect_stdout(sys.stderr):  # standard output holds results, and may be JSON
            found = function(program, *given)
    except SystemExit as left:  # which no `except Exception` of ours would stop
        raise BackendError(f"it raised SystemExit({left.code!r})") from left
    for before, after in zip(inputs, given, strict=True):
        if not np.array_equal(before, after, equal_nan=True):
            raise BackendError(f"it changed its input {_row(before)} to {_row(after)}")
    return found


def checked(question: str, found: Any, shape: tuple[int, ...], dtype: str) -> Any:
    """What one call returned, as arrays; `shape` is that of x, [n] or [n, points]."""
    if question == "value_and_grad":
        if not isinstance(found, tuple | list) or len(found) != 2:
            raise BackendError(f"value_and_grad returned a {type(found).__name__}; it must return a value and a gradient")
        value, gradient = found
        return numbers(value, shape[1:], dtype, "the value"), numbers(gradient, shape, dtype, "the gradient")
    return numbers(found, shape_of(question, shape), dtype, f"what {question} returned")


def shape_of(question: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of an answer to a question, for x of `shape`: [n] or [n, points]."""
    return {"jvp": shape[1:], "vjp": shape, "hvp": shape, "hessian": (shape[0], *shape)}[question]


def _row(array: Any) -> str:
    return np.array2string(array.ravel()[:4], separator=", ")
