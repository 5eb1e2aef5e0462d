"""Integrals over infinite ranges, and of what is unbounded at a limit."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_C: Final = Operand(name="c", kind="constant", within=(0.125, 4.0))

RULES: Final = (
    Rule(
        name="improper-exponential",
        statement="integral of e^(-c x) from a to infinity = e^(-c a)/c",
        where="c > 0",
        operands=(_C, Operand(name="a", kind="variable", within=(-4.0, 16.0))),
        left="I(exp(-c*x), a, inf)",
        right="exp(-c*a)/c",
        broken={
            "divisor forgotten": "exp(-c*a)",
            "multiplied": "c*exp(-c*a)",
            "sign": "-exp(-c*a)/c",
            "from zero": "1/c",
            "faint factor": "exp(-c*a)/c*(1 + 2**-30)",
        },
        beyond=(Case(operands={"c": "0"}, at={"a": 0.0}, why="the integral diverges"),),
        reference="Apostol, Calculus I, 10.23; DLMF 1.4(v)",
    ),
    Rule(
        name="improper-power",
        statement="integral of x^(-n) from a to infinity = a^(1-n)/(n - 1); of 1/(1 + x^2) from -infinity, atan(a) + pi/2",
        where="n > 1, a > 0",
        operands=(
            Operand(name="n", kind="constant", within=(1.5, 5.0)), Operand(name="a", kind="variable", within=(0.5, 64.0)),
        ),
        left=("I(x**(-n), a, inf)", "I(1/(1 + x**2), -inf, a)"),
        right=("a**(1 - n)/(n - 1)", "atan(a) + pi/2"),
        broken={
            "divisor forgotten": ("a**(1 - n)", "atan(a)"),
            "sign": ("-a**(1 - n)/(n - 1)", "atan(a) - pi/2"),
            "exponent": ("a**(-n)/n", "atan(a) + pi"),
            "faint factor": ("a**(1 - n)/(n - 1)*(1 + 2**-30)", "(atan(a) + pi/2)*(1 + 2**-30)"),
        },
        beyond=(
            Case(operands={"n": "1"}, at={"a": 1.0}, why="the integral diverges"),
            Case(operands={"n": "2"}, at={"a": -1.0}, why="pole in the range"),
        ),
        reference="Apostol, Calculus I, 10.23; DLMF 1.4(v)",
    ),
    Rule(
        name="improper-gauss",
        statement="integral of e^(-c x^2) over all reals = sqrt(pi/c); shifted by m it is the same",
        where="c > 0",
        operands=(_C, Operand(name="m", kind="variable", within=(-4.0, 4.0))),
        left="I(exp(-c*(x - m)**2), -inf, inf)",
        right="sqrt(pi/c)",
        broken={
            "root forgotten": "pi/c",
            "half range": "sqrt(pi/c)/2",
            "parameter forgotten": "sqrt(pi) + 2**-20",
            "faint factor": "sqrt(pi/c)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"c": "-1"}, at={"m": 0.0}, why="the integral diverges"),),
        reference="Apostol, Calculus II, 11.28; DLMF 7.4(i)",
    ),
    Rule(
        name="improper-end",
        statement="integral of log x from 0 to b = b (log b - 1); of 1/sqrt(x), 2 sqrt(b)",
        where="b > 0; both are unbounded at 0",
        operands=(Operand(name="b", kind="variable", within=(0.125, 8.0)),),
        left=("improper(log(x), 0, b)", "improper(1/sqrt(x), 0, b)"),
        right=("b*(log(b) - 1)", "2*sqrt(b)"),
        broken={
            "one forgotten": ("b*log(b)", "sqrt(b)"),
            "sign": ("-b*(log(b) - 1)", "-2*sqrt(b)"),
            "differentiated": ("1/b", "-1/(2*b*sqrt(b))"),
            "faint factor": ("b*(log(b) - 1)*(1 + 2**-30)", "2*sqrt(b)*(1 + 2**-30)"),
        },
        beyond=(Case(operands={}, at={"b": -1.0}, why="neither is defined between b and 0"),),
        reference="Apostol, Calculus I, 10.23; DLMF 1.4(v)",
    ),
)  # fmt: skip
