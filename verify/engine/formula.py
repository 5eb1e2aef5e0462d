"""The right formula, as it is shown beside a wrong one."""

from __future__ import annotations

from verify.core.claim import Claim, Quantity
from verify.core.errors import VerifyError
from verify.core.fold import nodes
from verify.ops.calculus import differentiate


def derivative_text(claim: Claim, most: int) -> str:
    """The first derivative by the rules, where it has at most so many distinct nodes; else, and of other claims, nothing."""
    if claim.quantity is not Quantity.DERIVATIVE or claim.order != 1:
        return ""
    try:
        found = differentiate(claim.expression, str(claim.wrt))
    except VerifyError:
        return ""
    return str(found) if len(nodes(found)) <= most else ""
