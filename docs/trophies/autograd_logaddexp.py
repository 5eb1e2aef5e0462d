"""The slope of logaddexp in autograd, formed as exp(a - logaddexp(a, b)): the rounding of 1000 becomes relative."""

import autograd
import autograd.numpy as np

import verify

answer = float(autograd.grad(np.logaddexp)(1000.0, 1000.0))
checked = verify.claim(f"diff(logaddexp(a, b), a) at a=1000, b=1000 is {answer:.16f}")
print(answer, checked, sep="\n")
