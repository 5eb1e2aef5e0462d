"""The integral of x^(1/4) / (1 - x)^(1/2) over [0, 1], a positive number: B(5/4, 1/2)."""

import sympy

import verify

x = sympy.Symbol("x", real=True)
answer = sympy.integrate(x ** sympy.Rational(1, 4) / sympy.sqrt(1 - x), (x, 0, 1))
checked = verify.claim(f"integrate(x**0.25/sqrt(1 - x), (x, 0, 1)) is {answer.evalf(12)}")
print(sympy.__version__, answer, checked, sep="\n")
