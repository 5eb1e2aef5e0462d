"""The slope of logaddexp in JAX, formed as exp(a - logaddexp(a, b)): the rounding of 1000 becomes relative."""

import jax
import jax.numpy as jnp

import verify

with jax.enable_x64(True):
    answer = jax.grad(jnp.logaddexp)(1000.0, 1000.0).item()
checked = verify.claim(f"diff(logaddexp(a, b), a) at a=1000, b=1000 is {answer:.16f}")
print(jax.__version__, answer, checked, sep="\n")
