"""The slope of sinc at 0 in autograd: 0/0."""

import autograd
import autograd.numpy as np

import verify

answer = float(autograd.grad(np.sinc)(0.0))
checked = verify.claim("diff(sinc(x), x) at x=0 is 0")
print(answer, checked, sep="\n")
