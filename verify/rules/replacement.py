"""Claims under a replacement of variables: what is differentiated by is claimed by a shift, what is bound is renamed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from verify.core.claim import INTEGRALS, Claim, Quantity
from verify.core.errors import UsageError
from verify.core.expression import CONSTANT, Expression, apply, variable
from verify.core.fold import substitute, variables

Replacement = Mapping[str, Expression]
Fresh = Callable[[str], str]


def replaced(claim: Claim, replacement: Replacement, fresh: Fresh) -> tuple[Claim, dict[str, float]]:
    """The claim at the replaced variables, and the variables that this fixes, with their values.

    Parameters
    ----------
    fresh : a new name that begins with the given letter

    Notes
    -----
    A derivative at g(x) is claimed by a shift: d/ds f(g(x) + s) at s = 0. So is a partial by x that must not see the x of what
    takes another variable's place.

    Raises
    ------
    UsageError : an area slope away from its variable, which no claim expresses.
    """
    if claim.quantity in INTEGRALS:
        return _integral(claim, replacement, fresh), {}
    return _derivative(claim, replacement, fresh)


def _derivative(claim: Claim, replacement: Replacement, fresh: Fresh) -> tuple[Claim, dict[str, float]]:
    put_in = [value for name, value in replacement.items() if name in variables(claim.expression)]
    captured = {name for value in put_in for name in variables(value)}
    renamed: dict[str, str] = {}
    moved: dict[str, Expression] = {}
    fixed: dict[str, float] = {}
    for name in claim.moving:
        if name not in replacement and name not in captured:
            continue
        shift = renamed[name] = fresh("s")
        place = replacement.get(name, variable(name))
        if place.op == CONSTANT:
            moved[name], fixed[shift] = variable(shift), place.value
        elif claim.quantity is Quantity.AREA_SLOPE:
            raise UsageError(f"{claim} can be taken at a number only, not at {place}")
        else:
            moved[name], fixed[shift] = apply("add", place, variable(shift)), 0.0
    found = replace(
        claim,
        expression=substitute(claim.expression, {**replacement, **moved}),
        wrt=_renamed(claim.wrt, renamed),
        also=_renamed(claim.also, renamed),
        along=tuple((renamed.get(name, name), substitute(component, replacement)) for name, component in claim.along),
        lower=_limit(claim.lower, replacement),
        upper=_limit(claim.upper, replacement),
    )
    return found, fixed


def _integral(claim: Claim, replacement: Replacement, fresh: Fresh) -> Claim:
    bound = claim.moving
    inside = {name: value for name, value in replacement.items() if name not in bound}
    captured = {name for value in inside.values() for name in variables(value)}
    renamed = {name: fresh("v") for name in bound if name in captured}
    within = {**inside, **{name: variable(new) for name, new in renamed.items()}}
    # The inner limits of a double integral may contain its outer variable; all other limits are free of what is bound.
    around = {**replacement, **{name: within.get(name, variable(name)) for name in bound if name == claim.also}}
    return replace(
        claim,
        expression=substitute(claim.expression, within),
        wrt=_renamed(claim.wrt, renamed),
        also=_renamed(claim.also, renamed),
        lower=_limit(claim.lower, around),
        upper=_limit(claim.upper, around),
        also_lower=_limit(claim.also_lower, replacement),
        also_upper=_limit(claim.also_upper, replacement),
    )


def _renamed(name: str | None, renamed: Mapping[str, str]) -> str | None:
    return None if name is None else renamed.get(name, name)


def _limit(limit: Expression | None, replacement: Replacement) -> Expression | None:
    return None if limit is None else substitute(limit, replacement)
