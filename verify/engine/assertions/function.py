"""What is to be differentiated: traced into expressions where that can be done, and called where it cannot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from verify.adapters.tracing_numpy import Shape, Traced, traced
from verify.core.claim import value_of
from verify.core.errors import UnsupportedError, UsageError, VerifyError
from verify.core.expression import Expression
from verify.core.precision import FLOAT32, FLOAT64, Precision
from verify.core.verdict import Verdict
from verify.engine.assertions.arguments import Floats, Layout
from verify.engine.assertions.judging import judge_claim

_JAX: Final = ("jax", "jaxlib")


@dataclass(slots=True)
class Function:
    """A user's function of flat points.

    outputs : one expression for each number of its result; empty where it has no trace
    why : why it has none
    precision : of its result
    library : that traced it; empty for NumPy
    shape : of its result
    """

    call: Callable[..., Any]
    layout: Layout
    outputs: tuple[Expression, ...] = ()
    why: str = ""
    shape: Shape = ()
    name: str = "f"
    precision: Precision = FLOAT64
    library: str = ""

    def __call__(self, flat: Floats) -> Floats:
        """All numbers of the result, float64[m]."""
        return numbers(self.call(*self.layout.unpacked(flat))).reshape(-1)


def function_of(f: Callable[..., Any], layout: Layout, points: Floats) -> Function:
    """The function with its trace, if what was traced is what it computes at the first point.

    Raises
    ------
    UsageError : f cannot be called there, or does not return numbers.
    """
    if not callable(f):
        raise UsageError(f"f={f!r} is no function")
    name = getattr(f, "__name__", type(f).__name__)
    function = Function(f, layout, name="f" if name == "<lambda>" else name)
    function.layout, returned = _called(f, layout, points[0], function.name)
    layout, result = function.layout, numbers(returned)
    function.shape = result.shape
    function.precision = precision_of(returned)
    function.library = "torch" if layout.make is not None else ""
    try:
        found, function.library = _trace(f, layout)
        _hold_to(found, layout, points[:1], result)
    except VerifyError as error:
        function.why = str(error)
    else:
        function.outputs = found.outputs
    return function


def _called(f: Callable[..., Any], layout: Layout, point: Floats, name: str) -> tuple[Layout, Any]:
    """What f returns at a point, and the layout that gives it what it takes: NumPy's numbers, or PyTorch's tensors."""
    try:
        returned = f(*layout.unpacked(point))
    except Exception as error:
        if "torch" not in sys.modules:
            raise UsageError(f"{name} cannot be called at {layout.written(point)}: {_named(error)}") from error
        refused = error
    else:
        return (layout if layout.make or not _is_tensor(returned) else _with_tensors(layout)), returned
    tensors = _with_tensors(layout)
    try:
        return tensors, f(*tensors.unpacked(point))
    except Exception as error:
        # A function that takes no tensors either is better explained by what it made of plain numbers.
        said = error if type(refused) in (TypeError, AttributeError) else refused
        raise UsageError(f"{name} cannot be called at {layout.written(point)}: {_named(said)}") from error


def _is_tensor(value: Any) -> bool:
    return type(value).__module__.partition(".")[0] == "torch"


def _with_tensors(layout: Layout) -> Layout:
    from verify.adapters.tracing_torch import tensor

    return replace(layout, make=tensor)


def numbers(returned: Any) -> Floats:
    """What a user's code returned, as float64 numbers.

    Raises
    ------
    UsageError : it is None, or no number, or complex.
    """
    if returned is None:
        raise UsageError("it returns None")
    if hasattr(returned, "detach"):
        returned = returned.detach()
    try:
        array = np.asarray(returned)
    except ValueError:
        raise UsageError("it returns rows of different lengths") from None
    if array.dtype.kind == "c":
        raise UsageError("it returns complex numbers, where real ones are wanted")
    if array.dtype.kind not in "iufb":
        try:
            array = np.asarray(array, np.float64)
        except (TypeError, ValueError):
            raise UsageError(f"it returns {type(returned).__name__} of {array.dtype}, where real numbers are wanted") from None
    return array.astype(np.float64)


def precision_of(returned: Any) -> Precision:
    """Of what was returned; float64 for what has no dtype."""
    return FLOAT32 if str(getattr(returned, "dtype", "")).rpartition(".")[2] == "float32" else FLOAT64


def _trace(f: Callable[..., Any], layout: Layout) -> tuple[Traced, str]:
    """The trace, and the library that made it."""
    if layout.make is not None:
        from verify.adapters.tracing_torch import traced as from_torch

        return from_torch(f, layout.shapes, layout.variables), "torch"
    try:
        if type(f).__module__.partition(".")[0] not in _JAX:
            return traced(f, layout.shapes), ""
    except UnsupportedError as error:
        if "jax" not in sys.modules:
            raise
        refused = error
    else:
        refused = UnsupportedError("")
    from verify.adapters.tracing_jax import traced as from_jax

    try:
        return from_jax(f, layout.shapes, layout.variables), "jax"
    except UnsupportedError as error:
        # Code that is none of JAX's is better explained by what NumPy made of it.
        raise refused if str(refused) and "make_jaxpr" in str(error) else error from None


def _hold_to(found: Traced, layout: Layout, point: Floats, result: Floats) -> None:
    """A trace that takes another way than the numbers do is none."""
    if found.shape != result.shape:
        raise UnsupportedError(f"its trace has shape {found.shape}, its result {result.shape}")
    for root, value in zip(found.outputs, result.reshape(-1).tolist(), strict=True):
        judged = judge_claim(value_of(root), layout.variables, point, np.array([value]), FLOAT64)
        if Verdict.from_code(int(judged.verdict[0])) is Verdict.WRONG and not _single(value):
            raise UnsupportedError(f"its trace computes another value than {value!r} at {layout.written(point[0])}")


def _single(value: float) -> bool:
    """Whether the number is one of float32, so that it may have been computed in that."""
    return float(np.float32(value)) == value


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
