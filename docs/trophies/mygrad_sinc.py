"""The slope of NumPy's sinc, sin(pi x) / (pi x), in MyGrad: a difference over x**2."""

import mygrad

import verify

x = mygrad.tensor(1e-8)
mygrad.sinc(x).backward()
answer = x.grad.item()
checked = verify.claim(f"diff(sinc(x), x) at x=1e-8 is {answer:.24f}")
print(mygrad.__version__, answer, checked, sep="\n")
