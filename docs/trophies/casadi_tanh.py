"""The slope of tanh in CasADi, formed as 1 - tanh(x)**2, where tanh rounds to 1."""

import casadi

import verify

x = casadi.SX.sym("x")
answer = float(casadi.Function("slope", [x], [casadi.gradient(casadi.tanh(x), x)])(19.5))
checked = verify.claim(f"diff(tanh(x), x) at x=19.5 is {answer:.24f}")
print(casadi.__version__, answer, checked, sep="\n")
