"""The slope of tanh in PyTensor, formed as 1 - tanh(x)**2, where tanh rounds to 1."""

import pytensor
import pytensor.tensor as pt

import verify

x = pt.dscalar("x")
slope = pt.grad(pt.tanh(x), x)
answer = slope.eval({x: 19.5}, mode=pytensor.compile.mode.Mode("py", "fast_run")).item()
checked = verify.claim(f"diff(tanh(x), x) at x=19.5 is {answer:.24f}")
print(answer, checked, sep="\n")
