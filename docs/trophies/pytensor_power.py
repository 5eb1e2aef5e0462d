"""The slope of a**b in its first argument at (0, 0) in PyTensor: 0 * 0**(-1)."""

import pytensor
import pytensor.tensor as pt

import verify

a, b = pt.dscalars("a", "b")
slope = pt.grad(a**b, a)
answer = slope.eval({a: 0.0, b: 0.0}, mode=pytensor.compile.mode.Mode("py", "fast_run")).item()
checked = verify.claim("diff(a**b, a) at a=0, b=0 is 0")
print(answer, checked, sep="\n")
