"""Error against step h: every difference kernel on a few textbook functions, with both theoretical branches."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from verify import kernels
from verify.core.budget import SAFETY
from verify.core.claim import Claim, derivative_of
from verify.core.codec import encode
from verify.core.method import Answer
from verify.core.precision import Precision, precision
from verify.engine.ask import truncation_bound
from verify.engine.exact import enclose
from verify.engine.judge import errors
from verify.engine.settings import Settings
from verify.engine.slopes import Slopes
from verify.ops.parsing import parse

# A smooth function, the textbook's product, one that varies on a small scale, and one that cancels.
_SUBJECTS: Final = (("exp(x)", 1.0), ("x**2*exp(x)", 2.0), ("sqrt(x)", 0.015625), ("(1 - cos(x))/x**2", 0.0625))
_METHODS: Final = ("forward-1", "central-2", "central-4")


def curves(settings: Settings) -> list[dict[str, Any]]:
    """One curve for each function, difference kernel and dtype; errors and bounds relative to the exact derivative."""
    chosen = [name for name in _METHODS if settings.methods is None or name in settings.methods]
    return [
        curve(name, parse(text), at, precision(dtype)) for dtype in settings.dtypes for text, at in _SUBJECTS for name in chosen
    ]


def curve(name: str, expression: Any, at: float, form: Precision, wrt: str = "x") -> dict[str, Any]:
    """The curve of one difference kernel for an expression of `wrt` alone, at a point other than 0."""
    claim = derivative_of(expression, wrt)
    steps = np.ldexp(1.0, np.arange(-3, -form.bits + 2, -1)) * 2.0 ** np.floor(np.log2(abs(at)))
    points = np.full((len(steps), 1), at)
    answer: Answer = kernels.METHODS[name].answer_with_step(claim, points, form.name, steps)  # type: ignore[attr-defined]
    exact = enclose(claim, points)
    _, error = errors(np.asarray(answer.values, np.float64), exact)
    truncation, rounding = _branches(claim, points, answer, form)
    scale = np.abs(exact.exact)
    best = int(np.argmin(error))
    optimal = int(np.argmin(truncation + rounding))
    return {
        "expression": str(expression),
        "rows": encode(expression),
        "point": {wrt: at},
        "method": name,
        "wrt": wrt,
        "dtype": form.name,
        "h": steps.tolist(),
        "error": (error / scale).tolist(),
        "truncation": (truncation / scale).tolist(),
        "rounding": (rounding / scale).tolist(),
        "best_h": float(steps[best]),
        "optimal_h": float(steps[optimal]),
    }


def _branches(claim: Claim, points: Any, answer: Answer, form: Precision) -> tuple[Any, Any]:
    assert answer.functional is not None
    rounding = SAFETY * kernels.functional_rounding(claim, points, answer.functional, form)
    return truncation_bound(claim, points, answer.functional, Slopes(claim, points)), rounding
