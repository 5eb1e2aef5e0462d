"""Rounding errors of numbers formed as weighted sums of function values: finite differences and quadrature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from verify.core.budget import SAFETY
from verify.core.claim import Claim, Quantity
from verify.core.expression import Expression
from verify.core.method import Functional
from verify.core.precision import Precision
from verify.kernels.budget import bounds

# Roundings of one term besides the additions: its weight, the factor that all weights share, and the products by both.
_PER_TERM: Final = 4
# Nodes that spread over less than so many of their own shifts are hardly apart.
_APART: Final = 1024.0


def table_of(claim: Claim, points: Any, nodes: Any, also: Any = None) -> tuple[tuple[str, ...], Any]:
    """The expression's arguments, and its points for every node of every row: float64[n * m, k].

    nodes, also : float64[n, m], values of the claim's variables, of the second one where it has one
    """
    given = {str(claim.wrt): nodes} if also is None else {str(claim.wrt): nodes, str(claim.also): also}
    names = (*claim.arguments, *(name for name in given if name not in claim.arguments))
    table = np.empty((nodes.size, len(names)))
    table[:, : points.shape[1]] = np.repeat(points, nodes.shape[1], axis=0)
    for name, values in given.items():
        table[:, names.index(name)] = values.ravel()
    return names, table


def functional_rounding(
    claim: Claim, points: Any, functional: Functional, precision: Precision, accuracy: Mapping[str, float] | None = None
) -> Any:
    """First-order bound, float64[n], of the rounding error of `functional` evaluated in `precision`; no safety factor yet.

    Infinite where a function value leaves the precision's range: what is made of it says nothing about the sum.

    The errors of the function values; those of weights, products and sums; nodes that are not quite where the weights want
    them; and, for an integral, limits that are rounded themselves.
    """
    names, table = table_of(claim, points, functional.nodes, functional.also)
    shifted = functional.shifts is not None and functional.shifts.any()
    wrt = claim.wrt if shifted else None
    found = bounds(claim.expression, names, table, precision, wrt=wrt, accuracy=accuracy, backward=False)
    weights = np.abs(functional.weights)
    terms = np.count_nonzero(weights, axis=1)[:, None]
    with np.errstate(all="ignore"):
        each = found.error.reshape(weights.shape) / SAFETY + precision.smallest * (
            1.0 / np.where(weights > 0.0, weights, 1.0) + 2.0
        )
        each += (terms + _PER_TERM) * precision.unit_roundoff * np.abs(found.value).reshape(weights.shape)
        if shifted:
            steep = (np.abs(found.slope) + found.tight).reshape(weights.shape)
            _steepen(steep, claim, points, functional, precision, accuracy)
            each += _product(steep, np.abs(functional.shifts))
    total = _product(each, weights).sum(axis=1)
    # Weights and sums that underflow to zero, over a range as short as the smallest numbers.
    sizes = np.abs(found.value).reshape(weights.shape)
    total += precision.smallest * (1.0 + np.sum(sizes, axis=1, where=np.isfinite(sizes)))
    total[((sizes > precision.huge) & (weights > 0.0)).any(axis=1)] = np.inf
    if claim.quantity in (Quantity.INTEGRAL, Quantity.IMPROPER):
        total += sum(
            _limit(claim, limit, points, precision, accuracy) for limit in (claim.lower, claim.upper) if limit is not None
        )
    if claim.quantity is Quantity.DOUBLE:
        total += _second_variable(claim, points, functional, precision, accuracy)
    return np.where(np.isnan(total), np.inf, total)


def roundings_together(
    claim: Claim,
    points: Any,
    functionals: Sequence[Functional],
    precision: Precision,
    accuracy: Mapping[str, float] | None = None,
) -> list[Any]:
    """`functional_rounding` of several functionals of one variable, each at all the points; it hardly costs more than one."""
    if len(functionals) == 1:
        return [functional_rounding(claim, points, functionals[0], precision, accuracy)]
    count, width = len(points), max(each.nodes.shape[1] for each in functionals)
    nodes, (weights, shifts) = np.empty((len(functionals), count, width)), np.zeros((2, len(functionals), count, width))
    for number, each in enumerate(functionals):
        used = each.nodes.shape[1]
        nodes[number, :, :used], nodes[number, :, used:] = each.nodes, each.nodes[:, :1]  # nodes that weigh nothing
        weights[number, :, :used] = each.weights
        if each.shifts is not None:
            shifts[number, :, :used] = each.shifts
    nodes, weights, shifts = (array.reshape(-1, width) for array in (nodes, weights, shifts))
    stacked = Functional(nodes=nodes, weights=weights, shifts=shifts)
    found = functional_rounding(claim, np.tile(points, (len(functionals), 1)), stacked, precision, accuracy)
    return np.split(found, len(functionals))


def _steepen(
    steep: Any, claim: Claim, points: Any, functional: Functional, precision: Precision, accuracy: Mapping[str, float] | None
) -> None:
    """Slopes float64[n, m], raised to those at both ends of the shifts where the nodes are hardly apart.

    There one slope does not stand for all of a shift: at the double zero of (x - s)**2 it is 0.
    """
    shifts = np.maximum(np.abs(functional.shifts), np.spacing(np.abs(functional.nodes)))
    used = functional.weights != 0.0
    spread = np.max(functional.nodes, axis=1, where=used, initial=-np.inf) - np.min(
        functional.nodes, axis=1, where=used, initial=np.inf
    )
    rows = np.flatnonzero(spread <= _APART * np.max(shifts, axis=1, where=used, initial=0.0))
    for sign in (-1.0, 1.0) if len(rows) else ():
        also = None if functional.also is None else functional.also[rows]
        names, table = table_of(claim, points[rows], functional.nodes[rows] + sign * shifts[rows], also)
        there = bounds(claim.expression, names, table, precision, wrt=claim.wrt, accuracy=accuracy, backward=False)
        steep[rows] = np.maximum(steep[rows], (np.abs(there.slope) + there.tight).reshape(steep[rows].shape))


def _limit(claim: Claim, limit: Expression, points: Any, precision: Precision, accuracy: Mapping[str, float] | None) -> Any:
    """What the rounding of one limit changes: integrand times its error."""
    end = bounds(limit, claim.arguments, points, precision, accuracy=accuracy)
    if not end.error.any():
        return np.zeros(len(points))
    names, table = table_of(claim, points, end.value[:, None])
    there = bounds(claim.expression, names, table, precision, accuracy=accuracy, initial=_only(names, claim, end.error))
    return _product(np.abs(there.value) + there.error, end.error)


def _second_variable(
    claim: Claim, points: Any, functional: Functional, precision: Precision, accuracy: Mapping[str, float] | None
) -> Any:
    """What rounding of the second variable's nodes changes, in the integrand and at the inner limits; and of the outer limits.

    Infinite where an outer limit is rounded: what is integrated there is an integral itself.
    """
    names, table = table_of(claim, points, functional.nodes, functional.also)
    shape, weights, shifts = functional.nodes.shape, np.abs(functional.weights), np.abs(functional.also_shifts)
    inner = bounds(claim.expression, names, table, precision, wrt=claim.also, accuracy=accuracy, backward=False)
    total = _product((np.abs(inner.slope) + inner.tight).reshape(shape), _product(weights, shifts)).sum(axis=1)
    ends = [
        bounds(end, names, table, precision, wrt=claim.also, accuracy=accuracy, backward=False)
        for end in (claim.lower, claim.upper)
        if end is not None
    ]
    with np.errstate(all="ignore"):
        share = weights / np.abs(ends[1].value - ends[0].value).reshape(shape)
    for end in ends:
        moved = end.error + _product(np.abs(end.slope) + end.tight, shifts.ravel())
        if moved.any():
            table[:, names.index(str(claim.wrt))] = end.value
            there = bounds(claim.expression, names, table, precision, accuracy=accuracy, initial=_only(names, claim, moved))
            found = _product(np.abs(there.value) + there.error, moved).reshape(shape)
            total += _product(found, np.where(weights > 0.0, share, 0.0)).sum(axis=1)
    outer = [
        bounds(end, claim.arguments, points, precision, accuracy=accuracy).error
        for end in (claim.also_lower, claim.also_upper)
        if end is not None
    ]
    return np.where(np.any(np.array(outer) > 0.0, axis=0), np.inf, total)


def _only(names: tuple[str, ...], claim: Claim, error: Any) -> Any:
    initial = np.zeros((len(error), len(names)))
    initial[:, names.index(str(claim.wrt))] = error
    return initial


def _product(factor: Any, error: Any) -> Any:
    with np.errstate(all="ignore"):
        return np.where(error == 0.0, 0.0, factor * error)
