"""The slope of the sigmoid function in AlgoPy: b - b**2 with b = 1 / (1 + exp(x)), which is 1 left of -37."""

import algopy
import algopy.special
import numpy as np

import verify

x = algopy.UTPM.init_jacobian(np.array([-38.0]))
answer = algopy.UTPM.extract_jacobian(algopy.special.expit(x))[0, 0].item()
checked = verify.claim(f"diff(sigmoid(x), x) at x=-38 is {answer:.24f}")
print(answer, checked, sep="\n")
