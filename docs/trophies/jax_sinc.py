"""The slope of NumPy's sinc, sin(pi x) / (pi x), in JAX: a difference over x**2."""

import jax
import jax.numpy as jnp

import verify

with jax.enable_x64(True):
    answer = jax.grad(jnp.sinc)(1e-8).item()
checked = verify.claim(f"diff(sinc(x), x) at x=1e-8 is {answer:.24f}")
print(jax.__version__, answer, checked, sep="\n")
