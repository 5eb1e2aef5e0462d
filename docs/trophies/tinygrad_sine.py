"""The slope of sin at 10**6 in tinygrad: sin(pi/2 - x), where x has no digits left for pi/2."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    x = tinygrad.Tensor([1e6], dtype="float64")
    answer = x.sin().sum().gradient(x)[0].item()
checked = verify.claim(f"diff(sin(x), x) at x=10**6 is {answer}")
print(answer, checked, sep="\n")
