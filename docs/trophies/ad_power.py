"""The slope of x**1 at 0 in ad, which raises: the second derivative, 1 * 0 * 0**(-1), is formed beside it."""

import ad

import verify

try:
    x = ad.adnumber(0.0)
    answer = (x**1).d(x)
except ArithmeticError as error:
    answer = error
checked = verify.claim("diff(x**1, x) at x=0 is 1")
print(answer, checked, sep="\n")
