"""The integral of the real cube root of x + 1 over [-2, -1], where it is negative."""

import sympy

import verify

x = sympy.Symbol("x", real=True)
answer = sympy.integrate((x + 1) * sympy.Abs(x + 1) ** sympy.Rational(-2, 3), (x, -2, -1))
checked = verify.claim(f"integrate(cbrt(x + 1), (x, -2, -1)) is {sympy.re(answer).evalf(12)}")
print(sympy.__version__, answer, checked, sep="\n")
