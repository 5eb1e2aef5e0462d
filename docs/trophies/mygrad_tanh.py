"""The slope of tanh in MyGrad, formed as 1 - tanh(x)**2, where tanh rounds to 1."""

import mygrad

import verify

x = mygrad.tensor(19.5)
mygrad.tanh(x).backward()
answer = x.grad.item()
checked = verify.claim(f"diff(tanh(x), x) at x=19.5 is {answer:.24f}")
print(mygrad.__version__, answer, checked, sep="\n")
