"""Softmax and what is made of it: its Jacobian, its logarithm, log-sum-exp; written so that nothing overflows."""

from __future__ import annotations

from typing import Final

from verify.rules.operand import Case, Operand
from verify.rules.rule import Rule

_LOGITS: Final = (
    Operand(name="f", within=(-24.0, 24.0)),
    Operand(name="g", variables=("y",), within=(-24.0, 24.0)),
    Operand(name="h", variables=("z",), within=(-24.0, 24.0)),
)
_KINK: Final = (Case(operands={"f": "abs(x)", "g": "y", "h": "z"}, at={"x": 0.0, "y": 1.0, "z": 2.0}, why="f has a kink"),)
_ANY: Final = "f, g and h differentiable"

# log(exp f + exp g + exp h), and the probabilities.
TOTAL: Final = "logaddexp(logaddexp(f, g), h)"
P: Final = f"exp(f - {TOTAL})"
Q: Final = f"exp(g - {TOTAL})"
R: Final = f"exp(h - {TOTAL})"
_REST: Final = f"({Q} + {R})"  # 1 - P without cancellation
_FAINT: Final = "*(1 + 2**-30)"

RULES: Final = (
    Rule(
        name="logsumexp",
        statement="the gradient of log(e^f + e^g + e^h) is the softmax of (f, g, h), times inner derivatives",
        where=_ANY,
        operands=_LOGITS,
        left=(f"D({TOTAL}, x)", f"D({TOTAL}, y)", f"D({TOTAL}, z)"),
        right=(f"{P}*D(f, x)", f"{Q}*D(g, y)", f"{R}*D(h, z)"),
        broken={
            "entries swapped": (f"{Q}*D(f, x)", f"{R}*D(g, y)", f"{P}*D(h, z)"),
            "not normalised": ("exp(f)*D(f, x)", "exp(g)*D(g, y)", "exp(h)*D(h, z)"),
            "one": ("D(f, x)", "D(g, y)", "D(h, z)"),
            "faint factor": (f"{P}*D(f, x){_FAINT}", f"{Q}*D(g, y){_FAINT}", f"{R}*D(h, z){_FAINT}"),
        },
        beyond=_KINK,
        reference="Blanchard, Higham and Higham (2021), IMA J. Numer. Anal. 41(4)",
    ),
    Rule(
        name="softmax-jacobian",
        statement="J = diag(p) - p p^T for p = softmax(f, g, h), times inner derivatives: its first row and a diagonal entry",
        where=_ANY,
        operands=_LOGITS,
        left=(f"D({P}, x)", f"D({P}, y)", f"D({P}, z)", f"D({Q}, y)"),
        right=(f"{P}*{_REST}*D(f, x)", f"-{P}*{Q}*D(g, y)", f"-{P}*{R}*D(h, z)", f"{Q}*({P} + {R})*D(g, y)"),
        broken={
            "diagonal only": (f"{P}*D(f, x)", "0", "0", f"{Q}*D(g, y)"),
            "sign": (f"-{P}*{_REST}*D(f, x)", f"{P}*{Q}*D(g, y)", f"{P}*{R}*D(h, z)", f"-{Q}*({P} + {R})*D(g, y)"),
            "transposed sign": (
                f"{P}*(1 + {P})*D(f, x)", f"-{P}*{Q}*D(g, y)", f"-{P}*{R}*D(h, z)", f"{Q}*(1 + {Q})*D(g, y)",
            ),
            "faint factor": (
                f"{P}*{_REST}*D(f, x){_FAINT}", f"-{P}*{Q}*D(g, y){_FAINT}", f"-{P}*{R}*D(h, z){_FAINT}",
                f"{Q}*({P} + {R})*D(g, y){_FAINT}",
            ),
        },
        beyond=_KINK,
        reference="Bridle (1990), NIPS 2",
    ),
    Rule(
        name="log-softmax",
        statement="the gradient of log p_1 is (1 - p_1, -p_2, -p_3) for p = softmax(f, g, h), times inner derivatives",
        where=_ANY,
        operands=_LOGITS,
        left=(f"D(f - {TOTAL}, x)", f"D(f - {TOTAL}, y)", f"D(f - {TOTAL}, z)"),
        right=(f"{_REST}*D(f, x)", f"-{Q}*D(g, y)", f"-{R}*D(h, z)"),
        broken={
            "one forgotten": (f"-{P}*D(f, x)", f"-{Q}*D(g, y)", f"-{R}*D(h, z)"),
            "sign": (f"-{_REST}*D(f, x)", f"{Q}*D(g, y)", f"{R}*D(h, z)"),
            "as softmax": (f"{P}*{_REST}*D(f, x)", f"-{P}*{Q}*D(g, y)", f"-{P}*{R}*D(h, z)"),
            "faint factor": (f"{_REST}*D(f, x){_FAINT}", f"-{Q}*D(g, y){_FAINT}", f"-{R}*D(h, z){_FAINT}"),
        },
        beyond=_KINK,
        reference="Blanchard, Higham and Higham (2021), IMA J. Numer. Anal. 41(4)",
    ),
)  # fmt: skip
