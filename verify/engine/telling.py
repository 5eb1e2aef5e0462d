"""One judgement told as a run tells a finding: where the error comes from, what to write instead, the curve of its step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from verify import kernels
from verify.analysis import diagnose, explain, remedy_for
from verify.core.claim import Quantity
from verify.core.codec import encode
from verify.core.errors import VerifyError
from verify.core.precision import precision
from verify.engine.curves import curve

if TYPE_CHECKING:
    from verify.engine.one import Judgement


def told(judged: Judgement) -> dict[str, Any]:
    """The judgement under the keys of a finding, and `curve`: error against step, of a difference; None of anything else."""
    claim, point = judged.claim, dict(judged.point)
    explained = explain(claim, point, judged.dtype, computed=judged.computed).to_json()
    cure = remedy_for(claim, point, judged.dtype, computed=judged.computed)
    symptoms = (judged.verdict, judged.kind, judged.condition, judged.lost_bits)
    return {
        **explained,
        "verdict": judged.verdict.name,
        "kind": judged.kind.name.lower(),
        "why": judged.kind.value,
        "cause": diagnose(claim, point, judged.dtype, symptoms, judged.computed, judged.functional),
        "method": judged.method,
        "quantity": claim.quantity.value,
        "claim": str(claim),
        "dtype": judged.dtype,
        "expression": str(claim.expression),
        "rows": encode(claim.expression),
        "variables": list(claim.arguments),
        "wrt": claim.wrt,
        "point": point,
        "computed": judged.computed,
        "exact": list(judged.exact),
        "exact_decimal": judged.exact[0],
        "budget": judged.tight,
        "textbook": judged.textbook,
        "lost_bits": judged.lost_bits,
        "remedy": None if cure is None else str(cure),
        "replay": judged.replay,
        "curve": _curve(judged),
    }


def _curve(judged: Judgement) -> dict[str, Any] | None:
    """Of a first derivative by a difference of our own, in one variable; None where relative errors have no meaning."""
    claim, at = judged.claim, next(iter(judged.point.values()), 0.0)
    plain = claim.quantity is Quantity.DERIVATIVE and claim.order == 1 and claim.arguments == (claim.wrt,)
    kernel = kernels.METHODS.get(judged.method)
    if not (plain and at and hasattr(kernel, "answer_with_step")):
        return None
    try:
        found = curve(judged.method, claim.expression, at, precision(judged.dtype), str(claim.wrt))
    except VerifyError:
        return None
    return found if any(math.isfinite(error) for error in found["error"]) else None
