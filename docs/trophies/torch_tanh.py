"""The slope of tanh in PyTorch, formed as 1 - tanh(x)**2, where tanh rounds to 1."""

import torch

import verify

x = torch.tensor(19.5, dtype=torch.float64, requires_grad=True)
answer = torch.autograd.grad(torch.tanh(x), x)[0].item()
checked = verify.claim(f"diff(tanh(x), x) at x=19.5 is {answer:.24f}")
print(torch.__version__, answer, checked, sep="\n")
