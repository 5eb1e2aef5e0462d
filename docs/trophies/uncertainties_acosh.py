"""The slope of acosh close to 1 in uncertainties: x**2 - 1, where x**2 has rounded."""

import uncertainties
from uncertainties import umath

import verify

x = uncertainties.ufloat(1 + 2.0**-30, 1.0)
answer = umath.acosh(x).derivatives[x]
checked = verify.claim(f"diff(acosh(x), x) at x=1+2**(-30) is {answer}")
print(answer, checked, sep="\n")
