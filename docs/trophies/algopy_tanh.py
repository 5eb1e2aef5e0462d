"""The slope of tanh in AlgoPy, formed as 1 - tanh(x)**2, where tanh rounds to 1."""

import algopy
import numpy as np

import verify

x = algopy.UTPM.init_jacobian(np.array([19.5]))
answer = algopy.UTPM.extract_jacobian(algopy.tanh(x))[0, 0].item()
checked = verify.claim(f"diff(tanh(x), x) at x=19.5 is {answer:.24f}")
print(answer, checked, sep="\n")
