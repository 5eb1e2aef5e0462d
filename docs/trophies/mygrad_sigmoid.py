"""The slope of the sigmoid in MyGrad, formed as s (1 - s), where s rounds to 1."""

import mygrad
from mygrad.nnet.activations import sigmoid

import verify

x = mygrad.tensor(37.0)
sigmoid(x).backward()
answer = x.grad.item()
checked = verify.claim(f"diff(sigmoid(x), x) at x=37 is {answer:.24f}")
print(mygrad.__version__, answer, checked, sep="\n")
