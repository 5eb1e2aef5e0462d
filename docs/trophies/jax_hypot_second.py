"""The second derivative of hypot in JAX where its arguments are equal, 1/sqrt(72): it goes through a maximum."""

import jax
import jax.numpy as jnp

import verify

with jax.enable_x64(True):
    answer = jax.grad(jax.grad(jnp.hypot))(3.0, 3.0).item()
checked = verify.claim(f"diff(hypot(a, b), a, 2) at a=3, b=3 is {answer:.24f}")
print(jax.__version__, answer, checked, sep="\n")
