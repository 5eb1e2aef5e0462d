"""JAX functions to expressions, from their jaxprs: what XLA is given, and not what the Python code looks like."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from verify.adapters.tracing_numpy import Shape, SymbolicArray, Traced, flattened
from verify.core.errors import UnsupportedError, UsageError
from verify.core.expression import Expression, apply, as_expression, variable

# Primitives that are our operations on each element, under their names there.
_ELEMENTWISE: Final = MappingProxyType({
    "abs": "abs", "acos": "acos", "acosh": "acosh", "add": "add", "add_any": "add", "asin": "asin", "asinh": "asinh",
    "atan": "atan", "atan2": "atan2", "atanh": "atanh", "cbrt": "cbrt", "cos": "cos", "cosh": "cosh", "div": "divide",
    "erf": "erf", "erfc": "erfc", "exp": "exp", "exp2": "exp2", "expm1": "expm1", "log": "log", "log1p": "log1p",
    "logistic": "sigmoid", "max": "max", "min": "min", "mul": "multiply", "neg": "negate", "pow": "power", "sign": "sign",
    "sin": "sin", "sinh": "sinh", "sqrt": "sqrt", "sub": "subtract", "tan": "tan", "tanh": "tanh",
})  # fmt: skip
_REDUCTIONS: Final = MappingProxyType(
    {"reduce_sum": np.add, "reduce_prod": np.multiply, "reduce_max": np.maximum, "reduce_min": np.minimum}
)
_NOTHING: Final = frozenset(
    {"convert_element_type", "copy", "copy_p", "stop_gradient", "reduce_precision", "optimization_barrier"}
)
_INNER: Final = frozenset(
    {"jit", "pjit", "closed_call", "custom_jvp_call", "custom_vjp_call", "remat", "checkpoint", "core_call"}
)


def traced(f: Callable[..., Any], shapes: Sequence[Shape], names: Sequence[str]) -> Traced:
    """What a JAX function computes of arguments of these shapes; `names` are those of all their entries.

    Raises
    ------
    UnsupportedError : a primitive of its jaxpr is no operation of ours, or compares values.
    """
    import jax

    zeros = [np.ones(shape, np.float32) for shape in shapes]
    try:
        closed, shape = jax.make_jaxpr(f, return_shape=True)(*zeros)
    except Exception as error:
        raise UnsupportedError(f"jax.make_jaxpr fails on it ({type(error).__name__})") from None
    leaves = jax.tree_util.tree_leaves(shape)
    if len(leaves) != 1:
        raise UnsupportedError(f"it returns {len(leaves)} arrays, where one is wanted")
    cells = iter(names)
    inputs = [_filled([variable(next(cells)) for _ in range(int(np.prod(shape)))], shape) for shape in shapes]
    try:
        (result,) = _run(closed.jaxpr, closed.consts, inputs)
    except UsageError as error:
        raise UnsupportedError(f"it does what expressions cannot: {error}") from None
    outputs, _ = flattened(np.asarray(result, object))
    return Traced(tuple(names), outputs, tuple(leaves[0].shape))


def gradient(f: Callable[..., Any], count: int) -> Callable[..., Any]:
    """jax.grad by all arguments: one gradient, or a tuple of them."""
    import jax

    found: Callable[..., Any] = jax.grad(f, argnums=tuple(range(count)) if count > 1 else 0)
    return found


def _run(jaxpr: Any, constants: Sequence[Any], inputs: Sequence[Any]) -> list[Any]:
    """The jaxpr on object arrays."""
    known: dict[Any, Any] = dict(zip(jaxpr.constvars, map(_array, constants), strict=True))
    known.update(zip(jaxpr.invars, inputs, strict=True))

    def value(atom: Any) -> Any:
        return _array(atom.val) if hasattr(atom, "val") else known[atom]

    for equation in jaxpr.eqns:
        results = _apply(equation, [value(atom) for atom in equation.invars])
        known.update(zip(equation.outvars, results, strict=True))
    return [value(atom) for atom in jaxpr.outvars]


def _apply(equation: Any, operands: list[Any]) -> list[Any]:
    name, facts = equation.primitive.name, equation.params
    if name in _NOTHING:
        return operands[:1]
    if name in _DECIDED:
        return [_each_value(_DECIDED[name], *operands)]
    if name in _ELEMENTWISE:
        return [_each(lambda *values: apply(_ELEMENTWISE[name], *values), *operands)]
    if name in _SPELLED:
        return [_each(_SPELLED[name](facts), *operands)]
    if name in _REDUCTIONS:
        symbolic = operands[0].view(SymbolicArray)
        return [np.asarray(_REDUCTIONS[name].reduce(symbolic, axis=tuple(facts["axes"])), object)]
    if name in _SHAPING:
        return [np.asarray(_SHAPING[name](facts, *operands), object)]
    inner = next((facts[key] for key in ("jaxpr", "call_jaxpr", "fun_jaxpr") if key in facts), None)
    if name in _INNER and inner is not None:
        return _run(inner.jaxpr, inner.consts, operands) if hasattr(inner, "jaxpr") else _run(inner, (), operands)
    if name in ("lt", "le", "gt", "ge", "cond", "while"):
        raise UnsupportedError(f"it compares values (primitive {name}), and a branch on a value cannot be traced")
    raise UnsupportedError(f"its jaxpr has the primitive {name}, which is no operation of ours")


def _each_value(function: Callable[..., Any], *operands: Any) -> Any:
    """An operation whose operands may be infinite constants or truth values."""
    return np.asarray(np.frompyfunc(function, len(operands), 1)(*operands), object)


def _known(left: Any, right: Any) -> bool:
    """Whether two elements are equal, where that does not depend on values: guards against NaN and infinity."""
    if left is right:
        return True
    if isinstance(left, Expression) and isinstance(right, Expression):
        raise UnsupportedError("it compares values, and a branch on a value cannot be traced")
    if isinstance(left, Expression) or isinstance(right, Expression):
        number = right if isinstance(left, Expression) else left
        if math.isinf(number):
            return False  # expressions are finite
        raise UnsupportedError("it compares values, and a branch on a value cannot be traced")
    return bool(left == right)


def _extreme(name: str, idle: float) -> Callable[[Any, Any], Any]:
    """The larger or smaller of two, of which one may be the infinite constant that changes nothing."""

    def choose(left: Any, right: Any) -> Any:
        if not isinstance(left, Expression) and left == idle:
            return right
        return left if not isinstance(right, Expression) and right == idle else apply(name, left, right)

    return choose


def _selected(which: Any, *cases: Any) -> Any:
    if isinstance(which, Expression):
        raise UnsupportedError("it chooses by a value, and a branch on a value cannot be traced")
    return cases[int(which)]


_DECIDED: Final[MappingProxyType[str, Callable[..., Any]]] = MappingProxyType({
    "eq": _known,
    "ne": lambda left, right: not _known(left, right),
    "is_finite": lambda value: isinstance(value, Expression) or math.isfinite(value),
    "select_n": _selected,
    "max": _extreme("max", -math.inf),
    "min": _extreme("min", math.inf),
})  # fmt: skip


def _each(function: Callable[..., Expression], *operands: Any) -> Any:
    return np.asarray(np.frompyfunc(lambda *values: function(*map(as_expression, values)), len(operands), 1)(*operands), object)


def _power(facts: Any) -> Callable[..., Expression]:
    return lambda a: apply("power", a, float(facts["y"]))


_SPELLED: Final[MappingProxyType[str, Callable[[Any], Callable[..., Expression]]]] = MappingProxyType({
    "integer_pow": _power,
    "square": lambda _: lambda a: apply("multiply", a, a),
    "rsqrt": lambda _: lambda a: apply("divide", 1.0, apply("sqrt", a)),
    "clamp": lambda _: lambda low, a, high: apply("min", apply("max", a, low), high),
})  # fmt: skip


def _broadcast(facts: Any, operand: Any, *_: Any) -> Any:
    shape = [1] * len(facts["shape"])
    for axis, size in zip(facts["broadcast_dimensions"], operand.shape, strict=True):
        shape[axis] = size
    return np.broadcast_to(operand.reshape(shape), facts["shape"])


def _sliced(facts: Any, operand: Any) -> Any:
    strides = facts["strides"] or (1,) * operand.ndim
    return operand[tuple(map(slice, facts["start_indices"], facts["limit_indices"], strides))]


def _dot(facts: Any, left: Any, right: Any) -> Any:
    """Contraction, where no dimension is carried along as a batch."""
    (a, b), (batch, _) = facts["dimension_numbers"]
    if batch:
        raise UnsupportedError("it multiplies batches of matrices, which is not traced")
    return np.tensordot(left, right, axes=(tuple(a), tuple(b)))


_SHAPING: Final[MappingProxyType[str, Callable[..., Any]]] = MappingProxyType({
    "broadcast_in_dim": _broadcast,
    "concatenate": lambda facts, *parts: np.concatenate(parts, axis=facts["dimension"]),
    "dot_general": _dot,
    "expand_dims": lambda facts, a: np.expand_dims(a, tuple(facts["dimensions"])),
    "reshape": lambda facts, a, *_: a.reshape(facts["new_sizes"]),
    "rev": lambda facts, a: np.flip(a, tuple(facts["dimensions"])),
    "slice": _sliced,
    "squeeze": lambda facts, a: np.squeeze(a, tuple(facts["dimensions"])),
    "transpose": lambda facts, a: np.transpose(a, facts["permutation"]),
})  # fmt: skip


def _array(value: Any) -> Any:
    """A constant as an object array of floats."""
    array = np.asarray(value)
    if array.dtype.kind == "b":
        return _filled(array.reshape(-1).tolist(), array.shape)
    if array.dtype.kind not in "iuf":
        raise UnsupportedError(f"it holds constants of {array.dtype}, where real numbers are wanted")
    return _filled(array.astype(np.float64).reshape(-1).tolist(), array.shape)


def _filled(values: Sequence[Any], shape: Shape) -> Any:
    array = np.empty(len(values), object)
    array[:] = values
    return array.reshape(shape)
