"""The slope of expm1 in autograd, formed as expm1(x) + 1."""

import autograd
import autograd.numpy as np

import verify

answer = float(autograd.grad(np.expm1)(-38.0))
checked = verify.claim(f"diff(expm1(x), x) at x=-38 is {answer:.24f}")
print(answer, checked, sep="\n")
