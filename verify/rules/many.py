"""Many functions at once: sums, products and chains of four, powers of functions, and derivatives by logarithms."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_FOUR: Final = tuple(Operand(name=name) for name in ("e", "f", "g", "h"))
_BASE: Final = Operand(name="f", positive=True)
_DIVISOR: Final = Operand(name="h", positive=True)
_KINK: Final = Case(operands={"e": "abs(x)", "f": "x + 1", "g": "x + 2", "h": "x + 3"}, at={"x": 0.0}, why="e has a kink")

# Outer functions of a chain h(f(g(x))): each is drawn over the values of the next one inside.
_CHAIN: Final = (
    Operand(name="g"),
    Operand(name="f", kind="outer", variables=("u",), inner=("g",)),
    Operand(name="h", kind="outer", variables=("v",), inner=("f",)),
)
_OUTERMOST: Final = "compose(D(h, v), compose(f, g))"
_MIDDLE: Final = "compose(D(f, u), g)"

RULES: Final = (
    Rule(
        name="sum-of-many",
        statement="(f1 + ... + fn)' = f1' + ... + fn'",
        where="all terms differentiable",
        operands=_FOUR,
        left="D(e + f + g + h)",
        right="D(e) + D(f) + D(g) + D(h)",
        broken={
            "last forgotten": "D(e) + D(f) + D(g)",
            "sign": "D(e) + D(f) + D(g) - D(h)",
            "one twice": "D(e) + D(f) + D(g) + D(g)",
            "faint factor": "D(e) + D(f) + D(g) + D(h)*(1 + 2**-30)",
        },
        beyond=(_KINK,),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4(iii)",
    ),
    Rule(
        name="product-of-many",
        statement="(f1 ... fn)' = sum over i of fi' times all other factors",
        where="all factors differentiable",
        operands=_FOUR,
        left="D(e*f*g*h)",
        right="D(e)*f*g*h + e*D(f)*g*h + e*f*D(g)*h + e*f*g*D(h)",
        broken={
            "last forgotten": "D(e)*f*g*h + e*D(f)*g*h + e*f*D(g)*h",
            "product of derivatives": "D(e)*D(f)*D(g)*D(h)",
            "sign": "D(e)*f*g*h + e*D(f)*g*h + e*f*D(g)*h - e*f*g*D(h)",
            "faint factor": "D(e)*f*g*h + e*D(f)*g*h + e*f*D(g)*h + e*f*g*D(h)*(1 + 2**-30)",
        },
        beyond=(_KINK,),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4(iii)",
    ),
    Rule(
        name="chain-of-three",
        statement="(h o f o g)' = h'(f(g)) f'(g) g'",
        where="g differentiable at x, f at g(x), h at f(g(x))",
        operands=_CHAIN,
        left="D(compose(h, compose(f, g)))",
        right=f"{_OUTERMOST}*{_MIDDLE}*D(g)",
        broken={
            "innermost forgotten": f"{_OUTERMOST}*{_MIDDLE}",
            "middle forgotten": f"{_OUTERMOST}*D(g)",
            "outermost not differentiated": f"compose(h, compose(f, g))*{_MIDDLE}*D(g)",
            "added": f"{_OUTERMOST} + {_MIDDLE} + D(g)",
            "faint factor": f"{_OUTERMOST}*{_MIDDLE}*D(g)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"g": "x", "f": "u", "h": "abs(v)"}, at={"x": 0.0}, why="h has a kink at f(g(x))"),),
        reference="Apostol, Calculus I, 4.10; DLMF 1.4(iii)",
    ),
    Rule(
        name="general-power",
        statement="(f^g)' = f^g (g' log f + g f'/f)",
        where="f > 0, f and g differentiable",
        operands=(Operand(name="f", within=(0.0625, 64.0)), Operand(name="g", within=(-4.0, 4.0))),
        left="D(f**g)",
        right="f**g*(D(g)*log(f) + g*D(f)/f)",
        broken={
            "as a power": "g*f**(g - 1)*D(f)",
            "as an exponential": "f**g*log(f)*D(g)",
            "sign": "f**g*(D(g)*log(f) - g*D(f)/f)",
            "faint factor": "f**g*(D(g)*log(f) + g*D(f)/f)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "x", "g": "x"}, at={"x": 0.0}, why="the base vanishes"),),
        reference="Apostol, Calculus I, 6.16; DLMF 4.7(ii)",
    ),
    Rule(
        name="logarithmic-differentiation",
        statement="(f^2 g/h)' = (f^2 g/h) (2 f'/f + g'/g - h'/h), from the derivative of the logarithm",
        where="f, g, h differentiable and positive",
        operands=(_BASE, Operand(name="g", positive=True), _DIVISOR),
        left=("D(f**2*g/h)", "D(f)"),
        right=("f**2*g/h*(2*D(f)/f + D(g)/g - D(h)/h)", "f*D(log(f))"),
        broken={
            "sign of the divisor": ("f**2*g/h*(2*D(f)/f + D(g)/g + D(h)/h)", "-f*D(log(f))"),
            "exponent forgotten": ("f**2*g/h*(D(f)/f + D(g)/g - D(h)/h)", "f*D(log(f))"),
            "not multiplied back": ("2*D(f)/f + D(g)/g - D(h)/h", "D(log(f))"),
            "faint factor": ("f**2*g/h*(2*D(f)/f + D(g)/g - D(h)/h*(1 + 2**-30))", "f*D(log(f))*(1 + 2**-30)"),
        },
        beyond=(Case(operands={"f": "x", "g": "2", "h": "x"}, at={"x": 0.0}, why="the divisor vanishes"),),
        reference="Apostol, Calculus I, 6.8; DLMF 4.7(i)",
    ),
)
