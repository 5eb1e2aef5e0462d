"""The slope of logaddexp in PyTensor, which is log(exp(a) + exp(b)): both exponentials overflow."""

import pytensor
import pytensor.tensor as pt

import verify

a, b = pt.dscalars("a", "b")
slope = pt.grad(pt.logaddexp(a, b), a)
answer = slope.eval({a: 1000.0, b: 1000.0}, mode=pytensor.compile.mode.Mode("py", "fast_run")).item()
checked = verify.claim("diff(logaddexp(a, b), a) at a=1000, b=1000 is 1/2")
print(answer, checked, sep="\n")
