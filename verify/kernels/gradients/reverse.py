"""Reverse mode: adjoints by running the tape backwards."""

from __future__ import annotations

from typing import Any, Final

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.kernels.built_in import BuiltIn
from verify.kernels.machine import gradient


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    _, slopes = gradient(claim.expression, claim.arguments, points, dtype)
    return Answer(values=slopes[:, claim.arguments.index(str(claim.wrt))], evaluations=len(points))


METHOD: Final = BuiltIn(
    name="reverse",
    model=Model.ROUNDING,
    capabilities=Capabilities(quantities=frozenset({Quantity.DERIVATIVE, Quantity.VJP})),
    compute=_compute,
)
