"""How integrals of combinations follow from integrals of their parts, and how they compare."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_A: Final = Operand(name="a", kind="limit")
_B: Final = Operand(name="b", kind="limit")
# Rigorous integrals of large trees say nothing that those of small ones do not, but take long.
_NODES: Final = 10
_F: Final = Operand(name="f", nodes=_NODES)
_G: Final = Operand(name="g", nodes=_NODES)
_P: Final = Operand(name="p", kind="constant", nonzero=True)
_Q: Final = Operand(name="q", kind="constant", nonzero=True)

_ENDS: Final = {"a": -1.0, "b": 1.0}
_POLE: Final = "pole between the limits"


# From the smaller limit to the larger one, as comparisons want it.
_UP: Final = "min(a, b), max(a, b)"
_LENGTH: Final = "abs(b - a)"
_LARGEST: Final = f"max(at(f, a), at(f, b))*{_LENGTH}"
_SMALLEST: Final = f"min(at(f, a), at(f, b))*{_LENGTH}"

RULES: Final = (
    Rule(
        name="integral-linearity",
        statement="integral of p f + q g = p integral of f + q integral of g",
        where="f and g continuous between a and b",
        operands=(_P, _Q, _A, _B, _F, _G),
        left="I(p*f + q*g, a, b)",
        right="p*I(f, a, b) + q*I(g, a, b)",
        broken={
            "factors swapped": "q*I(f, a, b) + p*I(g, a, b)",
            "factors forgotten": "I(f, a, b) + I(g, a, b)",
            "sign": "p*I(f, a, b) - q*I(g, a, b)",
            "faint factor": "(p*I(f, a, b) + q*I(g, a, b))*(1 + 2**-30)",
        },
        beyond=(Case(operands={"p": "1", "q": "1", "f": "1/x", "g": "x"}, at=_ENDS, why=_POLE),),
        reference="Apostol, Calculus I, 1.24; DLMF 1.4(v)",
    ),
    Rule(
        name="integral-additivity",
        statement="integral from a to b = integral from a to m + integral from m to b, in whatever order a, m, b lie",
        where="f continuous between all three",
        operands=(_A, _B, Operand(name="m", kind="limit"), _F),
        left="I(f, a, b)",
        right="I(f, a, m) + I(f, m, b)",
        broken={
            "subtracted": "I(f, a, m) - I(f, m, b)",
            "second part forgotten": "I(f, a, m)",
            "first part twice": "I(f, a, m) + I(f, a, b)",
            "faint factor": "(I(f, a, m) + I(f, m, b))*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "1/x"}, at={**_ENDS, "m": 0.5}, why=_POLE),),
        reference="Apostol, Calculus I, 1.24; DLMF 1.4(v)",
    ),
    Rule(
        name="integral-reversal",
        statement="integral from a to b = -(integral from b to a)",
        where="f continuous between a and b",
        operands=(_A, _B, _F),
        left="I(f, a, b)",
        right="-I(f, b, a)",
        broken={"sign": "I(f, b, a)", "sign of f": "I(-f, a, b)", "faint factor": "-I(f, b, a)*(1 + 2**-30)"},
        beyond=(Case(operands={"f": "1/x"}, at=_ENDS, why=_POLE),),
        reference="Apostol, Calculus I, 1.24; DLMF 1.4(v)",
    ),
    Rule(
        name="integral-comparison",
        statement="f <= g implies integral of f <= integral of g, from the smaller limit to the larger",
        where="f and g continuous between a and b; g is drawn as f + h with h > 0",
        operands=(_A, _B, _F, Operand(name="h", positive=True, nodes=_NODES)),
        left=f"I(f, {_UP})",
        right=f"I(f + h, {_UP})",
        relation="<=",
        broken={
            "wrong way round": f"I(f - h, {_UP})",
            "limits not ordered": "I(f + h, max(a, b), min(a, b)) - I(2*f, max(a, b), min(a, b))",
            "faint difference": f"I(f, {_UP}) - 2**-30*I(h, {_UP})",
        },
        beyond=(Case(operands={"f": "1/x", "h": "1 + x**2"}, at=_ENDS, why=_POLE),),
        reference="Apostol, Calculus I, 1.24; DLMF 1.4(v)",
    ),
    Rule(
        name="substitution",
        statement="integral of f(g(x)) g'(x) from a to b = integral of f(u) from g(a) to g(b)",
        where="g continuously differentiable between a and b, f continuous on its values",
        operands=(_A, _B, _G, Operand(name="f", kind="outer", variables=("u",), inner=("g",), nodes=_NODES)),
        left="I(compose(f, g)*D(g), a, b)",
        right="I(f, at(g, a), at(g, b), u)",
        broken={
            "inner derivative forgotten": "I(compose(f, g), a, b)",
            "limits swapped": "I(f, at(g, b), at(g, a), u)",
            "divided": "I(compose(f, g), a, b)/(at(g, b) - at(g, a))",
            "faint factor": "I(f, at(g, a), at(g, b), u)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"g": "x", "f": "1/u"}, at=_ENDS, why="f has a pole between g(a) and g(b)"),),
        reference="Apostol, Calculus I, 5.7; DLMF 1.4(v)",
    ),
    Rule(
        name="by-parts",
        statement="integral of f g' = f(b) g(b) - f(a) g(a) - integral of f' g",
        where="f and g continuously differentiable between a and b",
        operands=(_A, _B, _F, _G),
        left="I(f*D(g), a, b)",
        right="at(f*g, b) - at(f*g, a) - I(D(f)*g, a, b)",
        broken={
            "boundary forgotten": "-I(D(f)*g, a, b)",
            "sign": "at(f*g, b) - at(f*g, a) + I(D(f)*g, a, b)",
            "lower limit forgotten": "at(f*g, b) - I(D(f)*g, a, b)",
            "faint factor": "at(f*g, b)*(1 + 2**-30) - at(f*g, a) - I(D(f)*g, a, b)",
        },
        beyond=(Case(operands={"f": "1/x", "g": "x"}, at=_ENDS, why=_POLE),),
        reference="Apostol, Calculus I, 5.9; DLMF 1.4(v)",
    ),
    Rule(
        name="mean-value",
        statement="min f |b - a| <= integral of f <= max f |b - a|, from the smaller limit to the larger",
        where="f continuous; drawn monotone, so that it is extreme at the ends, and the mean value is taken between them",
        operands=(_A, _B, Operand(name="f", kind="invertible")),
        left=(f"I(f, {_UP})", f"I(-f, {_UP})"),
        right=(_LARGEST, f"-{_SMALLEST}"),
        relation="<=",
        broken={
            "bounds swapped": (_SMALLEST, f"-{_LARGEST}"),
            "mean of the ends": (f"(at(f, a) + at(f, b))/2*{_LENGTH}", f"-(at(f, a) + at(f, b))/2*{_LENGTH}"),
            "length not positive": ("max(at(f, a), at(f, b))*(b - a)", "-min(at(f, a), at(f, b))*(b - a)"),
            "faint difference": (
                f"{_SMALLEST} + 2**-30*({_LARGEST} - {_SMALLEST})", f"-({_LARGEST} + 2**-30*({_SMALLEST} - {_LARGEST}))",
            ),
        },
        beyond=(Case(operands={"f": "1/x"}, at=_ENDS, why=_POLE),),
        reference="Apostol, Calculus I, 3.18; DLMF 1.4(v)",
    ),
    Rule(
        name="sampled-curve",
        statement="the area under the chords of n + 1 equidistant samples is w (y_0/2 + y_1 + ... + y_(n-1) + y_n/2)",
        where="f defined between a and b, w = (b - a)/n; exact for the polygon, and the trapezoidal rule for f",
        operands=(_A, _B, Operand(name="n", kind="count"), _F),
        left="I((b - a)/n*sum(at(f, a + (k - 1)*(b - a)/n)*(1 - s) + at(f, a + k*(b - a)/n)*s, k, 1, n), 0, 1, s)",
        right="(b - a)/n*((at(f, a) + at(f, b))/2 + sum(at(f, a + k*(b - a)/n), k, 1, n - 1))",
        broken={
            "ends counted whole": "(b - a)/n*(at(f, a) + at(f, b) + sum(at(f, a + k*(b - a)/n), k, 1, n - 1))",
            "left sum": "(b - a)/n*sum(at(f, a + k*(b - a)/n), k, 0, n - 1)",
            "right sum": "(b - a)/n*sum(at(f, a + k*(b - a)/n), k, 1, n)",
            "width forgotten": "(at(f, a) + at(f, b))/2 + sum(at(f, a + k*(b - a)/n), k, 1, n - 1)",
            "faint factor": (
                "(b - a)/n*((at(f, a) + at(f, b))/2 + sum(at(f, a + k*(b - a)/n), k, 1, n - 1))*(1 + 2**-30)"
            ),
        },
        beyond=(Case(operands={"n": "2", "f": "1/x"}, at=_ENDS, why="a sample lies at a pole"),),
        reference="DLMF 3.5(i)",
    ),
)  # fmt: skip
