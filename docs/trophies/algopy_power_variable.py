"""The slope of a**b in a at (-2, 2) in AlgoPy: with a variable exponent, exp(b log a) is formed."""

import algopy
import numpy as np

import verify

a, b = algopy.UTPM.init_jacobian(np.array([-2.0, 2.0]))
answer = algopy.UTPM.extract_jacobian(a**b)[0].item()
checked = verify.claim("diff(a**b, a) at a=-2, b=2 is -4")
print(answer, checked, sep="\n")
