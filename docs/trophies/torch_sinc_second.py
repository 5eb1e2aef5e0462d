"""The second derivative of sinc in PyTorch near 0, where it is -pi**2/3."""

import torch

import verify

x = torch.tensor(1e-9, dtype=torch.float64, requires_grad=True)
slope = torch.autograd.grad(torch.sinc(x), x, create_graph=True)[0]
answer = torch.autograd.grad(slope, x)[0].item()
checked = verify.claim(f"diff(sinc(x), x, 2) at x=1e-9 is {answer}")
print(torch.__version__, answer, checked, sep="\n")
