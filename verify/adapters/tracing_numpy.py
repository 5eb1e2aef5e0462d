"""NumPy code to expressions, by calling it on symbolic scalars and on arrays of them.

Loops and control flow on sizes and indices leave no trace; what an operation does to a value does. A branch on a value, or a
call that wants real numbers, ends the trace with the sentence why.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np

from verify.core.errors import UnsupportedError, UsageError
from verify.core.expression import Expression, as_expression, from_ufunc, variable
from verify.ops.parsing import check

Shape = tuple[int, ...]

_ORDINARY: Final = ("x", "y", "z", "u", "v", "w")
# Ufuncs of several inputs that NumPy itself carries out on objects, by their operators.
_BY_OPERATORS: Final = frozenset({"matmul", "vecdot", "matvec", "vecmat"})
_SAME: Final = frozenset({"conjugate", "positive", "real"})  # of real numbers; NumPy 2.5 asks arrays of objects for .real
_COMPARISONS: Final = frozenset({"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"})


@dataclass(frozen=True, slots=True)
class Traced:
    """What a function computes.

    inputs : names of the variables of all arguments, flat and in order
    outputs : one expression for each number that it returns, by rows
    shape : of what it returns
    """

    inputs: tuple[str, ...]
    outputs: tuple[Expression, ...]
    shape: Shape

    @property
    def result(self) -> Any:
        """The expression, or an object array of them."""
        if self.shape == ():
            return self.outputs[0]
        array = np.empty(len(self.outputs), object)
        array[:] = self.outputs
        return array.reshape(self.shape)


class SymbolicArray(np.ndarray[Any, np.dtype[Any]]):
    """An object array of expressions, on which NumPy's ufuncs make nodes for each element."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        plain = [np.asarray(given, object) for given in inputs]
        if ufunc.__name__ in _COMPARISONS:
            raise UnsupportedError("it compares values, and a branch on a value cannot be traced")
        if method == "__call__" and ufunc.__name__ in _BY_OPERATORS:
            return _symbolic(ufunc(*plain))
        if method == "__call__" and kwargs.get("where", True) is True:
            result = np.frompyfunc(lambda *values: _node(ufunc.__name__, *values), len(plain), 1)(*plain)
            (target,) = kwargs.get("out") or (None,)
            if target is None:
                return _symbolic(result)
            np.copyto(np.asarray(target), result)
            return target
        if method == "reduce" and kwargs.get("where", True) is True and kwargs.get("out") in (None, (None,)):
            return _reduced(ufunc.__name__, plain[0], kwargs)
        if method in ("accumulate", "outer") and kwargs.get("out") in (None, (None,)):
            by = np.frompyfunc(lambda a, b: _node(ufunc.__name__, a, b), 2, 1)
            kept = {key: value for key, value in kwargs.items() if key == "axis"}
            return _symbolic(getattr(by, method)(*plain, **kept, **({"dtype": object} if method == "accumulate" else {})))
        raise UnsupportedError(f"numpy.{ufunc.__name__}.{method} cannot be traced with {', '.join(kwargs) or 'these operands'}")


def trace(f: Callable[..., Any], *shapes: Shape) -> Any:
    """What a NumPy function computes, as an expression or an object array of them.

    Parameters
    ----------
    f : of scalars and arrays; its operations are ours (`verify list operations`) under NumPy's names
    shapes : one for each argument, () for a scalar; if none is given, every argument is a scalar

    Raises
    ------
    UnsupportedError : the function cannot be traced; the message says why.

    Examples
    --------
    >>> print(trace(lambda x: np.sum(x**2), (2,)))
    x_0**2 + x_1**2
    """
    names = argument_names(f)
    return traced(f, shapes or ((),) * len(names)).result


def traced(f: Callable[..., Any], shapes: Sequence[Shape], names: Sequence[str] | None = None) -> Traced:
    """The same with the names of the variables: x for a scalar argument x, x_0, x_1 and so on for the entries of an array.

    names : of the arguments; those of f's own if not given
    """
    names = names or argument_names(f)
    if len(names) != len(shapes):
        raise UsageError(f"{len(shapes)} shapes for a function of {len(names)} arguments, {', '.join(names)}")
    flat = [variable_names(name, shape) for name, shape in zip(names, shapes, strict=True)]
    inputs = tuple(name for group in flat for name in group)
    if len(set(inputs)) != len(inputs):
        raise UnsupportedError(f"its arguments {', '.join(names)} would share names of variables; rename one")
    symbols = [_symbols(group, shape) for group, shape in zip(flat, shapes, strict=True)]
    try:
        outputs, shape = flattened(f(*symbols))
    except UnsupportedError:
        raise
    except UsageError as error:
        raise UnsupportedError(f"it does what expressions cannot: {error}") from None
    except Exception as error:  # whatever foreign code makes of what is no number
        raise UnsupportedError(f"{_why(error)} ({type(error).__name__}: {_first_line(error)})") from None
    return Traced(inputs, outputs, shape)


def argument_names(f: Callable[..., Any]) -> tuple[str, ...]:
    """Names of the arguments without default, where they can serve as variables; x, y, z and so on elsewhere."""
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        return _ORDINARY[:1]  # functions written in C, such as ufuncs
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [p.name for p in parameters if p.kind in kinds and p.default is inspect.Parameter.empty]
    usable = [name if _usable(name) else f"{_ORDINARY[i % 6]}{i}" for i, name in enumerate(names)]
    return tuple(usable) or _ORDINARY[:1]


def variable_names(name: str, shape: Shape) -> tuple[str, ...]:
    """`x` for a scalar; `x_0_1` for the entry [0, 1] of an array."""
    return tuple("_".join([name, *map(str, index)]) for index in np.ndindex(*shape))


def flattened(returned: Any) -> tuple[tuple[Expression, ...], Shape]:
    """What a traced function returned, by rows, and its shape."""
    array = np.asarray(returned, object)
    if array.size == 0:
        raise UnsupportedError("it returns an empty array")
    outputs = []
    for value in array.reshape(-1).tolist():
        if value is None:
            raise UnsupportedError("it returns None")
        outputs.append(check(as_expression(value)))
    return tuple(outputs), tuple(array.shape)


def _symbols(names: Sequence[str], shape: Shape) -> Any:
    if shape == ():
        return variable(names[0])
    array = np.empty(len(names), object)
    array[:] = [variable(name) for name in names]
    return array.reshape(shape).view(SymbolicArray)


def _symbolic(result: Any) -> Any:
    return result.view(SymbolicArray) if isinstance(result, np.ndarray) and result.ndim else result


def _node(name: str, *values: Any) -> Any:
    """One operation on elements: floats stay floats, so that index arithmetic and weights remain what they are."""
    if not any(isinstance(value, Expression) for value in values):
        return getattr(np, name)(*values)
    if name in _SAME:
        return values[0]
    if name == "clip":
        value, low, high = values
        return from_ufunc("minimum", from_ufunc("maximum", value, low), high)
    return from_ufunc(name, *values)


def _reduced(name: str, array: Any, kwargs: dict[str, Any]) -> Any:
    """A sum, product, largest or smallest element along axes, from the first to the last."""
    axis = kwargs.get("axis", 0)
    axes = tuple(range(array.ndim)) if axis is None else tuple(np.atleast_1d(axis) % array.ndim)
    rest = [number for number in range(array.ndim) if number not in axes]
    rows = array.transpose(*axes, *rest).reshape(-1, *(array.shape[number] for number in rest))
    flat = rows.reshape(len(rows), -1)
    found = np.empty(flat.shape[1], object)
    found[:] = [reduce(lambda a, b: _node(name, a, b), column) for column in flat.T.tolist()]
    if kwargs.get("keepdims"):
        return _symbolic(found.reshape([1 if number in axes else n for number, n in enumerate(array.shape)]))
    return _symbolic(found.reshape(rows.shape[1:])) if rest else found[0]


def _usable(name: str) -> bool:
    try:
        variable(name)
    except UsageError:
        return False
    return True


def _why(error: Exception) -> str:
    text = str(error)
    if "truth value" in text or "not supported between" in text:
        return "it branches on a value"
    if "float" in text or "real number" in text:
        return "it calls something that wants real numbers"
    return "it fails on symbolic numbers"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:160]
