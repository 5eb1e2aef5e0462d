"""Losses: mean squared error, cross-entropies, Huber's, and that of linear regression."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule
from verify.rules.softmax import TOTAL, P, Q, R

_F: Final = Operand(name="f", within=(-64.0, 64.0))
_LOGIT: Final = Operand(name="f", within=(-24.0, 24.0))
_TARGET: Final = Operand(name="c", kind="constant", within=(-4.0, 4.0))
_SHARE: Final = Operand(name="c", kind="constant", within=(0.125, 0.75))
_SMALL_SHARE: Final = Operand(name="d", kind="constant", within=(0.125, 0.25))
_OF_Y: Final = Operand(name="g", variables=("y",), within=(-24.0, 24.0))
_OF_Z: Final = Operand(name="h", variables=("z",), within=(-24.0, 24.0))
_FAINT: Final = "*(1 + 2**-30)"

_SQUARES: Final = "((f - c)**2 + (g - d)**2)/2"
# -(c log p + (1 - c) log(1 - p)) for p = sigmoid(f), without what cancels, and from probabilities.
_STABLE: Final = "softplus(f) - c*f"
_NAIVE: Final = "-c*log(sigmoid(f)) - (1 - c)*log(sigmoid(-f))"
_BINARY: Final = "((1 - c)*sigmoid(f) - c*sigmoid(-f))*D(f)"
_SQUARED: Final = "(sigmoid(f) - c)*sigmoid(f)*sigmoid(-f)*D(f)"
# Targets c, d, 1 - c - d; r = f - c clipped to the width w of Huber's parabola.
_CATEGORICAL: Final = f"{TOTAL} - c*f - d*g - (1 - c - d)*h"
_CLIPPED: Final = "min(abs(f - c), w)"
_RESIDUAL: Final = "(w*f + b - y)"

RULES: Final = (
    Rule(
        name="mean-squared-error",
        statement="the gradient of ((f - c)^2 + (g - d)^2)/2 is ((f - c) f', (g - d) g')",
        where="f and g differentiable",
        operands=(_TARGET, Operand(name="d", kind="constant"), _F, _OF_Y),
        left=(f"D({_SQUARES}, x)", f"D({_SQUARES}, y)"),
        right=("(f - c)*D(f, x)", "(g - d)*D(g, y)"),
        broken={
            "mean forgotten": ("2*(f - c)*D(f, x)", "2*(g - d)*D(g, y)"),
            "sign": ("(c - f)*D(f, x)", "(d - g)*D(g, y)"),
            "inner derivative forgotten": ("f - c", "g - d"),
            "target forgotten": ("f*D(f, x)", "g*D(g, y)"),
            "faint factor": (f"(f - c)*D(f, x){_FAINT}", f"(g - d)*D(g, y){_FAINT}"),
        },
        beyond=(Case(operands={"c": "1", "d": "1", "f": "abs(x)", "g": "y"}, at={"x": 0.0, "y": 1.0}, why="f has a kink"),),
        reference="Goodfellow, Bengio and Courville (2016), 5.1.4",
    ),
    Rule(
        name="binary-cross-entropy",
        statement="-(c log s(f) + (1 - c) log(1 - s(f))) has the derivative (s(f) - c) f', s the sigmoid",
        where="f differentiable, 0 <= c <= 1",
        operands=(_SHARE, _LOGIT),
        left=(f"D({_STABLE})", f"D({_NAIVE})"),
        right=(_BINARY, _BINARY),
        broken={
            "target forgotten": ("sigmoid(f)*D(f)", "sigmoid(f)*D(f)"),
            "sign": (f"-{_BINARY}", f"-{_BINARY}"),
            "as squared error": (_SQUARED, _SQUARED),
            "faint factor": (_BINARY + _FAINT, _BINARY + _FAINT),
        },
        beyond=(
            Case(operands={"c": "0.25", "f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),
            Case(operands={"c": "0.5", "f": "log(x)"}, at={"x": -1.0}, why="f is not defined"),
        ),
        reference="Goodfellow, Bengio and Courville (2016), 6.2.2.2",
    ),
    Rule(
        name="categorical-cross-entropy",
        statement="-(sum of targets times log softmax(f, g, h)) has the gradient softmax - target, times inner derivatives",
        where="f, g, h differentiable; targets c, d and 1 - c - d",
        operands=(_SHARE, _SMALL_SHARE, _LOGIT, _OF_Y, _OF_Z),
        left=(f"D({_CATEGORICAL}, x)", f"D({_CATEGORICAL}, y)", f"D({_CATEGORICAL}, z)"),
        right=(f"({P} - c)*D(f, x)", f"({Q} - d)*D(g, y)", f"({R} - (1 - c - d))*D(h, z)"),
        broken={
            "target forgotten": (f"{P}*D(f, x)", f"{Q}*D(g, y)", f"({R} + (1 - c - d) + 2**-20)*D(h, z)"),
            "sign": (f"(c - {P})*D(f, x)", f"(d - {Q})*D(g, y)", f"(1 - c - d - {R})*D(h, z)"),
            "targets swapped": (f"({P} - d - 2**-20)*D(f, x)", f"({Q} - c - 2**-20)*D(g, y)", f"({R} - c - 2**-20)*D(h, z)"),
            "faint factor": (
                f"({P} - c)*D(f, x){_FAINT}", f"({Q} - d)*D(g, y){_FAINT}", f"({R} - (1 - c - d))*D(h, z){_FAINT}",
            ),
        },
        beyond=(
            Case(
                operands={"c": "0.5", "d": "0.25", "f": "abs(x)", "g": "y", "h": "z"}, at={"x": 0.0, "y": 1.0, "z": 2.0},
                why="f has a kink",
            ),
        ),
        reference="Goodfellow, Bengio and Courville (2016), 6.2.2.3",
    ),
    Rule(
        name="huber",
        statement="r = f - c: r^2/2 for |r| <= w and w (|r| - w/2) beyond has the derivative max(-w, min(r, w)) f'",
        where="f differentiable, w > 0, |r| neither 0 nor w: its formula by min and abs has kinks there, the loss has none",
        operands=(_TARGET, Operand(name="w", kind="constant", within=(0.5, 4.0)), Operand(name="f", within=(-16.0, 16.0))),
        left=f"D({_CLIPPED}*(abs(f - c) - {_CLIPPED}/2))",
        right="max(-w, min(f - c, w))*D(f)",
        broken={
            "never clipped": "(f - c)*D(f) + 2**-20*D(f)",
            "always clipped": "(w + 2**-20)*sign(f - c)*D(f)",
            "clipped above only": "(min(f - c, w) - 2**-20)*D(f)",
            "inner derivative forgotten": "max(-w, min(f - c, w))",
            "faint factor": f"max(-w, min(f - c, w))*D(f){_FAINT}",
        },
        beyond=(Case(operands={"c": "1", "w": "1", "f": "abs(x)"}, at={"x": 0.0}, why="f has a kink"),),
        reference="Huber (1964), Ann. Math. Statist. 35(1)",
    ),
    Rule(
        name="linear-regression",
        statement="the gradient of (w f + b - y)^2 by (w, b) is (2 (w f + b - y) f, 2 (w f + b - y)), with the feature f of x",
        where="the feature is defined",
        operands=(
            *(Operand(name=name, kind="variable", within=(-4.0, 4.0)) for name in ("w", "b", "y")),
            Operand(name="f", within=(-64.0, 64.0)),
        ),
        left=(f"D({_RESIDUAL}**2, w)", f"D({_RESIDUAL}**2, b)"),
        right=(f"2*{_RESIDUAL}*f", f"2*{_RESIDUAL}"),
        wrt="w",
        broken={
            "two forgotten": (f"{_RESIDUAL}*f", _RESIDUAL),
            "feature forgotten": (f"2*{_RESIDUAL}", f"2*{_RESIDUAL}*f"),
            "sign": ("2*(y - w*f - b)*f", "2*(y - w*f - b)"),
            "faint factor": (f"2*{_RESIDUAL}*f{_FAINT}", f"2*{_RESIDUAL}{_FAINT}"),
        },
        beyond=(
            Case(operands={"f": "log(x)"}, at={"w": 1.0, "b": 1.0, "x": -1.0, "y": 0.0}, why="the feature is not defined"),
        ),
        reference="Goodfellow, Bengio and Courville (2016), 5.1.4",
    ),
)  # fmt: skip
