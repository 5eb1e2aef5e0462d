"""What both sides of a rule's instance are exactly, and whether they stand in the rule's relation: by proof, or not at all."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final

import numpy as np

from verify import oracle
from verify.core.claim import INTEGRALS, Claim, Quantity, value_of
from verify.core.exact import Enclosures, Status
from verify.core.fold import variables
from verify.engine.ask import columns_of, parts_of
from verify.engine.exact import compare, enclose
from verify.ops.parsing import evaluate
from verify.rules import Side

# A rigorous integral costs as much as a thousand evaluations: sides with integrals are compared at so many points.
_FEW: Final = 1
# What refutes needs few digits: two disjoint balls do, however wide.
_ENCLOSED: Final = (Status.DECIDED, Status.WIDE)


def exact_side(side: Side, points: Any, arguments: tuple[str, ...]) -> Enclosures:
    """Enclosures of a side at `points`, a float64[n, k] with the columns `arguments`."""
    if side.claim is not None:
        return _enclosed(side.claim, columns_of(side.claim, points, arguments, side.fixed))
    if side.exact is not None:
        value = value_of(side.exact)
        return enclose(value, columns_of(value, points, arguments, side.fixed))
    known = {name: _enclosed(claim, inputs) for name, (claim, inputs) in parts_of(side, points, arguments).items()}
    return oracle.combine(side.combination, arguments, points, known)


def _enclosed(claim: Claim, points: Any) -> Enclosures:
    """`enclose`, which remembers integrals: twins of a rule ask for those of the rule again and again."""
    if claim.quantity not in INTEGRALS:
        return enclose(claim, points)
    known = _integrals(claim, points.tobytes(), points.shape)
    return Enclosures(**{field.name: getattr(known, field.name).copy() for field in fields(known)})


@lru_cache(maxsize=256)
def _integrals(claim: Claim, points: bytes, shape: tuple[int, ...]) -> Enclosures:
    return enclose(claim, np.frombuffer(points).reshape(shape))


def exact_by_either(side: Side, other: Side, points: Any, arguments: tuple[str, ...]) -> Enclosures:
    """Enclosures of a side; of the other one, an integral that equals it, where they do not even tell the sign.

    An antiderivative's difference loses all digits over a short or empty range, of which the integral itself loses none; and
    over an empty range the integrand may not exist, such as a density without width.
    """
    found = exact_side(side, points, arguments)
    if other.claim is None or other.claim.quantity not in INTEGRALS:
        return found
    empty = _is_empty(other.claim, columns_of(other.claim, points, arguments, other.fixed))
    with np.errstate(invalid="ignore"):
        open_ = (found.status == Status.WIDE) | (found.radius > np.abs(found.exact)) | empty
        rows = np.flatnonzero(open_ & (found.status != Status.DOMAIN))
    if len(rows):
        helped = exact_side(other, points[rows], arguments)
        better = (helped.status == Status.DECIDED) | (empty[rows] & (helped.status == Status.DOMAIN))
        for field in fields(found):
            getattr(found, field.name)[rows[better]] = getattr(helped, field.name)[better]
    return found


def _is_empty(claim: Claim, points: Any) -> Any:
    """bool[n], whether the limits of an integral are one number."""
    if claim.lower is None or claim.upper is None:
        return np.zeros(len(points), bool)
    named = [dict(zip(claim.arguments, row, strict=True)) for row in points.tolist()]
    limits = set(variables(claim.lower)) | set(variables(claim.upper))
    if not limits <= set(claim.arguments):  # inner limits of a double integral move
        return np.zeros(len(points), bool)
    return np.array([evaluate(claim.lower, point) == evaluate(claim.upper, point) for point in named], bool)


def confirm(relation: str, left: Side, right: Side, arguments: tuple[str, ...], points: Any) -> bool | None:
    """Whether the relation is proved at every decided point; False is a proof that it fails somewhere, None undecided."""
    if left.exact is not None and right.exact is not None:
        if relation == "=":
            compared = compare(left.exact, right.exact, arguments, points)
            return False if compared.refuted else (True if compared.equal else None)
        return _weighed(relation, left, right, arguments, points)
    few = points[len(points) // 2 :][:_FEW]
    if left.claim is not None and left.claim.quantity is Quantity.AREA_SLOPE and right.exact is not None:
        return _confirm_slope(left.claim, right, arguments, points, few)
    return _weighed(relation, left, right, arguments, few)


def true_side(relation: str, left: Side, right: Side) -> Side:
    """What others are held against: the left side, or the right one of an equation where only that is free of integrals."""
    return right if relation == "=" and left.exact is None and right.exact is not None else left


def refuted(relation: str, left: Side, wrong: Side, arguments: tuple[str, ...], points: Any) -> bool:
    """Whether a wrong right side is proved not to stand in the relation to the left one, at some point."""
    return confirm(relation, left, wrong, arguments, points) is False


def costly(*sides: Side) -> bool:
    """Whether the exact value of a side is a rigorous integral, with no antiderivative to spare it."""
    claims = [claim for side in sides for claim in side.holes.values()]
    return any(claim.quantity in INTEGRALS for claim in claims) and not any(side.exact is not None for side in sides)


def text_of(side: Side) -> str:
    """The side as text, with its claims written out."""
    shown = {name: str(claim) for name, claim in side.holes.items()}
    return re.sub(r"\b_\w+", lambda found: shown.get(found[0], found[0]), str(side.combination))


def _weighed(relation: str, left: Side, right: Side, arguments: tuple[str, ...], points: Any) -> bool | None:
    a, b = exact_side(left, points, arguments), exact_side(right, points, arguments)
    decided, enclosed = (np.isin(a.status, known) & np.isin(b.status, known) for known in ([Status.DECIDED], _ENCLOSED))
    with np.errstate(invalid="ignore"):
        gap = (a.exact - b.exact) + (a.exact_low - b.exact_low)
        slack = a.radius + b.radius + np.spacing(np.abs(gap))
        fails = gap > slack if relation == "<=" else np.abs(gap) > slack
        holds = gap <= slack
    if bool((fails & enclosed).any()):
        return False
    return True if bool((holds & decided).any()) else None


def _confirm_slope(claim: Claim, right: Side, arguments: tuple[str, ...], points: Any, few: Any) -> bool | None:
    """d/dt of an area function is its integrand: by rigorous integrals at a few points, and the right side is the integrand."""
    assert right.exact is not None
    names = claim.arguments
    inputs = columns_of(claim, few, arguments, {})
    slopes = [oracle.check_area_slope(claim, dict(zip(names, row, strict=True))) for row in inputs.tolist()]
    compared = compare(claim.expression, right.exact, arguments, points)
    if False in slopes or compared.refuted:
        return False
    return True if True in slopes and compared.equal else None
