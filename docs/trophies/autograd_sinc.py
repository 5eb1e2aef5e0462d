"""The slope of NumPy's sinc, sin(pi x) / (pi x), in autograd: a difference over x**2."""

import autograd
import autograd.numpy as np

import verify

answer = float(autograd.grad(np.sinc)(1e-8))
checked = verify.claim(f"diff(sinc(x), x) at x=1e-8 is {answer:.24f}")
print(answer, checked, sep="\n")
