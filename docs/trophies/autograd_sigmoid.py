"""The slope of the sigmoid in autograd, formed as s (1 - s), where s rounds to 1."""

import autograd
import autograd.scipy.special as special

import verify

answer = float(autograd.grad(special.expit)(37.0))
checked = verify.claim(f"diff(sigmoid(x), x) at x=37 is {answer:.24f}")
print(answer, checked, sep="\n")
