"""The second derivative of tanh in JAX near 0, which is -2 x."""

import jax
import jax.numpy as jnp

import verify

with jax.enable_x64(True):
    answer = jax.grad(jax.grad(jnp.tanh))(1e-20).item()
checked = verify.claim(f"diff(tanh(x), x, 2) at x=1e-20 is {answer:.30f}")
print(jax.__version__, answer, checked, sep="\n")
