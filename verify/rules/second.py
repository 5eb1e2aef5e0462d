"""Functions of several variables, second order: Hessians, their symmetry and products, Laplacians, homogeneity, extrema."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_PLANE: Final = ("x", "y")
_M: Final = Operand(name="m", kind="constant", nonzero=True)
_N: Final = Operand(name="n", kind="constant", nonzero=True)
_F: Final = Operand(name="f", variables=_PLANE, nodes=12)
_CONE: Final = {"x": 0.0, "y": 0.0}

_XX: Final = "D(D(f, x), x)"
_XY: Final = "D(D(f, x), y)"
_YY: Final = "D(D(f, y), y)"

# h of u = g(x, y): the Hessian of a composition.
_H1: Final = "at(D(h, u), u, g)"
_H2: Final = "at(D(D(h, u), u), u, g)"


def _hessian(first: str, second: str, *, factor: str = "") -> str:
    return f"({_H2}*D(g, {first})*D(g, {second}) + {_H1}*D(D(g, {first}), {second})){factor}"


_PAIRS: Final = (("x", "x"), ("x", "y"), ("y", "y"))

# u(r, t) = f(r cos t, r sin t).
_AT: Final = "x, r*cos(t), y, r*sin(t)"
_POLAR: Final = f"at(f, {_AT})"
_FLAT: Final = f"at({_XX}, {_AT}) + at({_YY}, {_AT})"

# Parts of the Laplacian of f g.
_BOTH: Final = f"f*(D(D(g, x), x) + D(D(g, y), y)) + g*({_XX} + {_YY})"
_CROSS: Final = "(D(f, x)*D(g, x) + D(f, y)*D(g, y))"

# x^n h(y/x) is homogeneous of degree n.
_HOMOGENEOUS: Final = "x**n*at(h, u, y/x)"

RULES: Final = (
    Rule(
        name="clairaut",
        statement="f_xy = f_yx",
        where="f_xy and f_yx continuous near (x, y)",
        operands=(_F,),
        left=_XY,
        right="D(D(f, y), x)",
        broken={
            "sign": "-D(D(f, y), x)",
            "not mixed": _XX,
            "product of slopes": "D(f, x)*D(f, y)",
            "faint factor": "D(D(f, y), x)*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "hypot(x, y)"}, at=_CONE, why="tip of a cone"),),
        reference="Apostol, Calculus II, 8.23; DLMF 1.5(i)",
    ),
    Rule(
        name="hessian",
        statement="the Hessian of h(g(x, y)) is h''(g) grad g grad g^T + h'(g) times the Hessian of g",
        where="g and h twice continuously differentiable",
        operands=(
            Operand(name="g", variables=_PLANE, nodes=10),
            Operand(name="h", kind="outer", variables=("u",), inner=("g",), nodes=10),
        ),
        left=tuple(f"D(D(at(h, u, g), {first}), {second})" for first, second in _PAIRS),
        right=tuple(_hessian(*pair) for pair in _PAIRS),
        broken={
            "curvature of g forgotten": tuple(f"{_H2}*D(g, {a})*D(g, {b})" for a, b in _PAIRS),
            "curvature of h forgotten": tuple(f"{_H1}*D(D(g, {a}), {b})" for a, b in _PAIRS),
            "columns swapped": (_hessian("x", "y"), _hessian("x", "x"), _hessian("y", "x")),
            "faint factor": tuple(_hessian(*pair, factor="*(1 + 2**-30)") for pair in _PAIRS),
        },
        beyond=(Case(operands={"g": "x + y", "h": "abs(u)"}, at=_CONE, why="h has a kink at g(x, y)"),),
        reference="Apostol, Calculus II, 9.9; DLMF 1.5(i)",
    ),
    Rule(
        name="hessian-vector-product",
        statement="H (m, n) = (m f_xx + n f_xy, m f_xy + n f_yy): the gradient's derivative along (m, n)",
        where="f twice continuously differentiable at (x, y)",
        operands=(_M, _N, _F),
        left=("along(D(f, x), x, m, y, n)", "along(D(f, y), x, m, y, n)"),
        right=(f"m*{_XX} + n*{_XY}", f"m*{_XY} + n*{_YY}"),
        broken={
            "vector swapped": (f"n*{_XX} + m*{_XY}", f"n*{_XY} + m*{_YY}"),
            "diagonal only": (f"m*{_XX}", f"n*{_YY}"),
            "entries swapped": (f"m*{_XY} + n*{_YY}", f"m*{_XX} + n*{_XY}"),
            "first order": ("m*D(f, x)", "n*D(f, y)"),
            "faint factor": (f"(m*{_XX} + n*{_XY})*(1 + 2**-30)", f"(m*{_XY} + n*{_YY})*(1 + 2**-30)"),
        },
        beyond=(Case(operands={"m": "1", "n": "1", "f": "hypot(x, y)"}, at=_CONE, why="tip of a cone"),),
        reference="Apostol, Calculus II, 9.9; DLMF 1.5(i)",
    ),
    Rule(
        name="laplacian-polar",
        statement="u_rr + u_r/r + u_tt/r^2 = f_xx + f_yy for u(r, t) = f(r cos t, r sin t)",
        where="f twice continuously differentiable, r > 0",
        operands=(
            Operand(name="r", kind="variable", within=(0.5, 8.0)), Operand(name="t", kind="variable", within=(-3.0, 3.0)),
            Operand(name="f", kind="outer", variables=_PLANE, inner=("r*cos(t)", "r*sin(t)"), nodes=10, curved=True),
        ),
        left=f"D(D({_POLAR}, r), r) + D({_POLAR}, r)/r + D(D({_POLAR}, t), t)/r**2",
        right=_FLAT,
        wrt="r",
        broken={
            "first derivative forgotten": f"{_FLAT} - D({_POLAR}, r)/r",
            "not divided by r^2": f"at({_XX}, {_AT})*cos(t)**2 + at({_YY}, {_AT})*sin(t)**2",
            "one direction only": f"at({_XX}, {_AT})",
            "sign": f"at({_XX}, {_AT}) - at({_YY}, {_AT})",
            "faint factor": f"({_FLAT})*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "hypot(x, y)"}, at={"r": 0.0, "t": 0.0}, why="the pole of the coordinates"),),
        reference="Apostol, Calculus II, 8.20; DLMF 1.5(ii)",
    ),
    Rule(
        name="laplacian-product",
        statement="Laplace (f g) = f Laplace g + 2 grad f . grad g + g Laplace f",
        where="f and g twice continuously differentiable",
        operands=(_F, Operand(name="g", variables=_PLANE, nodes=12)),
        left="D(D(f*g, x), x) + D(D(f*g, y), y)",
        right=f"{_BOTH} + 2*{_CROSS}",
        broken={
            "cross term forgotten": _BOTH,
            "two forgotten": f"{_BOTH} + {_CROSS}",
            "sign": f"{_BOTH} - 2*{_CROSS}",
            "faint factor": f"({_BOTH} + 2*{_CROSS})*(1 + 2**-30)",
        },
        beyond=(Case(operands={"f": "hypot(x, y)", "g": "1 + x"}, at=_CONE, why="tip of a cone"),),
        reference="DLMF 1.6(iii)",
    ),
    Rule(
        name="euler-homogeneous",
        statement="x f_x + y f_y = n f for f homogeneous of degree n",
        where="f(c x, c y) = c^n f(x, y) for c > 0, f differentiable; drawn as x^n h(y/x) with x > 0",
        operands=(
            Operand(name="x", kind="variable", within=(0.25, 8.0)), Operand(name="y", kind="variable", within=(-8.0, 8.0)),
            Operand(name="n", kind="exponent", inner=("x",), nonzero=True),
            Operand(name="h", kind="outer", variables=("u",), inner=("y/x",)),
        ),
        left=f"along({_HOMOGENEOUS}, x, x, y, y)",
        right=f"n*{_HOMOGENEOUS}",
        broken={
            "degree forgotten": _HOMOGENEOUS,
            "degree raised": f"(n + 1)*{_HOMOGENEOUS}",
            "plain gradient": f"D({_HOMOGENEOUS}, x) + D({_HOMOGENEOUS}, y)",
            "faint factor": f"n*{_HOMOGENEOUS}*(1 + 2**-30)",
        },
        beyond=(Case(operands={"n": "0.5", "h": "u"}, at={"x": 0.0, "y": 1.0}, why="y/x is not defined"),),
        reference="Apostol, Calculus II, 8.15; DLMF 1.5(i)",
    ),
)  # fmt: skip
