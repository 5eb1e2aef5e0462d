"""Rounding errors of numbers formed as weighted sums of function values: finite differences and quadrature."""

from __future__ import annotations

from collections.abc import Mapping
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


def table_of(claim: Claim, points: Any, nodes: Any) -> tuple[tuple[str, ...], Any]:
    """The expression's arguments, and its points for every node of every row: float64[n * m, k]."""
    count = nodes.shape[1]
    names = claim.arguments if claim.wrt in claim.arguments else (*claim.arguments, str(claim.wrt))
    table = np.empty((nodes.size, len(names)))
    table[:, : points.shape[1]] = np.repeat(points, count, axis=0)
    table[:, names.index(str(claim.wrt))] = nodes.ravel()
    return names, table


def functional_rounding(
    claim: Claim, points: Any, functional: Functional, precision: Precision, accuracy: Mapping[str, float] | None = None
) -> Any:
    """First-order bound, float64[n], of the rounding error of `functional` evaluated in `precision`; no safety factor yet.

    The errors of the function values; those of weights, products and sums; nodes that are not quite where the weights want
    them; and, for an integral, limits that are rounded themselves.
    """
    names, table = table_of(claim, points, functional.nodes)
    wrt = None if functional.shifts is None else claim.wrt
    found = bounds(claim.expression, names, table, precision, wrt=wrt, accuracy=accuracy)
    weights = np.abs(functional.weights)
    terms = np.count_nonzero(weights, axis=1)[:, None]
    with np.errstate(all="ignore"):
        each = found.error.reshape(weights.shape) / SAFETY + precision.smallest * (
            1.0 / np.where(weights > 0.0, weights, 1.0) + 2.0
        )
        each += (terms + _PER_TERM) * precision.unit_roundoff * np.abs(found.value).reshape(weights.shape)
        if functional.shifts is not None:
            steep = (np.abs(found.slope) + found.tight).reshape(weights.shape)
            each += _product(steep, np.abs(functional.shifts))
    total = _product(each, weights).sum(axis=1)
    if claim.quantity is Quantity.INTEGRAL:
        total += sum(
            _limit(claim, limit, points, precision, accuracy) for limit in (claim.lower, claim.upper) if limit is not None
        )
    return np.where(np.isnan(total), np.inf, total)


def _limit(claim: Claim, limit: Expression, points: Any, precision: Precision, accuracy: Mapping[str, float] | None) -> Any:
    """What the rounding of one limit changes: integrand times its error."""
    end = bounds(limit, claim.arguments, points, precision, accuracy=accuracy)
    if not end.error.any():
        return np.zeros(len(points))
    names, table = table_of(claim, points, end.value[:, None])
    there = bounds(claim.expression, names, table, precision, accuracy=accuracy, initial=_only(names, claim, end.error))
    return _product(np.abs(there.value) + there.error, end.error)


def _only(names: tuple[str, ...], claim: Claim, error: Any) -> Any:
    initial = np.zeros((len(error), len(names)))
    initial[:, names.index(str(claim.wrt))] = error
    return initial


def _product(factor: Any, error: Any) -> Any:
    with np.errstate(all="ignore"):
        return np.where(error == 0.0, 0.0, factor * error)
