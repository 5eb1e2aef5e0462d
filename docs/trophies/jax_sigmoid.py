"""The slope of the sigmoid in JAX, formed as s (1 - s), for an argument where s rounds to 1."""

import jax

import verify

with jax.enable_x64(True):
    answer = jax.grad(jax.nn.sigmoid)(37.0).item()
checked = verify.claim(f"diff(sigmoid(x), x) at x=37 is {answer:.24f}")
print(jax.__version__, answer, checked, sep="\n")
