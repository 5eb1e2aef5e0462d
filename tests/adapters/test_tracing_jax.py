import numpy as np
import pytest

from verify.adapters.tracing_jax import traced
from verify.core.errors import UnsupportedError
from verify.ops.parsing import evaluate

jax = pytest.importorskip("jax", reason="pip install jax")
jnp = jax.numpy
W = np.arange(6.0).reshape(2, 3) / 7

SAME = {
    "tanh": (lambda x: jnp.sum(jnp.tanh(W @ x)), 3),
    "mean": (lambda x: jnp.mean(x**2) - x[1], 3),
    "softplus": (lambda x: jax.nn.softplus(x[0]) * jnp.exp(x[1]), 3),
    "logsumexp": (jax.nn.logsumexp, 3),
    "softmax": (lambda x: jax.nn.softmax(x)[0], 3),
    "inner jit": (lambda x: jax.jit(jnp.sin)(x[0]) + jnp.sqrt(2.0 + jnp.cos(x[1])), 2),
    "reshaped": (lambda x: (x.reshape(2, 2) @ x.reshape(2, 2).T)[0, 1], 4),
}


@pytest.mark.parametrize("name", SAME)
def test_a_trace_computes_what_the_function_does(name):
    f, size = SAME[name]
    names = [f"x_{number}" for number in range(size)]
    (root,) = traced(f, [(size,)], names).outputs
    for seed in range(4):
        point = np.random.default_rng(seed).uniform(-2, 2, size).astype(np.float32)
        exact = evaluate(root, dict(zip(names, point.tolist(), strict=True)))
        assert abs(exact - float(f(point))) <= 2**-18 * (1 + abs(exact))


@pytest.mark.parametrize(
    ("f", "why"),
    [
        (lambda x: jnp.where(x[0] > 0, x[0], 0.0), "compares values"),
        (lambda x: jnp.sort(x)[0], "primitive sort"),
        (lambda x: (x, x), "2 arrays"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_what_cannot_be_traced_is_told(f, why):
    with pytest.raises(UnsupportedError, match=why):
        traced(f, [(2,)], ["x_0", "x_1"])
