"""Simpson's rule on 64 panels."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache
from typing import Final

from verify.kernels.integration.composite import Composite
from verify.kernels.integration.gauss import DIGITS, Rule


@cache
def simpson() -> Rule:
    """Both ends and the middle, with weights 1, 4, 1 over 3; exact for cubics."""
    with localcontext() as context:
        context.prec = DIGITS
        third = Decimal(1) / 3
        return Rule(nodes=(Decimal(-1), Decimal(0), Decimal(1)), weights=(third, 4 * third, third), degree=3)


METHOD: Final = Composite(name="simpson", rule=simpson, panels=64)
