"""The mixed derivative of a**b at b = 0, 1/a, in autograd: the slope in a changes its formula there."""

import autograd

import verify

answer = float(autograd.grad(autograd.grad(lambda a, b: a**b, 0), 1)(2.0, 0.0))
checked = verify.claim(f"diff(a**b, a, b) at a=2, b=0 is {answer}")
print(answer, checked, sep="\n")
