"""Programs in the platform's extended precision: as good as exact where few bits are lost, and far cheaper than balls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.core.precision import Precision
from verify.ops import OPERATIONS

# Significant bits of the widest format that NumPy has here: 64 on x86, 113 or 53 elsewhere.
EXTENDED_BITS: Final = np.finfo(np.longdouble).nmant + 1


def spare_bits(form: Precision) -> float:
    """What a program may lose, in bits of `form`, before extended precision no longer tells an ulp; 0 for never."""
    return float(EXTENDED_BITS - form.bits)


def extended(formula: Expression, arguments: Sequence[str], points: Any) -> Any:
    """Values in extended precision, longdouble[n]; NaN where NumPy does not have one of the operations."""
    columns = dict(zip(arguments, np.asarray(points).T.astype(np.longdouble), strict=True))

    def visit(node: Expression, args: tuple[Any, ...]) -> Any:
        if node.op in (VARIABLE, CONSTANT):
            return columns[node.name] if node.op == VARIABLE else np.longdouble(node.value)
        ufunc = OPERATIONS[node.op].numpy
        return getattr(np, ufunc)(*args) if ufunc else np.longdouble(np.nan)

    with np.errstate(all="ignore"):
        return np.broadcast_to(fold(formula, visit), len(points))


def ulps_between(computed: Any, reference: Any, form: Precision) -> Any:
    """|computed - reference| in ulps of the reference, float64[n]; NaN beyond the format's range or where either is NaN."""
    with np.errstate(all="ignore"):
        size = np.abs(reference)
        _, exponent = np.frexp(np.maximum(size, form.tiny))
        ulps = np.ldexp(np.abs(computed - reference), form.bits - exponent).astype(np.float64)
    return np.where(np.isfinite(computed) & (size <= form.huge), ulps, np.nan)
