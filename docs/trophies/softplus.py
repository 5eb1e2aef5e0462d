"""softplus(21) = log(1 + exp(21)), which PyTorch takes for 21."""

import torch

import verify

answer = torch.nn.functional.softplus(torch.tensor(21.0, dtype=torch.float64)).item()
checked = verify.claim(f"softplus(x) at x=21 is {answer:.12f}")
print(torch.__version__, answer, checked, sep="\n")
