"""The slope of x**y by x at (0, 0) in CasADi, where x**0 is constant."""

import casadi

import verify

x, y = casadi.SX.sym("x"), casadi.SX.sym("y")
answer = float(casadi.Function("slope", [x, y], [casadi.gradient(x**y, x)])(0.0, 0.0))
checked = verify.claim("diff(x**y, x) at x=0, y=0 is 0")
print(casadi.__version__, answer, checked, sep="\n")
