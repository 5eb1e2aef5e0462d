"""The slope of the sigmoid in PyTorch, formed as s (1 - s), where s rounds to 1."""

import torch

import verify

x = torch.tensor(37.0, dtype=torch.float64, requires_grad=True)
answer = torch.autograd.grad(torch.sigmoid(x), x)[0].item()
checked = verify.claim(f"diff(sigmoid(x), x) at x=37 is {answer:.24f}")
print(torch.__version__, answer, checked, sep="\n")
