"""The integral of max(sin x, 0) over [-1, 0], where it is zero."""

import sympy

import verify

x = sympy.Symbol("x", real=True)
answer = sympy.integrate(sympy.Max(sympy.sin(x), 0), (x, -1, 0))
checked = verify.claim(f"integrate(max(sin(x), 0), (x, -1, 0)) is {answer.evalf(12)}")
print(sympy.__version__, answer, checked, sep="\n")
