"""The slope of tanh in JAX, formed from t = tanh(x) as (1 + t) (1 - t): no digit is right."""

import jax
import jax.numpy as jnp

import verify

with jax.enable_x64(True):
    answer = jax.grad(jnp.tanh)(19.5).item()
checked = verify.claim(f"diff(tanh(x), x) at x=19.5 is {answer:.24f}")
print(jax.__version__, answer, checked, sep="\n")
