"""Derivatives of circular and hyperbolic functions and of their inverses; each of an inner function f."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.single import single

_WAVE: Final = Operand(name="f", within=(-64.0, 64.0))
_SMALL: Final = Operand(name="f", within=(-8.0, 8.0))
_UNIT: Final = Operand(name="f", within=(-0.9375, 0.9375))
_STEEP: Final = Operand(name="f", within=(-1.5, 1.5))
_ABOVE: Final = Operand(name="f", within=(1.125, 1024.0))
_FAR: Final = Operand(name="f", within=(-1024.0, 1024.0))

_CIRCULAR: Final = "Apostol, Calculus I, 4.4; DLMF 4.20"
_ARC: Final = "Apostol, Calculus I, 6.21; DLMF 4.24(ii)"
_HYPERBOLIC: Final = "Apostol, Calculus I, 6.18; DLMF 4.34"
_AREA: Final = "DLMF 4.38(ii)"

_KINK: Final = (Case(operands={"f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),)
# An even function of |x| has no kink, so that these need another case.
_POLE: Final = (Case(operands={"f": "1/x"}, at={"x": 0.0}, why="f has a pole"),)
_EDGE: Final = (
    Case(operands={"f": "x"}, at={"x": 1.0}, why="vertical tangent"),
    Case(operands={"f": "x"}, at={"x": 2.0}, why="not defined"),
)

RULES: Final = (
    single("sine", "sin(f)", "cos(f)", _WAVE, "f differentiable", _CIRCULAR, beyond=_KINK),
    single(
        "cosine", "cos(f)", "-sin(f)", _WAVE, "f differentiable", _CIRCULAR, beyond=_POLE,
        extra={"as for the sine": "sin(f)*D(f)"},
    ),
    single(
        "tangent", "tan(f)", "1 + tan(f)**2", _STEEP, "cos(f) != 0", _CIRCULAR,
        beyond=_POLE, extra={"hyperbolic": "(1 - tan(f)**2)*D(f)"},
    ),
    single(
        "arcsine", "asin(f)", "1/sqrt(1 - f**2)", _UNIT, "-1 < f < 1", _ARC, beyond=_EDGE,
        extra={"root forgotten": "D(f)/(1 - f**2)"},
    ),
    single(
        "arccosine", "acos(f)", "-1/sqrt(1 - f**2)", _UNIT, "-1 < f < 1", _ARC, beyond=_EDGE,
        extra={"square added": "-D(f)/sqrt(1 + f**2)"},
    ),
    single(
        "arctangent", "atan(f)", "1/(1 + f**2)", _FAR, "f differentiable", _ARC, beyond=_KINK,
        extra={"reciprocal tangent": "D(f)/tan(f)"},
    ),
    single("hyperbolic-sine", "sinh(f)", "cosh(f)", _SMALL, "f differentiable", _HYPERBOLIC, beyond=_KINK),
    single(
        "hyperbolic-cosine", "cosh(f)", "sinh(f)", _SMALL, "f differentiable", _HYPERBOLIC, beyond=_POLE,
        extra={"circular": "-sinh(f)*D(f)"},
    ),
    single(
        "hyperbolic-tangent", "tanh(f)", "1/cosh(f)**2", _SMALL, "f differentiable", _HYPERBOLIC, beyond=_KINK,
        extra={"circular": "(1 + tanh(f)**2)*D(f)", "square forgotten": "D(f)/cosh(f)"},
    ),
    single(
        "area-hyperbolic-sine", "asinh(f)", "1/sqrt(f**2 + 1)", _FAR, "f differentiable", _AREA, beyond=_KINK,
        extra={"root forgotten": "D(f)/(f**2 + 1)"},
    ),
    single(
        "area-hyperbolic-cosine", "acosh(f)", "1/sqrt(f**2 - 1)", _ABOVE, "f > 1", _AREA,
        beyond=(
            Case(operands={"f": "x"}, at={"x": 1.0}, why="vertical tangent"),
            Case(operands={"f": "x"}, at={"x": 0.5}, why="not defined"),
        ),
        extra={"square added": "D(f)/sqrt(f**2 + 1)"},
    ),
    single(
        "area-hyperbolic-tangent", "atanh(f)", "1/(1 - f**2)", _UNIT, "-1 < f < 1", _AREA,
        beyond=(Case(operands={"f": "x"}, at={"x": 1.0}, why="pole"),), extra={"circular": "D(f)/(1 + f**2)"},
    ),
)  # fmt: skip
