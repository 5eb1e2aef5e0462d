"""atan2 by both its arguments in JAX, through the fourth power of a small radius, which underflows: NaN."""

import jax
import jax.numpy as jnp

import verify

with jax.enable_x64(True):
    answer = jax.grad(jax.grad(jnp.arctan2), 1)(1e-79, 0.0).item()
checked = verify.claim("diff(diff(atan2(y, x), y), x) at y=1e-79, x=0 is 1.0000000e158")
print(jax.__version__, answer, checked, sep="\n")
