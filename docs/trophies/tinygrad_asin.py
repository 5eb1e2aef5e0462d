"""The slope of asin in tinygrad, in double precision, by a polynomial with seven digits."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    x = tinygrad.Tensor([0.5], dtype="float64")
    answer = x.asin().sum().gradient(x)[0].item()
checked = verify.claim(f"diff(asin(x), x) at x=0.5 is {answer}")
print(answer, checked, sep="\n")
