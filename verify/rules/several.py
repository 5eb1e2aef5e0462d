"""Functions of several variables."""

from __future__ import annotations

from typing import Final

from verify.rules.rule import Case, Operand, Rule

# The gradient's entries are slopes of restrictions to lines: to the axes' directions, then to any direction (m, n).
_LINE: Final = "x, x + t*m, y, y + t*n"
_ALONG_X: Final = "at(D(at(f, x, x + t), t), t, 0)"
_ALONG_Y: Final = "at(D(at(f, y, y + t), t), t, 0)"
_ALONG: Final = f"m*at(D(f, x), {_LINE}) + n*at(D(f, y), {_LINE})"

RULES: Final = (
    Rule(
        name="gradient",
        statement="f_x = d/dt f(x + t, y) at 0; f_y = d/dt f(x, y + t) at 0; d/dt f(x + t m, y + t n) = m f_x + n f_y",
        where="f continuously differentiable near (x, y) and along the line",
        operands=(
            Operand(name="m", kind="constant", nonzero=True),
            Operand(name="n", kind="constant", nonzero=True),
            Operand(name="f", kind="outer", variables=("x", "y"), inner=("x + t*m", "y + t*n")),
        ),
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
            Case(operands={"m": "1", "n": "2", "f": "hypot(x, y)"}, at={"x": 0.0, "y": 0.0, "t": 0.0}, why="tip of a cone"),
            Case(operands={"m": "1", "n": "2", "f": "max(x, y)"}, at={"x": 1.0, "y": 1.0, "t": 0.0}, why="crease", entry=2),
        ),
        reference="Apostol, Calculus II, 8.7, 8.10 and 8.15; DLMF 1.5(i)",
    ),
)
