"""The value of an expression, by the tape machine."""

from __future__ import annotations

from typing import Any, Final

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.kernels.built_in import BuiltIn
from verify.kernels.machine import evaluate


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    return Answer(values=evaluate(claim.expression, claim.arguments, points, dtype), evaluations=len(points))


METHOD: Final = BuiltIn(
    name="tape", model=Model.ROUNDING, capabilities=Capabilities(quantities=frozenset({Quantity.VALUE})), compute=_compute
)
