"""The slope of the sigmoid function in tinygrad: s - s**2, where s rounds to 1."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    x = tinygrad.Tensor([38.0], dtype="float64")
    answer = x.sigmoid().sum().gradient(x)[0].item()
checked = verify.claim(f"diff(sigmoid(x), x) at x=38 is {answer:.24f}")
print(answer, checked, sep="\n")
