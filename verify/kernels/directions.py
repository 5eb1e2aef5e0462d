"""The directions of claims as numbers: seeds of forward sweeps."""

from __future__ import annotations

from typing import Any

from verify.core.claim import Claim, Quantity
from verify.kernels.machine import evaluate


def tangents_along(claim: Claim, points: Any, dtype: str) -> dict[str, Any]:
    """The claim's direction: for each variable that moves its component, array [n] in `dtype`."""
    return {name: evaluate(component, claim.arguments, points, dtype) for name, component in claim.along}


def second_direction(claim: Claim, points: Any, dtype: str) -> dict[str, Any]:
    """The other direction of a second derivative, besides the claim's variable."""
    if claim.quantity is Quantity.HVP:
        return tangents_along(claim, points, dtype)
    return {str(claim.also if claim.quantity is Quantity.MIXED else claim.wrt): 1.0}
