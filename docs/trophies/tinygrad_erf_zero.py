"""The slope of erf at 0 in tinygrad: sign(x) times a function of |x|, and neither moves at 0."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    x = tinygrad.Tensor([0.0], dtype="float64")
    answer = x.erf().sum().gradient(x)[0].item()
checked = verify.claim(f"diff(erf(x), x) at x=0 is {answer}")
print(answer, checked, sep="\n")
