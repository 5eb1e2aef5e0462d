"""Functions of several variables, first order: partials, gradients, directions, total derivatives, Jacobians."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_PLANE: Final = ("x", "y")
_M: Final = Operand(name="m", kind="constant", nonzero=True)
_N: Final = Operand(name="n", kind="constant", nonzero=True)
_F: Final = Operand(name="f", variables=_PLANE)
_G: Final = Operand(name="g", variables=_PLANE)
_ORIGIN: Final = {"x": 0.0, "y": 0.0}

# The gradient's entries are slopes of restrictions to lines: to the axes' directions, then to any direction (m, n).
_LINE: Final = "x, x + t*m, y, y + t*n"
_ALONG_X: Final = "at(D(at(f, x, x + t), t), t, 0)"
_ALONG_Y: Final = "at(D(at(f, y, y + t), t), t, 0)"
_ALONG: Final = f"m*at(D(f, x), {_LINE}) + n*at(D(f, y), {_LINE})"

_SLOPE: Final = "m*D(f, x) + n*D(f, y)"

# f as a function on the curve y = g(x).
_TOTAL_X: Final = "at(D(f, x), y, g)"
_TOTAL_Y: Final = "at(D(f, y), y, g)"

RULES: Final = (
    Rule(
        name="partial-derivative",
        statement="(g(x) h(y))_x = g'(x) h(y) and (g(x) h(y))_y = g(x) h'(y)",
        where="g and h differentiable; the other variable is held fast",
        operands=(Operand(name="g"), Operand(name="h", variables=("y",))),
        left=("D(g*h, x)", "D(g*h, y)"),
        right=("D(g, x)*h", "g*D(h, y)"),
        broken={
            "variables swapped": ("g*D(h, y)", "D(g, x)*h"),
            "both moved": ("D(g, x)*h + g*D(h, y)", "D(g, x)*h + g*D(h, y)"),
            "factor forgotten": ("D(g, x)", "D(h, y)"),
            "faint factor": ("D(g, x)*h*(1 + 2**-30)", "g*D(h, y)*(1 + 2**-30)"),
        },
        beyond=(Case(operands={"g": "abs(x)", "h": "y"}, at={"x": 0.0, "y": 1.0}, why="g has a kink"),),
        reference="Apostol, Calculus II, 8.8; DLMF 1.5(i)",
    ),
    Rule(
        name="gradient",
        statement="f_x = d/dt f(x + t, y) at 0; f_y = d/dt f(x, y + t) at 0; d/dt f(x + t m, y + t n) = m f_x + n f_y",
        where="f continuously differentiable near (x, y) and along the line",
        operands=(_M, _N, Operand(name="f", kind="outer", variables=_PLANE, inner=("x + t*m", "y + t*n"))),
        left=("D(f, x)", "D(f, y)", f"D(at(f, {_LINE}))"),
        right=(_ALONG_X, _ALONG_Y, _ALONG),
        wrt="t",
        broken={
            "entries swapped": (_ALONG_Y, _ALONG_X, _ALONG),
            "sign": (f"-{_ALONG_X}", f"-{_ALONG_Y}", f"m*at(D(f, x), {_LINE}) - n*at(D(f, y), {_LINE})"),
            "direction forgotten": (_ALONG_X, _ALONG_Y, f"at(D(f, x), {_LINE}) + at(D(f, y), {_LINE})"),
            "taken at the start": (_ALONG_X, _ALONG_Y, "m*D(f, x) + n*D(f, y)"),
            "faint factor": (f"{_ALONG_X}*(1 + 2**-30)", f"{_ALONG_Y}*(1 + 2**-30)", f"({_ALONG})*(1 + 2**-30)"),
        },
        beyond=(
            Case(operands={"m": "1", "n": "2", "f": "hypot(x, y)"}, at={**_ORIGIN, "t": 0.0}, why="tip of a cone"),
            Case(operands={"m": "1", "n": "2", "f": "max(x, y)"}, at={"x": 1.0, "y": 1.0, "t": 0.0}, why="crease", entry=2),
        ),
        reference="Apostol, Calculus II, 8.7, 8.10 and 8.15; DLMF 1.5(i)",
    ),
    Rule(
        name="directional-derivative",
        statement="D_(m,n) f = m f_x + n f_y; along the unit vector (m, n)/r, with r = |(m, n)|, it is that over r",
        where="f differentiable at (x, y)",
        operands=(_M, _N, _F),
        left=("along(f, x, m, y, n)", "along(f, x, m/hypot(m, n), y, n/hypot(m, n))"),
        right=(_SLOPE, f"({_SLOPE})/hypot(m, n)"),
        broken={
            "always normalised": (f"({_SLOPE})/hypot(m, n)", f"({_SLOPE})/hypot(m, n)"),
            "never normalised": (_SLOPE, _SLOPE),
            "components swapped": ("n*D(f, x) + m*D(f, y)", "(n*D(f, x) + m*D(f, y))/hypot(m, n)"),
            "direction forgotten": ("D(f, x) + D(f, y)", "D(f, x) + D(f, y)"),
            "sign": ("m*D(f, x) - n*D(f, y)", "(m*D(f, x) - n*D(f, y))/hypot(m, n)"),
            "faint factor": (f"({_SLOPE})*(1 + 2**-30)", f"({_SLOPE})/hypot(m, n)*(1 + 2**-30)"),
        },
        beyond=(Case(operands={"m": "1", "n": "2", "f": "hypot(x, y)"}, at=_ORIGIN, why="tip of a cone"),),
        reference="Apostol, Calculus II, 8.6 and 8.12; DLMF 1.6(iii)",
    ),
    Rule(
        name="steepest-ascent",
        statement="D_u f <= |grad f| for every unit vector u; of F(m x + n y), rising, the slope along (m, n) attains it",
        where="f differentiable at (x, y), |u| = 1",
        operands=(
            _M, _N, _F,
            Operand(name="x", kind="variable", within=(-2.0, 2.0)), Operand(name="y", kind="variable", within=(-2.0, 2.0)),
        ),
        left=(
            "along(f, x, m/hypot(m, n), y, n/hypot(m, n))",
            "along(exp((m*x + n*y)/64), x, m/hypot(m, n), y, n/hypot(m, n))",
        ),
        right=("hypot(D(f, x), D(f, y))", "hypot(D(exp((m*x + n*y)/64), x), D(exp((m*x + n*y)/64), y))"),
        relation="<=",
        broken={
            "larger entry": (
                "max(abs(D(f, x)), abs(D(f, y)))", "max(abs(D(exp((m*x + n*y)/64), x)), abs(D(exp((m*x + n*y)/64), y)))",
            ),
            "descent": ("-hypot(D(f, x), D(f, y))", "-hypot(D(exp((m*x + n*y)/64), x), D(exp((m*x + n*y)/64), y))"),
            "faint factor": (
                "hypot(D(f, x), D(f, y))",
                "hypot(D(exp((m*x + n*y)/64), x), D(exp((m*x + n*y)/64), y))*(1 - 2**-30)",
            ),
        },
        beyond=(Case(operands={"m": "1", "n": "2", "f": "hypot(x, y)"}, at=_ORIGIN, why="tip of a cone"),),
        reference="Apostol, Calculus II, 8.14; DLMF 1.6(iii)",
    ),
    Rule(
        name="total-derivative",
        statement="d/dx f(x, g(x)) = f_x + f_y g'",
        where="f continuously differentiable at (x, g(x)), g differentiable at x",
        operands=(Operand(name="g"), Operand(name="f", kind="outer", variables=_PLANE, inner=("x", "g"))),
        left="D(at(f, y, g))",
        right=f"{_TOTAL_X} + {_TOTAL_Y}*D(g)",
        broken={
            "partial only": _TOTAL_X,
            "inner derivative forgotten": f"{_TOTAL_X} + {_TOTAL_Y}",
            "explicit part forgotten": f"{_TOTAL_Y}*D(g)",
            "sign": f"{_TOTAL_X} - {_TOTAL_Y}*D(g)",
            "faint factor": f"({_TOTAL_X} + {_TOTAL_Y}*D(g))*(1 + 2**-30)",
        },
        beyond=(Case(operands={"g": "x", "f": "max(2*x, y)"}, at={"x": 0.0}, why="crease"),),
        reference="Apostol, Calculus II, 8.15; DLMF 1.5(i)",
    ),
    Rule(
        name="jacobian",
        statement="J (m, n) = (m f_x + n f_y, m g_x + n g_y): its columns are partials, its rows gradients",
        where="f and g differentiable at (x, y)",
        operands=(_M, _N, _F, _G),
        left=("along(f, x, m, y, n)", "along(g, x, m, y, n)"),
        right=(_SLOPE, "m*D(g, x) + n*D(g, y)"),
        broken={
            "transposed": ("m*D(f, x) + n*D(g, x)", "m*D(f, y) + n*D(g, y)"),
            "rows swapped": ("m*D(g, x) + n*D(g, y)", _SLOPE),
            "columns swapped": ("m*D(f, y) + n*D(f, x)", "m*D(g, y) + n*D(g, x)"),
            "faint factor": (f"({_SLOPE})*(1 + 2**-30)", "(m*D(g, x) + n*D(g, y))*(1 + 2**-30)"),
        },
        beyond=(Case(operands={"m": "1", "n": "1", "f": "x*y", "g": "hypot(x, y)"}, at=_ORIGIN, why="tip of a cone", entry=1),),
        reference="Apostol, Calculus II, 8.18; DLMF 1.5(vi)",
    ),
)  # fmt: skip
