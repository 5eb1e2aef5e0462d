"""Forward mode: dual numbers, one tangent."""

from __future__ import annotations

from typing import Any, Final

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.kernels.built_in import BuiltIn
from verify.kernels.machine import dual


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    _, slopes = dual(claim.expression, claim.arguments, points, str(claim.wrt), dtype)
    return Answer(values=slopes, evaluations=len(points))


METHOD: Final = BuiltIn(
    name="dual", model=Model.ROUNDING, capabilities=Capabilities(quantities=frozenset({Quantity.DERIVATIVE})), compute=_compute
)
