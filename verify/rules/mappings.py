"""Functions from R^n to R^m and their Jacobians as factors: the chain rule, products from the right and from the left."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_PLANE: Final = ("x", "y")
_M: Final = Operand(name="m", kind="constant", nonzero=True)
_N: Final = Operand(name="n", kind="constant", nonzero=True)
_P: Final = Operand(name="p", kind="constant", nonzero=True)
_Q: Final = Operand(name="q", kind="constant", nonzero=True)

# (e, f) of (u, v) after (g, h) of (x, y).
_INNER: Final = (Operand(name="g", variables=_PLANE), Operand(name="h", variables=_PLANE))
_OUTER: Final = tuple(Operand(name=name, kind="outer", variables=("u", "v"), inner=("g", "h")) for name in ("e", "f"))


def _entry(outer: str, by: str, sign: str = "+") -> str:
    """One entry of the product of both Jacobians."""
    return f"at(D({outer}, u), u, g, v, h)*D(g, {by}) {sign} at(D({outer}, v), u, g, v, h)*D(h, {by})"


_ENTRIES: Final = (("e", "x"), ("e", "y"), ("f", "x"), ("f", "y"))
_PRODUCT: Final = tuple(_entry(*entry) for entry in _ENTRIES)

# The covector (p, q) times the Jacobian of (f, g) times the vector (m, n), by rows and by columns.
_PAIRED: Final = "p*f + q*g"
_BY_ROWS: Final = "p*along(f, x, m, y, n) + q*along(g, x, m, y, n)"
_BY_COLUMNS: Final = f"m*vjp({_PAIRED}, x) + n*vjp({_PAIRED}, y)"

RULES: Final = (
    Rule(
        name="vector-chain",
        statement="the Jacobian of F o G is the Jacobian of F at G times that of G, for F and G from R^2 to R^2",
        where="G = (g, h) differentiable at (x, y), F = (e, f) at G(x, y)",
        operands=(*_INNER, *_OUTER),
        left=tuple(f"D(at({outer}, u, g, v, h), {by})" for outer, by in _ENTRIES),
        right=_PRODUCT,
        broken={
            "factors swapped": tuple(
                f"at(D({outer}, u), u, g, v, h)*D(g, {by}) + at(D({outer}, v), u, g, v, h)*D(g, {by})" for outer, by in _ENTRIES
            ),
            "second path forgotten": tuple(f"at(D({outer}, u), u, g, v, h)*D(g, {by})" for outer, by in _ENTRIES),
            "sign": tuple(_entry(*entry, "-") for entry in _ENTRIES),
            "transposed": (_PRODUCT[0], _PRODUCT[2], _PRODUCT[1], _PRODUCT[3]),
            "faint factor": tuple(f"({product})*(1 + 2**-30)" for product in _PRODUCT),
        },
        beyond=(
            Case(
                operands={"g": "x", "h": "y", "e": "hypot(u, v)", "f": "u*v"}, at={"x": 0.0, "y": 0.0},
                why="F has the tip of a cone at G(x, y)",
            ),
        ),
        reference="Apostol, Calculus II, 8.19 to 8.21; DLMF 1.5(i)",
    ),
    Rule(
        name="duality",
        statement="<v, J u> = <J^T v, u> for u = (m, n) and v = (p, q): pushing forward and pulling back agree",
        where="f and g differentiable at (x, y)",
        operands=(_M, _N, _P, _Q, Operand(name="f", variables=_PLANE), Operand(name="g", variables=_PLANE)),
        left=(_BY_ROWS, f"along({_PAIRED}, x, m, y, n)", f"vjp({_PAIRED}, x)"),
        right=(_BY_COLUMNS, _BY_ROWS, "p*along(f, x, 1) + q*along(g, x, 1)"),
        broken={
            "covector swapped": (
                "m*vjp(q*f + p*g, x) + n*vjp(q*f + p*g, y)",
                "q*along(f, x, m, y, n) + p*along(g, x, m, y, n)",
                "q*along(f, x, 1) + p*along(g, x, 1)",
            ),
            "vector swapped": (
                f"n*vjp({_PAIRED}, x) + m*vjp({_PAIRED}, y)",
                "p*along(f, x, n, y, m) + q*along(g, x, n, y, m)",
                "p*along(f, y, 1) + q*along(g, y, 1)",
            ),
            "sign": (
                f"m*vjp({_PAIRED}, x) - n*vjp({_PAIRED}, y)",
                "p*along(f, x, m, y, n) - q*along(g, x, m, y, n)",
                "p*along(f, x, 1) - q*along(g, x, 1)",
            ),
            "faint factor": (
                f"({_BY_COLUMNS})*(1 + 2**-30)", f"({_BY_ROWS})*(1 + 2**-30)",
                "(p*along(f, x, 1) + q*along(g, x, 1))*(1 + 2**-30)",
            ),
        },
        beyond=(
            Case(
                operands={"m": "1", "n": "1", "p": "1", "q": "1", "f": "x*y", "g": "hypot(x, y)"}, at={"x": 0.0, "y": 0.0},
                why="g has the tip of a cone",
            ),
        ),
        reference="Apostol, Calculus II, 8.18; DLMF 1.5(vi)",
    ),
)  # fmt: skip
