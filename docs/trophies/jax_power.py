"""The slope of a**b in its first argument at (0, 0), where a**0 is constant."""

import jax

import verify

with jax.enable_x64(True):
    answer = jax.grad(lambda a, b: a**b)(0.0, 0.0).item()
checked = verify.claim("diff(a**b, a) at a=0, b=0 is 0")
print(jax.__version__, answer, checked, sep="\n")
