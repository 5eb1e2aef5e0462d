"""Derivatives of powers, roots, exponentials and logarithms, and of what has kinks; each of an inner function f."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule
from verify.rules.single import single

_INF: Final = float("inf")
_F: Final = Operand(name="f")
_POSITIVE: Final = Operand(name="f", positive=True)
_MODERATE: Final = Operand(name="f", within=(-16.0, 16.0))
_BASE: Final = Operand(name="a", kind="constant", within=(1.5, _INF))
_SIGNED: Final = Operand(name="f", nonzero=True)
_KINK: Final = Case(operands={"f": "x", "g": "1 + x"}, at={"x": 0.0}, why="f vanishes")

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
    Rule(
        name="power-of-function",
        statement="(f^n)' = n f^(n-1) f'",
        where="f > 0; or n whole and f != 0; or n whole and n >= 1",
        operands=(Operand(name="f", within=(-1024.0, 1024.0)), Operand(name="n", kind="exponent", inner=("f",), nonzero=True)),
        left="D(f**n)",
        right="n*f**(n - 1)*D(f)",
        broken={
            "inner derivative forgotten": "n*f**(n - 1)",
            "factor forgotten": "f**(n - 1)*D(f)",
            "sign": "-n*f**(n - 1)*D(f)",
            "faint factor": "n*f**(n - 1)*D(f)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "x", "n": "-2"}, at={"x": 0.0}, why="pole"),),
        reference="Apostol, Calculus I, 4.10; DLMF 4.7(ii)",
    ),
    Rule(
        name="constant",
        statement="c' = 0 and (f + c)' = f'",
        where="f differentiable",
        operands=(Operand(name="c", kind="constant"), _F),
        left=("D(c)", "D(f + c)"),
        right=("0", "D(f)"),
        broken={
            "its own derivative": ("c", "D(f) + c"),
            "one": ("1", "D(f) + 1"),
            "faint slope": ("2**-30", "D(f)"),
            "faint factor": ("0", "D(f)*(1 + 2**-30)"),
        },
        beyond=(Case(operands={"c": "2", "f": "abs(x)"}, at={"x": 0.0}, why="f has a kink", entry=1),),
        reference="Apostol, Calculus I, 4.4; DLMF 1.4(iii)",
    ),
    Rule(
        name="linear",
        statement="(a x + b)' = a",
        where="everywhere",
        operands=(Operand(name="a", kind="constant"), Operand(name="b", kind="constant")),
        left="D(a*x + b)",
        right="a",
        broken={
            "constant term kept": "a + b",
            "argument kept": "a*x",
            "sign": "-a",
            "faint factor": "a*(1 + 2**-30)",
        },
        beyond=(Case(operands={"a": "2", "b": "abs(x)"}, at={"x": 0.0}, why="b is no constant and has a kink"),),
        reference="Apostol, Calculus I, 4.4; DLMF 1.4(iii)",
    ),
    single(
        "square-root", "sqrt(f)", "1/(2*sqrt(f))", _POSITIVE, "f > 0", "Apostol, Calculus I, 4.5; DLMF 4.7(ii)",
        beyond=(Case(operands={"f": "x"}, at={"x": 0.0}, why="vertical tangent"),),
        extra={"half forgotten": "D(f)/sqrt(f)"},
    ),
    single(
        "exponential", "exp(f)", "exp(f)", Operand(name="f", within=(-64.0, 64.0)), "f differentiable",
        "Apostol, Calculus I, 6.16; DLMF 4.7(ii)",
        beyond=(Case(operands={"f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),),
        extra={"power rule": "f*exp(f - 1)*D(f)"},
    ),
    single(
        "exponential-base", "a**f", "a**f*log(a)", _MODERATE, "a > 0", "Apostol, Calculus I, 6.16; DLMF 4.7(ii)",
        parameters=(_BASE,),
        beyond=(Case(operands={"a": "-2", "f": "x"}, at={"x": 0.5}, why="a real power of a negative number"),),
        extra={"power rule": "f*a**(f - 1)*D(f)", "logarithm forgotten": "a**f*D(f)"},
    ),
    single(
        "logarithm", "log(f)", "1/f", _POSITIVE, "f > 0", "Apostol, Calculus I, 6.7; DLMF 4.7(i)",
        beyond=(Case(operands={"f": "x"}, at={"x": -1.0}, why="the logarithm of a negative number is not real"),),
        extra={"squared": "D(f)/f**2"},
    ),
    single(
        "logarithm-base", "log(f)/log(a)", "1/(f*log(a))", _POSITIVE, "f > 0, a > 0, a != 1",
        "Apostol, Calculus I, 6.7; DLMF 4.7(i)",
        parameters=(_BASE,),
        beyond=(
            Case(operands={"a": "1", "f": "x"}, at={"x": 2.0}, why="no logarithm has base 1"),
            Case(operands={"a": "2", "f": "x"}, at={"x": 0.0}, why="the logarithm has a pole"),
        ),
        extra={"base forgotten": "D(f)/f"},
    ),
    single(
        "error-function", "erf(f)", "2/sqrt(pi)*exp(-f**2)", Operand(name="f", within=(-8.0, 8.0)), "f differentiable",
        "DLMF 7.10",
        beyond=(Case(operands={"f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),),
        extra={"normalised otherwise": "exp(-f**2/2)/sqrt(2*pi)*D(f)"},
    ),
    Rule(
        name="absolute-value",
        statement="|f|' = sign(f) f'",
        where="f != 0",
        operands=(_SIGNED,),
        left="D(abs(f))",
        right="sign(f)*D(f)",
        broken={
            "sign forgotten": "abs(D(f))",
            "opposite": "-sign(f)*D(f)",
            "faint factor": "sign(f)*D(f)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "x"}, at={"x": 0.0}, why="kink: every slope from -1 to 1 touches the graph"),),
        reference="Apostol, Calculus I, 4.4; DLMF 1.4(iii)",
    ),
    Rule(
        name="sign",
        statement="sign(f)' = 0 and (sign(f) g)' = sign(f) g'",
        where="f != 0",
        operands=(_SIGNED, Operand(name="g")),
        left=("D(sign(f))", "D(sign(f)*g)"),
        right=("0", "sign(f)*D(g)"),
        broken={
            "slope of f": ("D(f)", "sign(f)*D(g) + D(f)*g"),
            "sign forgotten": ("0", "abs(D(g))"),
            "faint slope": ("2**-30", "sign(f)*D(g)"),
            "faint factor": ("0", "sign(f)*D(g)*(1 + 2**-30)"),
        },
        beyond=(_KINK,),
        reference="DLMF 1.4(iii)",
    ),
)  # fmt: skip
