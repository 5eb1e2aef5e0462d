"""The slope of max(x**4 + 2, x) at 1e-6 in PyTorch's forward mode: that of its first argument, 4e-18."""

import torch
from torch.autograd import forward_ad

import verify

with forward_ad.dual_level():
    x = forward_ad.make_dual(torch.tensor(1e-6, dtype=torch.float64), torch.tensor(1.0, dtype=torch.float64))
    answer = forward_ad.unpack_dual(torch.maximum(x**4 + 2, x)).tangent.item()
checked = verify.claim(f"diff(max(x**4 + 2, x), x) at x=1e-6 is {answer:.24f}")
print(torch.__version__, answer, checked, sep="\n")
