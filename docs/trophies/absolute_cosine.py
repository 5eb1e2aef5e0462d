"""The integral of |cos x| over [-2, 0], a positive number."""

import sympy

import verify

x = sympy.Symbol("x", real=True)
answer = sympy.integrate(sympy.Abs(sympy.cos(x)), (x, -2, 0))
checked = verify.claim(f"integrate(abs(cos(x)), (x, -2, 0)) is {answer.evalf(12)}")
print(sympy.__version__, answer, checked, sep="\n")
