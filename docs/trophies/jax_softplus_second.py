"""The second derivative of softplus in JAX: that of a sigmoid which has rounded to 1."""

import jax

import verify

with jax.enable_x64(True):
    answer = jax.grad(jax.grad(jax.nn.softplus))(36.0).item()
checked = verify.claim(f"diff(softplus(x), x, 2) at x=36 is {answer:.24f}")
print(jax.__version__, answer, checked, sep="\n")
