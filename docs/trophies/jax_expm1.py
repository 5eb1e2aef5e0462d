"""The slope of expm1 in JAX, formed as expm1(x) + 1."""

import jax
import jax.numpy as jnp

import verify

with jax.enable_x64(True):
    answer = jax.grad(jnp.expm1)(-38.0).item()
checked = verify.claim(f"diff(expm1(x), x) at x=-38 is {answer:.24f}")
print(jax.__version__, answer, checked, sep="\n")
