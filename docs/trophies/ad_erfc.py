"""erfc(5) in ad, formed as 1 - erf(5)."""

import ad
from ad import admath

import verify

answer = admath.erfc(ad.adnumber(5.0)).x
checked = verify.claim(f"erfc(x) at x=5 is {answer}")
print(answer, checked, sep="\n")
