"""The slope of x**2.0 at 0 in AlgoPy: coefficients of a power are divided by the base."""

import algopy
import numpy as np

import verify

x = algopy.UTPM.init_jacobian(np.array([0.0]))
answer = algopy.UTPM.extract_jacobian(x[0] ** 2.0)[0].item()
checked = verify.claim("diff(x**2, x) at x=0 is 0")
print(answer, checked, sep="\n")
