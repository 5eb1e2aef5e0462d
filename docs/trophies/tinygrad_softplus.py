"""softplus(-36) in tinygrad: log(1 + exp(x)) without log1p."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    answer = tinygrad.Tensor([-36.0], dtype="float64").softplus().item()
checked = verify.claim(f"softplus(x) at x=-36 is {answer:.24f}")
print(answer, checked, sep="\n")
