"""The second derivative of atanh near 1 in ad: (1 - x**2)**2 is multiplied out, and cancels."""

import ad
from ad import admath

import verify

x = ad.adnumber(0.999999)
answer = admath.atanh(x).d2(x)
checked = verify.claim(f"diff(atanh(x), x, 2) at x=0.999999 is {answer}")
print(answer, checked, sep="\n")
