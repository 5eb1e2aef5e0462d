"""The second derivative of softplus in PyTorch, 0 from its threshold of 20 on, where value and slope are still right."""

import torch

import verify

x = torch.tensor(20.0, dtype=torch.float64, requires_grad=True)
slope = torch.autograd.grad(torch.nn.functional.softplus(x), x, create_graph=True)[0]
answer = torch.autograd.grad(slope, x)[0].item()
checked = verify.claim(f"diff(softplus(x), x, 2) at x=20 is {answer:.24f}")
print(torch.__version__, answer, checked, sep="\n")
