"""The mixed derivative of a**b at b = 0, 1/a, in PyTorch: the slope in a is cut off there."""

import torch

import verify

a, b = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (2.0, 0.0))
slope = torch.autograd.grad(a**b, a, create_graph=True)[0]
answer = torch.autograd.grad(slope, b)[0].item()
checked = verify.claim(f"diff(a**b, a, b) at a=2, b=0 is {answer}")
print(torch.__version__, answer, checked, sep="\n")
