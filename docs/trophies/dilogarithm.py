"""The integral of log(x) / (1 + x) over [1, 2], which is real and positive; SymPy's answer is not real."""

import sympy

import verify

x = sympy.Symbol("x", real=True)
answer = sympy.integrate(sympy.log(x) / (1 + x), (x, 1, 2))
checked = verify.claim(f"integrate(log(x)/(1 + x), (x, 1, 2)) is {sympy.Abs(answer).evalf(12)}")
print(sympy.__version__, answer, checked, sep="\n")
