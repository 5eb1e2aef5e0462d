"""atan2 by both its arguments in PyTorch, through the fourth power of a small radius, which underflows: NaN."""

import torch

import verify

y, x = torch.tensor([1e-79, 0.0], dtype=torch.float64, requires_grad=True).unbind()
slope = torch.autograd.grad(torch.atan2(y, x), y, create_graph=True)[0]
answer = torch.autograd.grad(slope, x)[0].item()
checked = verify.claim("diff(diff(atan2(y, x), y), x) at y=1e-79, x=0 is 1.0000000e158")
print(torch.__version__, answer, checked, sep="\n")
