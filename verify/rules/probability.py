"""Densities: that they integrate to 1, and the probabilities, means and variances that follow from them."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_M: Final = Operand(name="m", kind="variable", within=(-4.0, 4.0))
_S: Final = Operand(name="s", kind="constant", within=(0.25, 4.0))
_RATE: Final = Operand(name="c", kind="constant", within=(0.25, 4.0))
_A: Final = Operand(name="a", kind="variable", within=(-4.0, 4.0))
_B: Final = Operand(name="b", kind="variable", within=(-4.0, 4.0))

_NORMAL: Final = "exp(-((x - m)/s)**2/2)/(s*sqrt(2*pi))"
_FALLING: Final = "c*exp(-c*x)"
_BETWEEN: Final = "(erf((b - m)/(s*sqrt(2))) - erf((a - m)/(s*sqrt(2))))/2"
_FAINT: Final = "*(1 + 2**-30)"

# Independent X and Y, uniform between a and b and between c and d.
_UNIFORM: Final = "((b - a)*(d - c))"
_MEANS: Final = "I(f, a, b)/(b - a)*(I(g, c, d, y)/(d - c))"

RULES: Final = (
    Rule(
        name="normal-density",
        statement="for a normal density: total 1; P(a <= X <= b) by erf; mean m; variance s^2",
        where="s > 0",
        operands=(_M, _S, _A, _B),
        left=(
            f"I({_NORMAL}, -inf, inf)", f"I({_NORMAL}, a, b)", f"I(x*{_NORMAL}, -inf, inf)",
            f"I((x - m)**2*{_NORMAL}, -inf, inf)",
        ),
        right=("1", _BETWEEN, "m", "s**2"),
        broken={
            "not normalised": ("s*sqrt(2*pi)", f"s*sqrt(2*pi)*{_BETWEEN}", "s*sqrt(2*pi)*m", "s**3*sqrt(2*pi)"),
            "half forgotten": ("2", f"2*{_BETWEEN}", "2*m", "2*s**2"),
            "deviation for variance": ("1", _BETWEEN, "m", "s + 2**-20"),
            "sign": ("-1", f"-{_BETWEEN}", "-m", "-s**2"),
            "faint factor": (f"1{_FAINT}", _BETWEEN + _FAINT, f"m{_FAINT}", f"s**2{_FAINT}"),
        },
        beyond=(Case(operands={"s": "0"}, at={"m": 0.0, "a": -1.0, "b": 1.0}, why="no spread, no density", entry=1),),
        reference="Apostol, Calculus II, 14.14; DLMF 7.20(iii)",
    ),
    Rule(
        name="exponential-density",
        statement="for the density c e^(-c x), x >= 0: total 1; P(X >= a) = e^(-c a); mean 1/c; variance 1/c^2",
        where="c > 0, a >= 0",
        operands=(_RATE, Operand(name="a", kind="variable", within=(0.0, 8.0))),
        left=(
            f"I({_FALLING}, 0, inf)", f"I({_FALLING}, a, inf)", f"I(x*{_FALLING}, 0, inf)",
            f"I((x - 1/c)**2*{_FALLING}, 0, inf)",
        ),
        right=("1", "exp(-c*a)", "1/c", "1/c**2"),
        broken={
            "not normalised": ("1/c + 2**-20", "exp(-c*a)/c + 2**-20", "1/c**2 + 2**-20", "1/c**3 + 2**-20"),
            "other side": ("0", "1 - exp(-c*a)", "0", "0"),
            "second moment": ("1", "exp(-c*a)", "1/c", "2/c**2"),
            "faint factor": (f"1{_FAINT}", f"exp(-c*a){_FAINT}", f"1/c{_FAINT}", f"1/c**2{_FAINT}"),
        },
        beyond=(Case(operands={"c": "0"}, at={"a": 1.0}, why="no rate, no density", entry=3),),
        reference="Apostol, Calculus II, 14.12",
    ),
    Rule(
        name="uniform-density",
        statement="for the density 1/(b - a) on [a, b]: total 1; mean (a + b)/2; variance (b - a)^2/12",
        where="a != b",
        operands=(_A, _B),
        left=("I(1/(b - a), a, b)", "I(x/(b - a), a, b)", "I((x - (a + b)/2)**2/(b - a), a, b)"),
        right=("1", "(a + b)/2", "(b - a)**2/12"),
        broken={
            "not normalised": ("b - a", "(b - a)*(a + b)/2", "(b - a)**3/12"),
            "twelve": ("1", "(a + b)/2", "(b - a)**2/3"),
            "difference": ("1", "(b - a)/2", "(b + a)**2/12"),
            "faint factor": (f"1{_FAINT}", f"(a + b)/2{_FAINT}", f"(b - a)**2/12{_FAINT}"),
        },
        beyond=(Case(operands={}, at={"a": 1.0, "b": 1.0}, why="no width, no density"),),
        reference="Apostol, Calculus II, 14.10",
    ),
    Rule(
        name="joint-expectation",
        statement="E[f(X) g(Y)] = E[f(X)] E[g(Y)] for independent X and Y",
        where="f and g continuous; X uniform between a and b, Y between c and d; a != b, c != d",
        operands=(
            Operand(name="a", kind="limit"), Operand(name="b", kind="limit"),
            Operand(name="c", kind="limit", variables=("y",)), Operand(name="d", kind="limit", variables=("y",)),
            Operand(name="f", nodes=8), Operand(name="g", variables=("y",), nodes=8),
        ),
        left=f"I(I(f*g/{_UNIFORM}, a, b, x), c, d, y)",
        right=_MEANS,
        broken={
            "not normalised": "I(f, a, b)*I(g, c, d, y)",
            "added": "I(f, a, b)/(b - a) + I(g, c, d, y)/(d - c)",
            "sign": f"-{_MEANS}",
            "one mean": "I(f, a, b)/(b - a)",
            "faint factor": f"{_MEANS}{_FAINT}",
        },
        beyond=(
            Case(operands={"f": "1/x", "g": "y"}, at={"a": -1.0, "b": 1.0, "c": 1.0, "d": 2.0}, why="f has a pole in between"),
        ),
        reference="Apostol, Calculus II, 14.20 and 14.24; DLMF 1.5(v)",
    ),
)  # fmt: skip
