"""The slope of the sigmoid function in PyTensor, s * (1 - s), where s rounds to 1."""

import pytensor
import pytensor.tensor as pt

import verify

x = pt.dscalar("x")
slope = pt.grad(pt.sigmoid(x), x)
answer = slope.eval({x: 38.0}, mode=pytensor.compile.mode.Mode("py", "fast_run")).item()
checked = verify.claim(f"diff(sigmoid(x), x) at x=38 is {answer:.24f}")
print(answer, checked, sep="\n")
