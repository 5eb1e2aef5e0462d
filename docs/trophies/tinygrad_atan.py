"""The slope of atan in tinygrad, by asin(x / sqrt(1 + x**2)), whose argument rounds towards 1."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    x = tinygrad.Tensor([1e5], dtype="float64")
    answer = x.atan().sum().gradient(x)[0].item()
checked = verify.claim(f"diff(atan(x), x) at x=10**5 is {answer}")
print(answer, checked, sep="\n")
