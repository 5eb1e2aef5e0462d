"""Forward mode of second order: dual numbers with two tangents and the second derivative by both."""

from __future__ import annotations

from typing import Any, Final

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.kernels.built_in import BuiltIn
from verify.kernels.directions import second_direction
from verify.kernels.series import second_order


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    first, then = {str(claim.wrt): 1.0}, second_direction(claim, points, dtype)
    planes = second_order(claim.expression, claim.arguments, points, first, then, dtype)
    return Answer(values=planes[1 if claim.order == 1 else 3], evaluations=len(points))


METHOD: Final = BuiltIn(
    name="dual-2",
    model=Model.ROUNDING,
    capabilities=Capabilities(
        quantities=frozenset({Quantity.DERIVATIVE, Quantity.MIXED, Quantity.HVP}), orders=frozenset({1, 2})
    ),
    compute=_compute,
)
