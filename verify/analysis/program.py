"""Which floating-point program a method ran, as far as a claim and its answer tell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from verify.analysis.trace import distance, run
from verify.core.claim import INTEGRALS, Claim, Quantity
from verify.core.errors import VerifyError
from verify.core.expression import Expression
from verify.core.fold import nodes
from verify.core.precision import Precision
from verify.ops.calculus import differentiate, plus, times


def program_of(claim: Claim, point: Mapping[str, float], form: Precision, computed: float | None = None) -> Expression | None:
    """The program to blame for the claimed number; None for quantities that are no straight-line program.

    A derivative is the chain rule over stable partials, unless `computed` lies nearer to what textbook formulas give.

    Raises
    ------
    UnsupportedError : an operation has no formula for a partial.
    """
    if claim.quantity in (Quantity.VALUE, Quantity.AREA_SLOPE):
        return claim.expression
    if claim.quantity in INTEGRALS:
        return None
    stable, textbook = (_written_out(claim, textbook=t) for t in (False, True))
    if computed is None or textbook is stable:
        return stable
    return min((stable, textbook), key=lambda program: distance(result_of(program, point, form), computed))


def _written_out(claim: Claim, *, textbook: bool) -> Expression:
    """The derivative, of whatever kind, as one expression."""

    def slope(root: Expression, name: str, order: int = 1) -> Expression:
        return differentiate(root, name, order, textbook=textbook)

    root, wrt = claim.expression, str(claim.wrt)
    match claim.quantity:
        case Quantity.MIXED:
            return slope(slope(root, wrt), str(claim.also))
        case Quantity.JVP:
            return reduce(plus, (times(component, slope(root, name)) for name, component in claim.along))
        case Quantity.HVP:
            first = slope(root, wrt)
            return reduce(plus, (times(component, slope(first, name)) for name, component in claim.along))
    return slope(root, wrt, max(claim.order, 1))


def result_of(program: Expression, point: Mapping[str, float], form: Precision) -> float:
    """What the program returns at the point in this precision."""
    return run(nodes(program), point, form)[program]


def tangents_of(claim: Claim) -> dict[Expression, Expression]:
    """The derivative of every node of the claim's expression by its variable; empty for values and where a formula lacks."""
    if claim.quantity not in (Quantity.DERIVATIVE, Quantity.VJP):
        return {}
    try:
        return {node: differentiate(node, str(claim.wrt), max(claim.order, 1)) for node in nodes(claim.expression)}
    except VerifyError:
        return {}
