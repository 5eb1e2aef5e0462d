"""JAX: forward, reverse, and reverse under `jit`. Float64 in a context of its own; the global setting is not touched."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from importlib import import_module
from typing import Any, Final

import numpy as np

from verify.adapters.backend import Backend
from verify.adapters.library import Library

# JAX compiles every operation for every shape, so all points come in batches of one shape, the last one filled up.
_BATCH: Final = 64


def _batched(ask: Callable[..., Any]) -> Callable[..., Any]:
    """`ask` on lists of rows, one for each variable, in the precision of the points; NumPy arrays as answers."""

    def asked(f: Any, *inputs: Any) -> Any:
        jax = import_module("jax")
        count = inputs[0].shape[-1]
        found = []
        with jax.enable_x64(inputs[0].dtype == np.float64):
            for start in range(0, count, _BATCH):
                batch = [_filled(array[:, start : start + _BATCH]) for array in inputs]
                found.append(jax.tree_util.tree_map(np.asarray, ask(f, *batch)))
        return jax.tree_util.tree_map(lambda *parts: np.concatenate(parts)[:count], *found)

    return asked


def _filled(array: Any) -> list[Any]:
    return list(np.pad(array, ((0, 0), (0, _BATCH - array.shape[1])), mode="edge"))


def _full(f: Any, x: Any) -> Any:
    """f, as wide as the points also where it does not depend on them."""
    jnp, dtype = import_module("jax.numpy"), x[0].dtype if x else None
    return jnp.broadcast_to(jnp.asarray(f(x), dtype), (_BATCH,))


def _total(f: Any, x: Any) -> Any:
    """The sum over points, whose gradient has every point's gradient as a column; the values beside it."""
    values = _full(f, x)
    return values.sum(), values


def _reverse(f: Any, x: Any) -> Any:
    (_, values), gradient = import_module("jax").value_and_grad(partial(_total, f), has_aux=True)(x)
    return values, gradient


def _reverse_hessian(f: Any, x: Any) -> Any:
    grad = import_module("jax").grad
    gradient = grad(lambda given: _total(f, given)[0])
    return [grad(lambda given, row=row: gradient(given)[row].sum())(x) for row in range(len(x))]


def _vjp(f: Any, x: Any, cotangent: Any) -> Any:
    _, pull = import_module("jax").vjp(lambda given: [_full(lambda _, y=output: y, given) for output in f(given)], x)
    return pull(cotangent)[0]


def _jvp(f: Any, x: Any, tangent: Any) -> Any:
    return import_module("jax").jvp(partial(_full, f), (x,), (tangent,))[1]


def _units(x: Any) -> list[Any]:
    """The directions of the axes."""
    return [[np.full(_BATCH, float(i == j), row.dtype) for i, row in enumerate(x)] for j in range(len(x))]


def _forward(f: Any, x: Any) -> Any:
    return _full(f, x), [_jvp(f, x, unit) for unit in _units(x)]


def _forward_hessian(f: Any, x: Any) -> Any:
    return [[_jvp(partial(_jvp, f, tangent=inner), x, outer) for outer in _units(x)] for inner in _units(x)]


def _forward_over_reverse(f: Any, x: Any) -> Any:
    jax = import_module("jax")
    gradient = jax.grad(lambda given: _total(f, given)[0])
    return [jax.jvp(gradient, (x,), (unit,))[1] for unit in _units(x)]


def _jacobian(transform: str) -> Callable[..., Any]:
    """`jacfwd` or `jacrev` at every point, as a list of rows of entries."""

    def ask(f: Any, x: Any) -> Any:
        jax, jnp = import_module("jax"), import_module("jax.numpy")

        def outputs(given: Any) -> Any:
            return jnp.stack([jnp.broadcast_to(jnp.asarray(output, given.dtype), ()) for output in f(given)])

        found = jax.vmap(getattr(jax, transform)(outputs))(jnp.stack(x, axis=-1))
        return [list(row) for row in jnp.moveaxis(found, 0, -1)]

    return ask


def _namespace() -> tuple[Any, ...]:
    return tuple(import_module(name) for name in ("jax.numpy", "jax.nn", "jax.scipy.special"))


def _backend(name: str, value_and_grad: Callable[..., Any], **more: Callable[..., Any]) -> Backend:
    asked: dict[str, Any] = {question: _batched(ask) for question, ask in more.items()}
    return Backend(
        name, _namespace(), _batched(value_and_grad), **asked, dtype=("float64", "float32"), vectorised=True,
        version=import_module("jax").__version__, lacks=(),
    )  # fmt: skip


def make_reverse() -> Backend:
    """`grad`, `vjp`, `grad` of `grad`, and `jacrev`."""
    return _backend("jax-reverse", _reverse, vjp=_vjp, hessian=_reverse_hessian, jacobian=_jacobian("jacrev"))


def make_forward() -> Backend:
    """`jvp` along every axis, `jvp` of `jvp`, and `jacfwd`."""
    return _backend("jax-forward", _forward, jvp=_jvp, hessian=_forward_hessian, jacobian=_jacobian("jacfwd"))


def make_jit() -> Backend:
    """Reverse, and forward over reverse, each compiled for every expression."""
    jit = import_module("jax").jit

    def compiled(ask: Callable[..., Any]) -> Callable[..., Any]:
        made = lru_cache(maxsize=64)(lambda f: jit(partial(ask, f)))  # the same f is asked several times
        return lambda f, *inputs: made(f)(*inputs)

    return _backend(
        "jax-jit", compiled(_reverse), vjp=compiled(_vjp), jvp=compiled(_jvp), hessian=compiled(_forward_over_reverse)
    )


_LIBRARY: Final = partial(Library, module="jax", distribution="jax", extra="jax")
METHODS: Final = (
    _LIBRARY(name="jax-forward", make=make_forward, answers="value, gradient, JVP, Jacobian, Hessian; float64, float32"),
    _LIBRARY(name="jax-reverse", make=make_reverse, answers="value, gradient, VJP, Jacobian, Hessian; float64, float32"),
    _LIBRARY(name="jax-jit", make=make_jit, answers="value, gradient, JVP, VJP, Hessian under jit; float64, float32"),
)
