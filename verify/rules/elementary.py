"""Derivatives of single elementary functions."""

from __future__ import annotations

from typing import Final

from verify.rules.rule import Case, Operand, Rule

RULES: Final = (
    Rule(
        name="power",
        statement="(x^n)' = n x^(n-1)",
        where="x > 0; or n whole and x != 0; or n whole and n >= 1",
        operands=(Operand(name="n", kind="exponent", inner=("x",)),),
        left="D(x**n)",
        right="n*x**(n - 1)",
        broken={
            "exponent kept": "n*x**n",
            "exponent raised": "n*x**(n + 1)",
            "factor forgotten": "x**(n - 1)",
            "sign": "-n*x**(n - 1)",
            "antiderivative": "x**(n + 1)/(n + 1)",
            "faint factor": "n*x**(n - 1)*(1 + 2**-30)",
        },
        beyond=(
            Case(operands={"n": "0.5"}, at={"x": 0.0}, why="vertical tangent"),
            Case(operands={"n": "1.5"}, at={"x": -1.0}, why="a real power of a negative number does not exist"),
            Case(operands={"n": "-1"}, at={"x": 0.0}, why="pole"),
        ),
        reference="Apostol, Calculus I, 4.5 and 6.12; DLMF 4.2(iv)",
    ),
)
