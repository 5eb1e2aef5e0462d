"""The slope of tanh at 240 in ad, which raises: cosh(240)**3, of the second derivative, overflows."""

import ad
from ad import admath

import verify

try:
    x = ad.adnumber(240.0)
    answer = admath.tanh(x).d(x)
except ArithmeticError as error:
    answer = error
checked = verify.claim("diff(tanh(x), x) at x=240 is 1.3826386e-208")
print(answer, checked, sep="\n")
