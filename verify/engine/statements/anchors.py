"""Claims at points that no float64 is: x = 0.1 stands for 1/10, and x = pi/3 for pi/3.

A variable that nothing is differentiated by is replaced by its value. One that something is differentiated by becomes its
value plus itself, at 0: the slope of f(x) at v is that of f(v + x) at 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from verify.core.claim import INTEGRALS, Claim, Quantity
from verify.core.expression import CONSTANT, Expression, apply, variable
from verify.core.fold import substitute


def anchored(claim: Claim, at: Mapping[str, Expression]) -> tuple[Claim, dict[str, float]]:
    """The same number as a claim at a float64 point, which has every variable of `at` that is left."""
    exact = {name: value.value for name, value in at.items() if value.op == CONSTANT}
    moving = () if claim.quantity in INTEGRALS else claim.moving
    replacement = {
        name: apply("add", value, variable(name)) if name in moving else value
        for name, value in at.items()
        if name not in exact
    }
    moved = _replaced(claim, replacement) if replacement else claim
    point = {name: exact.get(name, 0.0) for name in moved.arguments if name in at}
    return moved, point


def _replaced(claim: Claim, replacement: Mapping[str, Expression]) -> Claim:
    bound = frozenset[str | None](claim.moving if claim.quantity in INTEGRALS else ())

    def put(root: Expression | None, kept: frozenset[str | None] = frozenset()) -> Expression | None:
        return None if root is None else substitute(root, {k: v for k, v in replacement.items() if k not in kept})

    expression = put(claim.expression, bound)
    assert expression is not None
    lower, upper = (put(end, frozenset({claim.also})) for end in (claim.lower, claim.upper))
    if claim.quantity is Quantity.AREA_SLOPE and lower is not None and claim.wrt in replacement:
        value = replacement[str(claim.wrt)].args[0]
        lower = apply("subtract", lower, value)  # the path ends at 0 now
    return replace(
        claim,
        expression=expression,
        lower=lower,
        upper=upper,
        also_lower=put(claim.also_lower),
        also_upper=put(claim.also_upper),
        along=tuple((name, put(component)) for name, component in claim.along),  # type: ignore[misc]
    )
