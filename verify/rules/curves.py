"""Functions that are not given by a formula of x: inverses, implicit functions, curves with a parameter."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

# g is invertible by construction; f is its inverse, over the values u of g.
_PAIR: Final = (Operand(name="g", kind="invertible"), Operand(name="f", kind="inverse", variables=("u",), inner=("g",)))

# F(x, y) = (y - g(x)) k(x, y) with k > 0 vanishes on the curve y = g(x) and nowhere else.
_F: Final = "(y - g)*k"
_F_X: Final = f"at(D({_F}, x), y, g)"
_F_Y: Final = f"at(D({_F}, y), y, g)"

RULES: Final = (
    Rule(
        name="inverse-function",
        statement="g' = 1/f'(g), where g is the inverse of f",
        where="f strictly monotone and differentiable at g(x), f'(g(x)) != 0",
        operands=_PAIR,
        left="D(g)",
        right="1/compose(D(f, u), g)",
        broken={
            "reciprocal forgotten": "compose(D(f, u), g)",
            "sign": "-1/compose(D(f, u), g)",
            "derivative of the reciprocal": "D(1/g)",
            "faint factor": "(1 + 2**-30)/compose(D(f, u), g)",
        },
        beyond=(
            Case(operands={"g": "cbrt(x)", "f": "u**3"}, at={"x": 0.0}, why="f' vanishes: the inverse has a vertical tangent"),
        ),
        reference="Apostol, Calculus I, 6.20; DLMF 1.4(iii)",
    ),
    Rule(
        name="implicit-function",
        statement="F(x, y(x)) = 0 implies y' = -F_x/F_y",
        where="F continuously differentiable, F_y != 0 on the curve",
        operands=(
            Operand(name="g"),
            Operand(name="k", kind="outer", variables=("x", "y"), inner=("x", "g"), positive=True),
        ),
        left="D(g)",
        right=f"-{_F_X}/{_F_Y}",
        broken={
            "sign": f"{_F_X}/{_F_Y}",
            "upside down": f"-{_F_Y}/{_F_X}",
            "divisor forgotten": f"-{_F_X}",
            "divisor added": f"-{_F_X}/({_F_Y} + 1)",
            "faint factor": f"-{_F_X}/{_F_Y}*(1 + 2**-30)",
        },
        beyond=(Case(operands={"g": "cbrt(x)", "k": "1 + y**2"}, at={"x": 0.0}, why="vertical tangent of the curve"),),
        reference="Apostol, Calculus I, 4.11 and Calculus II, 9.6; DLMF 1.5(i)",
    ),
    Rule(
        name="parametric-curve",
        statement="x = f(u), y = h(u): dy/dx = h'(u)/f'(u) at the u that belongs to x",
        where="f and h differentiable, f strictly monotone, f'(u) != 0",
        operands=(*_PAIR, Operand(name="h", kind="outer", variables=("u",), inner=("g",))),
        left="D(compose(h, g))",
        right="at(D(h, u)/D(f, u), u, g)",
        broken={
            "divisor forgotten": "at(D(h, u), u, g)",
            "multiplied": "at(D(h, u)*D(f, u), u, g)",
            "upside down": "at(D(f, u)/D(h, u), u, g)",
            "sign": "-at(D(h, u)/D(f, u), u, g)",
            "faint factor": "at(D(h, u)/D(f, u), u, g)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"g": "cbrt(x)", "f": "u**3", "h": "u"}, at={"x": 0.0}, why="f' vanishes"),),
        reference="Apostol, Calculus I, 4.10 and 6.20; DLMF 1.4(iii)",
    ),
)
