"""The slope of atan2(y, x) in x on the y axis, in ad: a constant stands for the function there."""

import ad
from ad import admath

import verify

x = ad.adnumber(0.0)
answer = ad.to_auto_diff(admath.atan2(1.0, x)).d(x)
checked = verify.claim(f"diff(atan2(1, x), x) at x=0 is {answer}")
print(answer, checked, sep="\n")
