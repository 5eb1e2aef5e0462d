"""The slope of NumPy's sinc, sin(pi x) / (pi x), in PyTorch: a difference over x**2."""

import torch

import verify

x = torch.tensor(1e-8, dtype=torch.float64, requires_grad=True)
answer = torch.autograd.grad(torch.sinc(x), x)[0].item()
checked = verify.claim(f"diff(sinc(x), x) at x=1e-8 is {answer:.24f}")
print(torch.__version__, answer, checked, sep="\n")
