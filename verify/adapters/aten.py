"""What PyTorch's ATen operations mean on arrays of expressions, as far as they are made of ours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from verify.adapters.tracing_numpy import Shape, SymbolicArray
from verify.core.errors import UnsupportedError
from verify.core.expression import Expression, apply, as_expression

Meaning = Callable[..., Any]

# ATen's operations that are ours on each element, under their names there.
_ELEMENTWISE: Final = MappingProxyType({
    "abs": "abs", "acos": "acos", "acosh": "acosh", "asin": "asin", "asinh": "asinh", "atan": "atan", "atan2": "atan2",
    "atanh": "atanh", "cos": "cos", "cosh": "cosh", "div": "divide", "erf": "erf", "erfc": "erfc", "exp": "exp", "exp2": "exp2",
    "expm1": "expm1", "hypot": "hypot", "log": "log", "log1p": "log1p", "logaddexp": "logaddexp", "maximum": "max",
    "minimum": "min", "mul": "multiply", "neg": "negate", "pow": "power", "sigmoid": "sigmoid", "sign": "sign", "sin": "sin",
    "sinh": "sinh", "sqrt": "sqrt", "tan": "tan", "tanh": "tanh",
})  # fmt: skip
_NOTHING: Final = frozenset({"alias", "clone", "contiguous", "detach", "lift_fresh_copy", "_to_copy", "positive", "view_as"})
_COMPARING: Final = frozenset({
    "eq", "ne", "lt", "le", "gt", "ge", "where", "sort", "topk", "argmax", "argmin", "_local_scalar_dense", "masked_fill",
    "nonzero", "median", "searchsorted", "leaky_relu", "hardtanh",
})  # fmt: skip


def applied(target: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """One operation: PyTorch's own on plain tensors, and its meaning where an operand is an array of expressions."""
    if not _symbolic(args):
        return target(*args, **kwargs)
    name = str(getattr(target, "__name__", target)).partition(".")[0]
    if name in _NOTHING:
        return args[0]
    if name in _ELEMENTWISE and kwargs.get("rounding_mode") is None:
        return _each(lambda *values: apply(_ELEMENTWISE[name], *values), *args)
    meaning = _MEANINGS.get(name)
    if meaning is None and name in _COMPARING:
        raise UnsupportedError(f"it compares values (aten.{name}), and a branch on a value cannot be traced")
    if meaning is None:
        raise UnsupportedError(f"its graph has aten.{name}, which is no operation of ours")
    return _as_array(meaning(*map(_operand, args), **{key: value for key, value in kwargs.items() if key in _MEANT}))


# Keyword arguments that change what an operation means.
_MEANT: Final = frozenset({"alpha", "beta", "approximate", "dim", "keepdim"})


def _symbolic(args: Any) -> bool:
    if isinstance(args, list | tuple):
        return any(map(_symbolic, args))
    return isinstance(args, np.ndarray)


def _operand(value: Any) -> Any:
    """Tensors as arrays; everything else as it is."""
    if isinstance(value, list | tuple):
        return type(value)(map(_operand, value))
    return array_of(value) if hasattr(value, "detach") or isinstance(value, np.ndarray) else value


def array_of(value: Any) -> Any:
    """An array of expressions and numbers."""
    if isinstance(value, np.ndarray):
        return value.view(SymbolicArray) if value.ndim else value
    if isinstance(value, tuple | list):
        raise UnsupportedError(f"it returns {len(value)} tensors, where one is wanted")
    if isinstance(value, Expression):
        return filled([value], ())
    plain = np.asarray(value.detach()) if hasattr(value, "detach") else np.asarray(value)
    if plain.dtype.kind not in "iufb":
        raise UnsupportedError(f"it holds constants of {plain.dtype}, where real numbers are wanted")
    return filled(plain.astype(np.float64).reshape(-1).tolist(), plain.shape)


def _as_array(result: Any) -> Any:
    """The result of a meaning: an array also where it is one number, or several of them."""
    if isinstance(result, list | tuple):
        return [_as_array(part) for part in result]
    if isinstance(result, np.ndarray):
        return np.asarray(result, object)
    return filled([result], ())


def filled(values: Sequence[Any], shape: Shape) -> Any:
    """Values by rows as an object array of that shape."""
    array = np.empty(len(values), object)
    array[:] = values
    return array.reshape(shape)


def _each(function: Callable[..., Expression], *operands: Any) -> Any:
    arrays = [array_of(operand) for operand in operands]
    made = np.frompyfunc(lambda *values: function(*map(as_expression, values)), len(arrays), 1)(*map(np.asarray, arrays))
    return _as_array(made)


def _spelled(function: Callable[..., Expression]) -> Meaning:
    return lambda *operands, **_: _each(function, *operands)


def _sum(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
    return _reduced(np.add, x, dim, keepdim)


def _reduced(ufunc: Any, x: Any, dim: Any, keepdim: bool) -> Any:
    if not np.ndim(x):
        return x
    axes = tuple(range(x.ndim)) if dim is None or dim == [] else tuple(np.atleast_1d(dim).tolist())
    return ufunc.reduce(x.view(SymbolicArray), axis=axes, keepdims=keepdim)


def _mean(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
    total = _sum(x, dim, keepdim)
    return _each(lambda a: apply("divide", a, np.size(x) / np.size(total)), total)


def _softmax(x: Any, dim: int, _: bool = False) -> Any:
    """exp(x - max) / sum: the shift is a rounding matter, and the derivative has no part of it."""
    grown = _each(lambda a: apply("exp", a), x)
    return _each(lambda a, b: apply("divide", a, b), grown, _sum(grown, dim, keepdim=True))


def _log_softmax(x: Any, dim: int, _: bool = False) -> Any:
    return _each(lambda a, b: apply("subtract", a, b), x, _logsumexp(x, dim, keepdim=True))


def _logsumexp(x: Any, dim: Any, keepdim: bool = False) -> Any:
    """log(exp(x1) + exp(x2) + ...), two at a time."""
    return _reduced(np.logaddexp, x, dim, keepdim)


def _added(sign: str) -> Meaning:
    def made(left: Any, right: Any, alpha: float = 1) -> Any:
        scaled = right if alpha == 1 else _each(lambda a: apply("multiply", float(alpha), a), right)
        return _each(lambda a, b: apply(sign, a, b), left, scaled)

    return made


def _product(left: Any, right: Any) -> Any:
    return np.asarray(left).view(SymbolicArray) @ np.asarray(right).view(SymbolicArray)


def _affine(added: Any, left: Any, right: Any, beta: float = 1, alpha: float = 1) -> Any:
    if (alpha, beta) != (1, 1):
        raise UnsupportedError("it scales a matrix product (aten.addmm), which is not traced")
    return _each(lambda a, b: apply("add", a, b), added, _as_array(_product(left, right)))


def _clamp(x: Any, low: Any = None, high: Any = None) -> Any:
    x = x if low is None else _each(lambda a, b: apply("max", a, b), x, low)
    return x if high is None else _each(lambda a, b: apply("min", a, b), x, high)


def _gelu(x: Any, approximate: str = "none") -> Any:
    if approximate != "none":
        raise UnsupportedError(f"it has gelu with approximate={approximate!r}, which is not traced")
    inner = _each(lambda a: apply("add", 1.0, apply("erf", apply("multiply", a, math.sqrt(0.5)))), x)
    return _each(lambda a, b: apply("multiply", apply("multiply", 0.5, a), b), x, inner)


def _softplus(x: Any, beta: float = 1, _: float = 20) -> Any:
    if beta != 1:
        raise UnsupportedError(f"it has softplus with beta={beta!r}, which is not traced")
    return _each(lambda a: apply("softplus", a), x)


def _sliced(x: Any, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Any:
    index: list[Any] = [slice(None)] * x.ndim
    index[dim] = slice(start, end, step)
    return x[tuple(index)]


def _parts(x: Any, size: Any, dim: int = 0) -> Any:
    """Pieces of a size along a dimension; or of the sizes that a list gives."""
    cuts = np.cumsum(size)[:-1] if isinstance(size, list | tuple) else np.arange(size, x.shape[dim], size)
    return list(np.split(np.asarray(x), cuts, axis=dim))


def _transposed(x: Any, first: int = 0, second: int = 1) -> Any:
    return np.swapaxes(x, first, second) if x.ndim > 1 else x


_MEANINGS: Final[MappingProxyType[str, Meaning]] = MappingProxyType({
    "_log_softmax": _log_softmax,
    "_softmax": _softmax,
    "_unsafe_view": lambda x, shape: x.reshape(shape),
    "add": _added("add"),
    "addmm": _affine,
    "addmv": _affine,
    "amax": lambda x, dim=None, keepdim=False: _reduced(np.maximum, x, dim, keepdim),
    "amin": lambda x, dim=None, keepdim=False: _reduced(np.minimum, x, dim, keepdim),
    "bmm": _product,
    "cat": lambda parts, dim=0: np.concatenate(parts, axis=dim),
    "clamp": _clamp,
    "clamp_max": lambda x, high: _clamp(x, None, high),
    "clamp_min": _clamp,
    "dot": _product,
    "expand": lambda x, shape: np.broadcast_to(x, [n if m == -1 else m for n, m in zip(_led(x, shape), shape, strict=True)]),
    "flip": lambda x, dims: np.flip(x, tuple(dims)),
    "gelu": _gelu,
    "getitem": lambda parts, number: parts[number],
    "index_select": lambda x, dim, index: np.take(x, np.asarray(index, float).astype(int), axis=dim),
    "logsumexp": _logsumexp,
    "max": lambda x: _reduced(np.maximum, x, None, False),
    "mean": _mean,
    "min": lambda x: _reduced(np.minimum, x, None, False),
    "mm": _product,
    "mv": _product,
    "permute": lambda x, dims: np.transpose(x, dims),
    "prod": lambda x, dim=None, keepdim=False: _reduced(np.multiply, x, dim, keepdim),
    "reciprocal": _spelled(lambda a: apply("divide", 1.0, a)),
    "relu": _spelled(lambda a: apply("max", a, 0.0)),
    "rsqrt": _spelled(lambda a: apply("divide", 1.0, apply("sqrt", a))),
    "rsub": lambda left, right, alpha=1: _added("subtract")(right, left, alpha),
    "select": lambda x, dim, index: np.take(x, index, axis=dim),
    "silu": _spelled(lambda a: apply("multiply", a, apply("sigmoid", a))),
    "slice": _sliced,
    "softplus": _softplus,
    "split": _parts,
    "split_with_sizes": _parts,
    "square": _spelled(lambda a: apply("multiply", a, a)),
    "squeeze": lambda x, dim=None: np.squeeze(x, tuple(dim) if isinstance(dim, list) else dim),
    "stack": lambda parts, dim=0: np.stack(parts, axis=dim),
    "sub": _added("subtract"),
    "sum": _sum,
    "t": _transposed,
    "transpose": _transposed,
    "unbind": lambda x, dim=0: [np.take(x, number, axis=dim) for number in range(x.shape[dim])],
    "unsqueeze": lambda x, dim: np.expand_dims(x, dim),
    "view": lambda x, shape: x.reshape(shape),
})  # fmt: skip


def _led(x: Any, shape: Sequence[int]) -> list[int]:
    """The shape of x, with as many dimensions of size one in front as `shape` has more."""
    return [1] * (len(shape) - x.ndim) + list(x.shape)
