"""The second derivative of |x| away from 0 in autograd: x / |x| is differentiated, and what rounds off is left."""

import autograd
import autograd.numpy as np

import verify

answer = float(autograd.grad(autograd.grad(np.abs))(1.6041469696911494e-11))
checked = verify.claim(f"diff(abs(x), x, 2) at x=1.6041469696911494e-11 is {answer:.12f}")
print(answer, checked, sep="\n")
