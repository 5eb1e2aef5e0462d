"""Double integrals, and integrals that depend on a parameter."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_A: Final = Operand(name="a", kind="limit")
_B: Final = Operand(name="b", kind="limit")
_C: Final = Operand(name="c", kind="limit", variables=("y",))
_D: Final = Operand(name="d", kind="limit", variables=("y",))
_F: Final = Operand(name="f", variables=("x", "y"), nodes=10)
_CORNERS: Final = {"a": -1.0, "b": 1.0, "c": 1.0, "d": 2.0}
_POLE: Final = Case(operands={"f": "y/x"}, at=_CORNERS, why="pole inside the rectangle")

_DIFFERENCE: Final = "I(at(f, y, d), a, b) - I(at(f, y, c), a, b)"

RULES: Final = (
    Rule(
        name="fubini",
        statement="integral over y of the integral over x = integral over x of the integral over y, on a rectangle",
        where="f continuous on the rectangle with corners (a, c) and (b, d)",
        operands=(_A, _B, _C, _D, _F),
        left="I(I(f, a, b, x), c, d, y)",
        right="I(I(f, c, d, y), a, b, x)",
        broken={
            "limits not exchanged": "I(I(f, b, a, x), c, d, y)",
            "a limit kept": "I(I(f, c, d, y), 2*a - b, b, x)",
            "at the end of y": "I(at(f, y, d), a, b)*(d - c)",
            "faint factor": "I(I(f, c, d, y), a, b, x)*(1 + 2**-30)",
        },
        beyond=(_POLE,),
        reference="Apostol, Calculus II, 11.6; DLMF 1.5(v)",
    ),
    Rule(
        name="leibniz-integral",
        statement="d/dy integral of f dx = integral of f_y dx; integrated from c to d",
        where="f and f_y continuous on the rectangle with corners (a, c) and (b, d)",
        operands=(_A, _B, _C, _D, _F),
        left="I(I(D(f, y), a, b, x), c, d, y)",
        right=_DIFFERENCE,
        broken={
            "limits swapped": f"-({_DIFFERENCE})",
            "lower value forgotten": "I(at(f, y, d), a, b)",
            "not differentiated": "I(I(f, a, b, x), c, d, y)",
            "other variable": "I(I(D(f, x), a, b, x), c, d, y)",
            "faint factor": f"({_DIFFERENCE})*(1 + 2**-30)",
        },
        beyond=(_POLE,),
        reference="Apostol, Calculus II, 10.8; DLMF 1.5(iv)",
    ),
    Rule(
        name="triangle",
        statement="integral over y in (a, b) of the integral over x in (a, y) of f(x) = integral of (b - x) f(x) over (a, b)",
        where="f continuous between a and b: both orders over one triangle",
        operands=(_A, _B, Operand(name="f", nodes=10)),
        left="I(I(f, a, y, x), a, b, y)",
        right="I((b - x)*f, a, b)",
        broken={
            "whole square": "(b - a)*I(f, a, b)",
            "other triangle": "I((x - a)*f, a, b)",
            "sign": "-I((b - x)*f, a, b)",
            "faint factor": "I((b - x)*f, a, b)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "1/(x - 1)"}, at={"a": 0.0, "b": 2.0}, why="pole inside the triangle"),),
        reference="Apostol, Calculus II, 11.13; DLMF 1.5(v)",
    ),
)
