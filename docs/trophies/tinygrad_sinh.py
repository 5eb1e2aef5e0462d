"""sinh of a small number in tinygrad, formed as (exp(x) - exp(-x)) / 2."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    answer = tinygrad.Tensor([2.0**-20], dtype="float64").sinh().item()
checked = verify.claim(f"sinh(x) at x=2**(-20) is {answer:.24f}")
print(answer, checked, sep="\n")
