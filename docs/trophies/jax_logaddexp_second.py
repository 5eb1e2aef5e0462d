"""The second derivative of logaddexp in JAX, s (1 - s) with s rounded to 1."""

import jax
import jax.numpy as jnp

import verify

with jax.enable_x64(True):
    answer = jax.grad(jax.grad(jnp.logaddexp))(20.0, -20.0).item()
checked = verify.claim(f"diff(logaddexp(a, b), a, 2) at a=20, b=-20 is {answer:.24f}")
print(jax.__version__, answer, checked, sep="\n")
