"""The fundamental theorem, and antiderivatives. None is ever searched for: `f` is drawn, its derivative integrated."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_A: Final = Operand(name="a", kind="limit")
_B: Final = Operand(name="b", kind="limit")
_C: Final = Operand(name="c", kind="constant", nonzero=True)
_F: Final = Operand(name="f")

_ENDS: Final = {"a": -1.0, "b": 1.0}
_POLE: Final = "pole between the limits"

RULES: Final = (
    Rule(
        name="ftc-1",
        statement="d/dx (integral of f from a to x) = f(x)",
        where="f continuous between a and x, and at x",
        operands=(_A, _F),
        left="D(I(f, a, x))",
        right="f",
        broken={
            "lower limit subtracted": "f - at(f, a)",
            "sign": "-f",
            "differentiated": "D(f)",
            "taken at the lower limit": "at(f, a)",
            "faint factor": "f*(1 + 2**-30)",
        },
        beyond=(
            Case(operands={"a": "a", "f": "1/x"}, at={"a": -1.0, "x": 1.0}, why="integral across a pole"),
            Case(operands={"a": "a", "f": "log(x)"}, at={"a": 1.0, "x": -1.0}, why="f is not defined at x"),
        ),
        reference="Apostol, Calculus I, 5.1; DLMF 1.4(v)",
    ),
    Rule(
        name="ftc-2",
        statement="integral of f' from a to b = f(b) - f(a)",
        where="f continuously differentiable between a and b",
        operands=(_A, _B, _F),
        left="I(D(f), a, b)",
        right="at(f, b) - at(f, a)",
        broken={
            "limits swapped": "at(f, a) - at(f, b)",
            "lower limit forgotten": "at(f, b)",
            "added": "at(f, b) + at(f, a)",
            "not integrated": "at(D(f), b) - at(D(f), a)",
            "faint factor": "at(f, b)*(1 + 2**-30) - at(f, a)",
        },
        beyond=(
            Case(operands={"a": "a", "b": "b", "f": "1/x"}, at=_ENDS, why=_POLE),
            Case(
                operands={"a": "a", "b": "b", "f": "atan(1/x)"}, at=_ENDS,
                why="f jumps between the limits, though its derivative could be continued",
            ),
        ),
        reference="Apostol, Calculus I, 5.3; DLMF 1.4(v)",
    ),
    Rule(
        name="integral-power",
        statement="integral of x^(n-1) from a to b = (b^n - a^n)/n; of a constant c, c (b - a)",
        where="n != 0; x > 0 between a and b, or n whole and x != 0, or n whole and n >= 2",
        operands=(Operand(name="n", kind="exponent", inner=("x",), nonzero=True), _C, _A, _B),
        left=("I(x**(n - 1), a, b)", "I(c, a, b)"),
        right=("(b**n - a**n)/n", "c*(b - a)"),
        broken={
            "divisor forgotten": ("b**n - a**n", "b - a"),
            "limits swapped": ("(a**n - b**n)/n", "c*(a - b)"),
            "lower limit forgotten": ("b**n/n", "c*b"),
            "differentiated": ("(n - 1)*(b**(n - 2) - a**(n - 2))", "0"),
            "faint factor": ("(b**n*(1 + 2**-30) - a**n)/n", "c*(b - a)*(1 + 2**-30)"),
        },
        beyond=(Case(operands={"n": "-1", "c": "2"}, at=_ENDS, why=_POLE),),
        reference="Apostol, Calculus I, 5.3; DLMF 1.4(iv)",
    ),
    Rule(
        name="integral-reciprocal",
        statement="integral of f'/f from a to b = log |f(b)/f(a)|; of 1/x for f = x",
        where="f continuously differentiable and not 0 between a and b",
        operands=(_A, _B, Operand(name="f", nonzero=True)),
        left="I(D(f)/f, a, b)",
        right="log(abs(at(f, b)/at(f, a)))",
        broken={
            "limits swapped": "log(abs(at(f, a)/at(f, b)))",
            "lower limit forgotten": "log(abs(at(f, b)))",
            "power rule": "1/at(f, a)**2 - 1/at(f, b)**2",
            "faint factor": "log(abs(at(f, b)/at(f, a)))*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "x"}, at=_ENDS, why="f vanishes between the limits"),),
        reference="Apostol, Calculus I, 6.8; DLMF 4.10(i)",
    ),
    Rule(
        name="integral-exponential",
        statement="integral of e^(c x) from a to b = (e^(c b) - e^(c a))/c; of e^f f', e^f(b) - e^f(a)",
        where="c != 0, f continuously differentiable between a and b",
        operands=(
            Operand(name="x", kind="variable", within=(-4.0, 4.0)), Operand(name="c", kind="constant", within=(-5.0, 5.0)),
            _A, _B, Operand(name="f", within=(-16.0, 16.0)),
        ),
        left=("I(exp(c*x), a, b)", "I(exp(f)*D(f), a, b)"),
        right=("(exp(c*b) - exp(c*a))/c", "at(exp(f), b) - at(exp(f), a)"),
        broken={
            "divisor forgotten": ("exp(c*b) - exp(c*a)", "at(exp(f)*f, b) - at(exp(f)*f, a)"),
            "differentiated": ("c*(exp(c*b) - exp(c*a))", "at(exp(f)*D(f), b) - at(exp(f)*D(f), a)"),
            "lower limit forgotten": ("exp(c*b)/c", "at(exp(f), b)"),
            "faint factor": ("(exp(c*b)*(1 + 2**-30) - exp(c*a))/c", "at(exp(f), b)*(1 + 2**-30) - at(exp(f), a)"),
        },
        beyond=(Case(operands={"c": "1", "f": "1/x"}, at=_ENDS, why="f has a pole between the limits", entry=1),),
        reference="Apostol, Calculus I, 6.16; DLMF 4.10(ii)",
    ),
)  # fmt: skip
