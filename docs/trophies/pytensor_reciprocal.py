"""The slope of log(x**2) in PyTensor without a compiler: 1/x, where the 1 is in single precision and x a Python number."""

import pytensor
import pytensor.tensor as pt

import verify

x = pt.dscalar("x")
slope = pt.grad(pt.log(x * x), x)
answer = slope.eval({x: -3.0}, mode=pytensor.compile.mode.Mode("py", "fast_run")).item()
checked = verify.claim(f"diff(log(x*x), x) at x=-3 is {answer}")
print(answer, checked, sep="\n")
