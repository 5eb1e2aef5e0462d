"""The slope of expm1 in PyTorch, formed as expm1(x) + 1."""

import torch

import verify

x = torch.tensor(-38.0, dtype=torch.float64, requires_grad=True)
answer = torch.autograd.grad(torch.expm1(x), x)[0].item()
checked = verify.claim(f"diff(expm1(x), x) at x=-38 is {answer:.24f}")
print(torch.__version__, answer, checked, sep="\n")
