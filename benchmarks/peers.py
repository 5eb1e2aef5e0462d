"""Other people's gradient checkers, each asked at its defaults about the same functions; and faults planted in their libraries.

A peer's `functions` are its library's, by our names of operations; `faulty` scales all partials of one of them, so that the
library stays right but for that operation. Programs take a list of arrays, one for each variable, over points.
"""

import warnings
from dataclasses import replace

import autograd
import autograd.numpy as anp
import autograd.test_util
import jax
import jax.test_util
import numpy as np
import scipy.optimize
import torch
from autograd.core import make_vjp
from autograd.extend import defvjp, primitive

from verify.adapters.autograd import make_reverse as make_autograd
from verify.adapters.casadi import make as make_casadi
from verify.adapters.jax import make_reverse as make_jax
from verify.adapters.torch import make_reverse as make_torch

# SciPy returns a distance and leaves the judgement to its caller; its documentation shows distances of some 1e-8.
SCIPY_PASSES = 1e-6


class Autograd:
    """HIPS autograd and `autograd.test_util.check_grads`, first order in reverse mode."""

    name, checker = "autograd", "autograd.test_util.check_grads"

    def __init__(self):
        self.backend = make_autograd()
        self.functions = dict(self.backend.functions)

    def faulty(self, function, factor):
        made = primitive(lambda *given: function(*given))

        def pull(argument):
            def vjp(answer, *given):
                back, _ = make_vjp(lambda x: function(*given[:argument], x, *given[argument + 1 :]), given[argument])
                return lambda g: back(g) * factor

            return vjp

        defvjp(made, pull(0), pull(1))
        return made

    def with_gradient(self, f, df):
        """f with `df` as its gradient, of one array."""
        made = primitive(f)
        defvjp(made, lambda answer, x: lambda g: g * df(x))
        return made

    def passes(self, f, rows):
        try:
            autograd.test_util.check_grads(lambda *x: f(x) * 1.0, modes=["rev"], order=1)(*rows)
        except AssertionError:
            return False
        return True


class Scipy(Autograd):
    """`scipy.optimize.check_grad` on the sum over points, differentiated by autograd."""

    name, checker = "scipy", f"scipy.optimize.check_grad, distance at most {SCIPY_PASSES:g}"

    def passes(self, f, rows):
        def value(x):
            return anp.sum(f(list(x.reshape(len(rows), -1))))

        whole = np.concatenate(rows)
        return scipy.optimize.check_grad(value, autograd.grad(value), whole) <= SCIPY_PASSES


class Torch:
    """PyTorch and `torch.autograd.gradcheck`."""

    name, checker = "torch", "torch.autograd.gradcheck"
    fast = False

    def __init__(self):
        self.backend = make_torch()
        self.functions = dict(self.backend.functions)

    def faulty(self, function, factor):
        class Faulty(torch.autograd.Function):
            @staticmethod
            def forward(context, *given):
                context.save_for_backward(*given)
                return function(*given)

            @staticmethod
            def backward(context, g):
                with torch.enable_grad():
                    given = [x.detach().requires_grad_() for x in context.saved_tensors]
                    slopes = torch.autograd.grad(function(*given), given, g)
                return tuple(slope * factor for slope in slopes)

        return lambda *given: Faulty.apply(*_tensors(given))

    def with_gradient(self, f, df):
        """f with `df` as its gradient, of one array."""

        class Given(torch.autograd.Function):
            @staticmethod
            def forward(context, x):
                context.save_for_backward(x)
                return f(x)

            @staticmethod
            def backward(context, g):
                return g * df(*context.saved_tensors)

        return Given.apply

    def passes(self, f, rows):
        inputs = [torch.tensor(row, dtype=torch.float64, requires_grad=True) for row in rows]
        return torch.autograd.gradcheck(lambda *x: f(x), inputs, fast_mode=self.fast, raise_exception=False)


class FastTorch(Torch):
    """The same in its fast mode."""

    name, checker = "torch fast", "torch.autograd.gradcheck(fast_mode=True)"
    fast = True


class Jax:
    """JAX and `jax.test_util.check_grads`, first order in reverse mode, in float64."""

    name, checker = "jax", "jax.test_util.check_grads, float64"
    dtype = np.float64

    def __init__(self):
        self.backend = make_jax()
        self.functions = dict(self.backend.functions)

    def faulty(self, function, factor):
        @jax.custom_jvp
        def made(*given):
            return function(*given)

        @made.defjvp
        def push(given, tangents):
            value, slope = jax.jvp(function, given, tangents)
            return value, slope * factor

        return made

    def with_gradient(self, f, df):
        """f with `df` as its gradient, of one array."""
        made = jax.custom_jvp(f)
        made.defjvp(lambda given, tangents: (f(*given), jax.numpy.sum(df(*given) * tangents[0])))
        return made

    def passes(self, f, rows):
        with jax.enable_x64(self.dtype is np.float64):
            inputs = [jax.numpy.asarray(row, self.dtype) for row in rows]
            try:
                jax.test_util.check_grads(lambda *x: f(x), inputs, order=1, modes=["rev"])
            except AssertionError:
                return False
        return True


class SingleJax(Jax):
    """The same in JAX's default precision."""

    name, checker = "jax float32", "jax.test_util.check_grads, float32"
    dtype = np.float32


class Casadi:
    """CasADi, which ships no checker of its own."""

    name, checker = "casadi", None

    def __init__(self):
        self.backend = make_casadi()
        self.functions = dict(self.backend.functions)


def with_fault(peer, operation, fault):
    """A backend of the peer's library whose partials of `operation` are off by the factor 1 + fault."""
    faulty = {operation: peer.faulty(peer.functions[operation], 1.0 + fault)}
    return replace(peer.backend, name=f"{peer.name} with a fault in {operation}", xp={**peer.functions, **faulty}, lacks=())


def quiet():
    """No warnings about the libraries' own arithmetic."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")


def _tensors(given):
    like = next(x for x in given if isinstance(x, torch.Tensor))
    return [x if isinstance(x, torch.Tensor) else torch.tensor(x, dtype=like.dtype) for x in given]
