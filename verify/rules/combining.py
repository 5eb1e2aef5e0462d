"""How derivatives of combinations follow from derivatives of their parts."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_F: Final = Operand(name="f")
_G: Final = Operand(name="g")

RULES: Final = (
    Rule(
        name="constant-multiple",
        statement="(c f)' = c f'",
        where="f differentiable",
        operands=(Operand(name="c", kind="constant", nonzero=True), _F),
        left="D(c*f)",
        right="c*D(f)",
        broken={
            "factor forgotten": "D(f)",
            "constant differentiated": "0*D(f)",
            "sign": "-c*D(f)",
            "divided": "D(f)/c",
            "faint factor": "c*D(f)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"c": "2", "f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4(iii)",
    ),
    Rule(
        name="sum",
        statement="(f + g)' = f' + g'",
        where="f and g differentiable",
        operands=(_F, _G),
        left="D(f + g)",
        right="D(f) + D(g)",
        broken={
            "sign": "D(f) - D(g)",
            "second forgotten": "D(f)",
            "product rule": "D(f)*g + f*D(g)",
            "faint factor": "D(f) + D(g)*(1 + 2**-30)",
        },
        beyond=(
            Case(operands={"f": "abs(x)", "g": "x"}, at={"x": 0.0}, why="f has a kink"),
            Case(operands={"f": "log(x)", "g": "x"}, at={"x": -1.0}, why="f is not defined"),
        ),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4(iii)",
    ),
    Rule(
        name="difference",
        statement="(f - g)' = f' - g'",
        where="f and g differentiable",
        operands=(_F, _G),
        left="D(f - g)",
        right="D(f) - D(g)",
        broken={
            "sign": "D(f) + D(g)",
            "order": "D(g) - D(f)",
            "second forgotten": "D(f)",
            "faint factor": "D(f) - D(g)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "x", "g": "abs(x)"}, at={"x": 0.0}, why="g has a kink"),),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4(iii)",
    ),
    Rule(
        name="product",
        statement="(f g)' = f' g + f g'",
        where="f and g differentiable",
        operands=(_F, _G),
        left="D(f*g)",
        right="D(f)*g + f*D(g)",
        broken={
            "product of derivatives": "D(f)*D(g)",
            "sign": "D(f)*g - f*D(g)",
            "factors swapped": "D(f)*f + g*D(g)",
            "second forgotten": "D(f)*g",
            "faint factor": "D(f)*g + f*D(g)*(1 + 2**-30)",
        },
        beyond=(
            Case(operands={"f": "abs(x)", "g": "1 + x"}, at={"x": 0.0}, why="f has a kink"),
            Case(operands={"f": "1/x", "g": "x"}, at={"x": 0.0}, why="f has a pole, though the product could be continued"),
        ),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4(iii)",
    ),
    Rule(
        name="quotient",
        statement="(f/g)' = (f' g - f g') / g^2",
        where="f and g differentiable, g(x) != 0",
        operands=(_F, Operand(name="g", nonzero=True)),
        left="D(f/g)",
        right="(D(f)*g - f*D(g))/g**2",
        broken={
            "sign": "(D(f)*g + f*D(g))/g**2",
            "order": "(f*D(g) - D(f)*g)/g**2",
            "square forgotten": "(D(f)*g - f*D(g))/g",
            "quotient of derivatives": "D(f)/D(g)",
            "faint factor": "(D(f)*g - f*D(g)*(1 + 2**-30))/g**2",
        },
        beyond=(
            Case(operands={"f": "1 + x", "g": "x"}, at={"x": 0.0}, why="g vanishes"),
            Case(operands={"f": "x", "g": "x"}, at={"x": 0.0}, why="0/0, though the quotient could be continued"),
        ),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4(iii)",
    ),
    Rule(
        name="reciprocal",
        statement="(1/g)' = -g'/g^2",
        where="g differentiable, g(x) != 0",
        operands=(Operand(name="g", nonzero=True),),
        left="D(1/g)",
        right="-D(g)/g**2",
        broken={
            "sign": "D(g)/g**2",
            "square forgotten": "-D(g)/g",
            "reciprocal of the derivative": "1/D(g)",
            "faint factor": "-D(g)/g**2*(1 + 2**-30)",
        },
        beyond=(Case(operands={"g": "x"}, at={"x": 0.0}, why="g vanishes"),),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4(iii)",
    ),
    Rule(
        name="chain",
        statement="(f o g)' = f'(g) g'",
        where="g differentiable at x, f differentiable at g(x)",
        operands=(_G, Operand(name="f", kind="outer", variables=("u",), inner=("g",))),
        left="D(compose(f, g))",
        right="compose(D(f, u), g)*D(g)",
        broken={
            "inner derivative forgotten": "compose(D(f, u), g)",
            "outer derivative at x": "at(D(f, u), u, x)*D(g)",
            "outer not differentiated": "compose(f, g)*D(g)",
            "added": "compose(D(f, u), g) + D(g)",
            "faint factor": "compose(D(f, u), g)*D(g)*(1 + 2**-30)",
        },
        beyond=(
            Case(operands={"f": "abs(u)", "g": "x"}, at={"x": 0.0}, why="f has a kink at g(x)"),
            Case(operands={"f": "sqrt(u)", "g": "x**2"}, at={"x": 0.0}, why="f has a vertical tangent at g(x), f(g) a kink"),
        ),
        reference="Apostol, Calculus I, 4.10; DLMF 1.4(iii)",
    ),
)
