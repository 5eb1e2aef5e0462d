"""PyTorch: the tape of `autograd`, dual numbers of `forward_ad`, and the transforms of `torch.func` under `vmap`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any, Final

from verify.adapters.backend import Backend
from verify.adapters.library import Library
from verify.adapters.program import functions_in


def _namespace() -> Mapping[str, Callable[..., Any]]:
    """PyTorch's functions, which want tensors even of constants. A constant is float64 and takes the points' precision."""
    torch = import_module("torch")
    found = functions_in((torch, torch.special, import_module("torch.nn.functional")))

    def on_tensors(function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any) -> Any:
            return function(*(torch.tensor(arg, dtype=torch.float64) if isinstance(arg, float) else arg for arg in args))

        return called

    names = {"min": "minimum", "max": "maximum"}
    return {names.get(name, name): on_tensors(function) for name, function in found.items()}


def _arrays(ask: Callable[..., Any]) -> Callable[..., Any]:
    """`ask` on tensors made of NumPy arrays, with NumPy arrays as answers."""

    def asked(f: Any, *inputs: Any) -> Any:
        torch = import_module("torch")
        found = ask(f, *(torch.from_numpy(array) for array in inputs))
        return tuple(part.detach().numpy() for part in found) if isinstance(found, tuple) else found.detach().numpy()

    return asked


def _full(f: Any, x: Any) -> Any:
    """f, as wide as the points also where it does not depend on them."""
    return f(x) + import_module("torch").zeros(x.shape[1:], dtype=x.dtype)


def _slope(values: Any, x: Any, cotangent: Any = None, *, keep: bool = False) -> Any:
    """The gradient of the sum of `values`, zero where nothing was recorded."""
    torch = import_module("torch")
    if not values.requires_grad:
        return torch.zeros_like(x)
    ones = torch.ones_like(values) if cotangent is None else cotangent
    return torch.autograd.grad(values, x, ones, create_graph=keep, retain_graph=True, materialize_grads=True)[0]


def _reverse(f: Any, x: Any) -> Any:
    values = _full(f, x.requires_grad_())
    return values, _slope(values, x)


def _reverse_hessian(f: Any, x: Any) -> Any:
    gradient = _slope(_full(f, x.requires_grad_()), x, keep=True)
    return import_module("torch").stack([_slope(row, x) for row in gradient])


def _vjp(f: Any, x: Any, cotangent: Any) -> Any:
    return _slope(_outputs(f, x.requires_grad_()), x, cotangent)


def _push(f: Any, x: Any, tangent: Any) -> Any:
    """Values, and the derivative along a direction, by dual numbers."""
    torch, dual = import_module("torch"), import_module("torch.autograd.forward_ad")
    with dual.dual_level():
        values, slope = dual.unpack_dual(_full(f, dual.make_dual(x, tangent)))
        return values.clone(), torch.zeros_like(values) if slope is None else slope.clone()


def _jvp(f: Any, x: Any, tangent: Any) -> Any:
    return _push(f, x, tangent)[1]


def _forward(f: Any, x: Any) -> Any:
    torch = import_module("torch")
    units = torch.eye(len(x), dtype=x.dtype)[:, :, None].expand(len(x), *x.shape)
    slopes = [_jvp(f, x, unit.contiguous()) for unit in units]
    return _full(f, x), torch.stack(slopes) if slopes else torch.zeros_like(x)


def _forward_over_reverse(f: Any, x: Any) -> Any:
    torch = import_module("torch")
    units = torch.eye(len(x), dtype=x.dtype)[:, :, None].expand(len(x), *x.shape)
    gradient = torch.func.grad(lambda given: _full(f, given).sum())
    return torch.stack([torch.func.jvp(gradient, (x,), (unit,))[1] for unit in units])


def _at_a_point(f: Any) -> Any:
    """f of one point, [n] -> [], for `vmap`."""
    return lambda given: f(given) + given.sum() * 0.0 if not len(given) else _full(f, given)


def _mapped(f: Any, x: Any) -> Any:
    """Value and gradient at every point, by `vmap` of `grad_and_value`."""
    torch = import_module("torch")
    gradient, values = torch.func.vmap(torch.func.grad_and_value(_at_a_point(f)))(x.T)
    return values, gradient.T


def _mapped_jvp(f: Any, x: Any, tangent: Any) -> Any:
    torch = import_module("torch")
    return torch.func.vmap(lambda point, along: torch.func.jvp(_at_a_point(f), (point,), (along,))[1])(x.T, tangent.T)


def _mapped_hessian(f: Any, x: Any) -> Any:
    torch = import_module("torch")
    return torch.func.vmap(torch.func.hessian(_at_a_point(f)))(x.T).permute(1, 2, 0)


def _outputs(f: Any, x: Any) -> Any:
    """The outputs of f in one tensor, each as wide as the points."""
    torch = import_module("torch")
    return torch.stack([output + torch.zeros(x.shape[1:], dtype=x.dtype) for output in f(x)])


def _mapped_jacobian(transform: str) -> Callable[..., Any]:
    """`jacfwd` or `jacrev` of `torch.func` at every point, [m, n, points]."""

    def ask(f: Any, x: Any) -> Any:
        func = import_module("torch").func
        return func.vmap(getattr(func, transform)(partial(_outputs, f)))(x.T).permute(1, 2, 0)

    return ask


def _jacobian(f: Any, x: Any) -> Any:
    """`torch.autograd.functional.jacobian` of all points at once, of which each depends on itself alone."""
    found = import_module("torch").autograd.functional.jacobian(partial(_outputs, f), x)
    return found.diagonal(dim1=1, dim2=3)


def _backend(name: str, value_and_grad: Callable[..., Any], **more: Any) -> Backend:
    asked: dict[str, Any] = {question: _arrays(ask) for question, ask in more.items()}
    return Backend(
        name, _namespace(), _arrays(value_and_grad), **asked,
        dtype=("float64", "float32"), vectorised=True, version=import_module("torch").__version__,
    )  # fmt: skip


def make_reverse() -> Backend:
    """`torch.autograd.grad`, once and twice, and `torch.autograd.functional.jacobian`."""
    return _backend("torch-reverse", _reverse, vjp=_vjp, hessian=_reverse_hessian, jacobian=_jacobian)


def make_forward() -> Backend:
    """Dual numbers along every axis; Hessians forward over reverse; `torch.func.jacfwd`."""
    return _backend("torch-forward", _forward, jvp=_jvp, hessian=_forward_over_reverse, jacobian=_mapped_jacobian("jacfwd"))


def make_func() -> Backend:
    """`torch.func` at single points under `vmap`."""
    return _backend("torch-func", _mapped, jvp=_mapped_jvp, hessian=_mapped_hessian, jacobian=_mapped_jacobian("jacrev"))


_LIBRARY: Final = partial(Library, module="torch", distribution="torch", extra="torch")
METHODS: Final = (
    _LIBRARY(name="torch-forward", make=make_forward, answers="value, gradient, JVP, Jacobian, Hessian; float64, float32"),
    _LIBRARY(name="torch-func", make=make_func, answers="value, gradient, JVP, Jacobian, Hessian under vmap; float64, float32"),
    _LIBRARY(name="torch-reverse", make=make_reverse, answers="value, gradient, VJP, Jacobian, Hessian; float64, float32"),
)
