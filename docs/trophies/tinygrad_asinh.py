"""asinh of a large negative number in tinygrad: log(x + sqrt(x**2 + 1)), where the sum is 0."""

import tinygrad

import verify

with tinygrad.Context(DEV="PYTHON"):
    answer = tinygrad.Tensor([-1e9], dtype="float64").asinh().item()
checked = verify.claim(f"asinh(x) at x=-10**9 is {answer}")
print(answer, checked, sep="\n")
