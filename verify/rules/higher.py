"""Derivatives of higher order, and what Taylor's formula leaves over."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_F: Final = Operand(name="f", nodes=8)
_G: Final = Operand(name="g", nodes=8)
_A: Final = Operand(name="a", kind="limit")
_OUTER: Final = (_G, Operand(name="f", kind="outer", variables=("u",), inner=("g",), nodes=8))
_KINK: Final = Case(operands={"f": "abs(x)", "g": "1 + x"}, at={"x": 0.0}, why="f has a kink")

# Derivatives of f at g(x), of g, and of the product's parts.
_F1: Final = "compose(D(f, u), g)"
_F2: Final = "compose(D(D(f, u), u), g)"
_F3: Final = "compose(D(D(D(f, u), u), u), g)"
_LEIBNIZ: Final = "D(D(D(f)))*g + 3*D(D(f))*D(g) + 3*D(f)*D(D(g)) + f*D(D(D(g)))"
_BRUNO: Final = f"{_F3}*D(g)**3 + 3*{_F2}*D(g)*D(D(g)) + {_F1}*D(D(D(g)))"
_TAYLOR: Final = "f - at(f, a) - at(D(f), a)*(x - a) - at(D(D(f)), a)*(x - a)**2/2"

RULES: Final = (
    Rule(
        name="second-derivative",
        statement="(f o g)'' = f''(g) g'^2 + f'(g) g''",
        where="f and g twice differentiable",
        operands=_OUTER,
        left="D(D(compose(f, g)))",
        right=f"{_F2}*D(g)**2 + {_F1}*D(D(g))",
        broken={
            "square forgotten": f"{_F2}*D(g) + {_F1}*D(D(g))",
            "second term forgotten": f"{_F2}*D(g)**2",
            "sign": f"{_F2}*D(g)**2 - {_F1}*D(D(g))",
            "first derivative": f"{_F1}*D(g)",
            "faint factor": f"({_F2}*D(g)**2 + {_F1}*D(D(g)))*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "sqrt(u)", "g": "x**2"}, at={"x": 0.0}, why="f has a vertical tangent at g(x)"),),
        reference="Apostol, Calculus I, 4.8 and 4.10; DLMF 1.4(iii)",
    ),
    Rule(
        name="nth-derivative",
        statement="exp(a x)^(n) = a^n exp(a x); sin(a x)'''' = a^4 sin(a x); (x^n)^(n) = n!; (1/f)^(3) for f = a x + b",
        where="everywhere, the last one where f != 0",
        operands=(
            Operand(name="x", kind="variable", within=(-4.0, 4.0)),
            Operand(name="a", kind="constant", within=(-3.0, 3.0)),
            Operand(name="b", kind="constant", within=(12.5, 128.0)),
        ),
        left=("D(D(D(exp(a*x))))", "D(D(D(D(sin(a*x)))))", "D(D(D(D(x**4))))", "D(D(D(1/(a*x + b))))"),
        right=("a**3*exp(a*x)", "a**4*sin(a*x)", "24", "-6*a**3/(a*x + b)**4"),
        broken={
            "factors forgotten": ("exp(a*x)", "sin(a*x)", "1", "-6/(a*x + b)**4"),
            "sign": ("-a**3*exp(a*x)", "-a**4*sin(a*x)", "-24", "6*a**3/(a*x + b)**4"),
            "one order less": ("a**2*exp(a*x)", "-a**3*cos(a*x)", "24*x", "2*a**2/(a*x + b)**3"),
            "faint factor": (
                "a**3*exp(a*x)*(1 + 2**-30)", "a**4*sin(a*x)*(1 + 2**-30)", "24*(1 + 2**-30)",
                "-6*a**3/(a*x + b)**4*(1 + 2**-30)",
            ),
        },
        beyond=(Case(operands={"a": "1", "b": "0"}, at={"x": 0.0}, why="pole", entry=3),),
        reference="Apostol, Calculus I, 4.8; DLMF 4.7(ii) and 4.20",
    ),
    Rule(
        name="leibniz",
        statement="(f g)''' = f''' g + 3 f'' g' + 3 f' g'' + f g'''",
        where="f and g three times differentiable",
        operands=(_F, _G),
        left="D(D(D(f*g)))",
        right=_LEIBNIZ,
        broken={
            "binomial coefficients forgotten": "D(D(D(f)))*g + D(D(f))*D(g) + D(f)*D(D(g)) + f*D(D(D(g)))",
            "ends only": "D(D(D(f)))*g + f*D(D(D(g)))",
            "sign": "D(D(D(f)))*g - 3*D(D(f))*D(g) + 3*D(f)*D(D(g)) - f*D(D(D(g)))",
            "faint factor": f"({_LEIBNIZ})*(1 + 2**-30)",
        },
        beyond=(_KINK,),
        reference="Apostol, Calculus I, 4.5; DLMF 1.4.12",
    ),
    Rule(
        name="faa-di-bruno",
        statement="(f o g)''' = f'''(g) g'^3 + 3 f''(g) g' g'' + f'(g) g'''",
        where="f and g three times differentiable",
        operands=_OUTER,
        left="D(D(D(compose(f, g))))",
        right=_BRUNO,
        broken={
            "middle term forgotten": f"{_F3}*D(g)**3 + {_F1}*D(D(D(g)))",
            "coefficient forgotten": f"{_F3}*D(g)**3 + {_F2}*D(g)*D(D(g)) + {_F1}*D(D(D(g)))",
            "cube forgotten": f"{_F3}*D(g) + 3*{_F2}*D(g)*D(D(g)) + {_F1}*D(D(D(g)))",
            "faint factor": f"({_BRUNO})*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "abs(u)", "g": "x"}, at={"x": 0.0}, why="f has a kink at g(x)"),),
        reference="DLMF 1.4.13",
    ),
    Rule(
        name="taylor-remainder",
        statement="f(x) = f(a) + f'(a) (x - a) + f''(a) (x - a)^2/2 + integral from a to x of (x - s)^2/2 f'''(s) ds",
        where="f three times continuously differentiable between a and x",
        operands=(_A, _F),
        left="I((x - s)**2/2*at(D(D(D(f))), s), a, x, s)",
        right=_TAYLOR,
        broken={
            "quadratic term forgotten": "f - at(f, a) - at(D(f), a)*(x - a)",
            "half forgotten": "f - at(f, a) - at(D(f), a)*(x - a) - at(D(D(f)), a)*(x - a)**2",
            "developed at x": "f - at(f, a) - D(f)*(x - a) - D(D(f))*(x - a)**2/2",
            "sign": f"-({_TAYLOR})",
            "faint factor": "f - at(f, a)*(1 + 2**-30) - at(D(f), a)*(x - a) - at(D(D(f)), a)*(x - a)**2/2",
        },
        beyond=(Case(operands={"f": "1/x"}, at={"a": -1.0, "x": 1.0}, why="pole between a and x"),),
        reference="Apostol, Calculus I, 7.5; DLMF 1.4(vi)",
    ),
)  # fmt: skip
