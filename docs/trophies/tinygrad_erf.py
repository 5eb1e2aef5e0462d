"""The slope of erf in tinygrad, of an approximation whose error is 1e-7: its slope has three digits."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    x = tinygrad.Tensor([3.0], dtype="float64")
    answer = x.erf().sum().gradient(x)[0].item()
checked = verify.claim(f"diff(erf(x), x) at x=3 is {answer}")
print(answer, checked, sep="\n")
