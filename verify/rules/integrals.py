"""The fundamental theorem of calculus. No antiderivative is ever searched for: `f` is drawn, its derivative integrated."""

from __future__ import annotations

from typing import Final

from verify.rules.rule import Case, Operand, Rule

_A: Final = Operand(name="a", kind="limit")
_B: Final = Operand(name="b", kind="limit")
_F: Final = Operand(name="f")

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
            Case(operands={"a": "a", "b": "b", "f": "1/x"}, at={"a": -1.0, "b": 1.0}, why="pole between the limits"),
            Case(
                operands={"a": "a", "b": "b", "f": "atan(1/x)"}, at={"a": -1.0, "b": 1.0},
                why="f jumps between the limits, though its derivative could be continued",
            ),
        ),
        reference="Apostol, Calculus I, 5.3; DLMF 1.4(v)",
    ),
)  # fmt: skip
