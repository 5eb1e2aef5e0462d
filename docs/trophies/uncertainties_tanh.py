"""The slope of tanh in uncertainties, formed as 1 - tanh(x)**2, where tanh rounds to 1."""

import uncertainties
from uncertainties import umath

import verify

x = uncertainties.ufloat(19.5, 1.0)
answer = umath.tanh(x).derivatives[x]
checked = verify.claim(f"diff(tanh(x), x) at x=19.5 is {answer:.24f}")
print(answer, checked, sep="\n")
