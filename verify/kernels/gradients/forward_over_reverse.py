"""Second derivatives by forward over reverse: a backward sweep whose adjoints have tangents, one Hessian-vector product each.

Christianson (1992), IMA J. Numer. Anal. 12, 135-150.
"""

from __future__ import annotations

from typing import Any, Final

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.kernels.built_in import BuiltIn
from verify.kernels.directions import second_direction
from verify.kernels.series import hvp


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    wrt, direction = str(claim.wrt), second_direction(claim, points, dtype)
    products = hvp(claim.expression, claim.arguments, points, direction, dtype, wrt=(wrt,))[1]
    return Answer(values=products[:, claim.arguments.index(wrt)], evaluations=len(points))


METHOD: Final = BuiltIn(
    name="forward-over-reverse",
    model=Model.ROUNDING,
    capabilities=Capabilities(quantities=frozenset({Quantity.DERIVATIVE, Quantity.MIXED, Quantity.HVP}), orders=frozenset({2})),
    compute=_compute,
)
