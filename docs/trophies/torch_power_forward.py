"""The slope of a**3 at -2 in PyTorch's forward mode, where 3 is a tensor that does not move: 0 times log(-2)."""

import torch

import verify

a, b, one, none = (torch.tensor(value, dtype=torch.float64) for value in (-2.0, 3.0, 1.0, 0.0))
answer = torch.func.jvp(torch.pow, (a, b), (one, none))[1].item()
checked = verify.claim("diff(a**b, a) at a=-2, b=3 is 12")
print(torch.__version__, answer, checked, sep="\n")
