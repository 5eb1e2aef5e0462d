"""The integral of max(cos x, 1/2) over [-2, 0], which is at least 1."""

import sympy

import verify

x = sympy.Symbol("x", real=True)
answer = sympy.integrate(sympy.Max(sympy.cos(x), sympy.Rational(1, 2)), (x, -2, 0))
checked = verify.claim(f"integrate(max(cos(x), 0.5), (x, -2, 0)) is {answer.evalf(12)}")
print(sympy.__version__, answer, checked, sep="\n")
