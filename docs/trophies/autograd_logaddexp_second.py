"""The second derivative of logaddexp in autograd: s (1 - s) with s rounded to 1."""

import autograd
import autograd.numpy as np

import verify

answer = float(autograd.grad(autograd.grad(np.logaddexp))(20.0, -20.0))
checked = verify.claim(f"diff(logaddexp(a, b), a, 2) at a=20, b=-20 is {answer:.24f}")
print(answer, checked, sep="\n")
