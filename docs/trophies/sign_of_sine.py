"""The integral of sign(sin x), an odd function, over [-1, 1]."""

import sympy

import verify

x = sympy.Symbol("x", real=True)
answer = sympy.integrate(sympy.sign(sympy.sin(x)), (x, -1, 1))
checked = verify.claim(f"integrate(sign(sin(x)), (x, -1, 1)) is {answer.evalf(12)}")
print(sympy.__version__, answer, checked, sep="\n")
