"""Taylor arithmetic: derivatives of any order in one forward sweep."""

from __future__ import annotations

from typing import Any, Final

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.kernels.built_in import BuiltIn
from verify.kernels.series import HIGHEST_ORDER, nth_derivative


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    values = nth_derivative(claim.expression, claim.arguments, points, str(claim.wrt), claim.order, dtype)
    return Answer(values=values, evaluations=len(points))


METHOD: Final = BuiltIn(
    name="jet",
    model=Model.ROUNDING,
    capabilities=Capabilities(quantities=frozenset({Quantity.DERIVATIVE}), orders=frozenset(range(1, HIGHEST_ORDER + 1))),
    compute=_compute,
)
