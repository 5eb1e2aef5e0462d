"""Forward mode: dual numbers, one tangent, along one variable or along any direction."""

from __future__ import annotations

from typing import Any, Final

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.kernels.built_in import BuiltIn
from verify.kernels.directions import tangents_along
from verify.kernels.machine import dual, jvp


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    if claim.quantity is Quantity.JVP:
        directions = tangents_along(claim, points, dtype)
        slopes = jvp((claim.expression,), claim.arguments, points, directions, dtype)[1][:, 0]
    else:
        slopes = dual(claim.expression, claim.arguments, points, str(claim.wrt), dtype)[1]
    return Answer(values=slopes, evaluations=len(points))


METHOD: Final = BuiltIn(
    name="dual",
    model=Model.ROUNDING,
    capabilities=Capabilities(quantities=frozenset({Quantity.DERIVATIVE, Quantity.JVP, Quantity.VJP})),
    compute=_compute,
)
