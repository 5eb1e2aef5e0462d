"""The slope of x / y in x in uncertainties, which raises: y**2, of the slope in y, overflows."""

import uncertainties

import verify

x, y = (uncertainties.ufloat(value, 1.0) for value in (1.0, 1e160))
try:
    answer = (x / y).derivatives[x]
except ArithmeticError as error:
    answer = error
checked = verify.claim("diff(x / y, x) at x=1, y=1e160 is 1e-160")
print(answer, checked, sep="\n")
