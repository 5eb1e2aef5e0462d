"""Area functions: the integral from one lower limit to each of many upper ones, every piece between them integrated once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from verify.core.claim import integral_of
from verify.core.errors import UsageError
from verify.core.expression import Expression, variable
from verify.core.fold import variables
from verify.core.precision import precision
from verify.kernels.integration.adaptive import Integrals
from verify.kernels.integration.gauss_kronrod import integrate


def cumulative(
    expression: Expression,
    wrt: str,
    lower: float,
    upper: Any,
    at: Mapping[str, float] | None = None,
    dtype: str = "float64",
) -> Integrals:
    """The integrals of `expression` by `wrt` from `lower` to each of `upper`, by adaptive Gauss-Kronrod quadrature.

    Parameters
    ----------
    upper : float64[m], in any order, on either side of `lower`
    at : the values of all other variables

    Returns
    -------
    Integrals of the m upper limits, in their order. Estimates add up away from `lower`; evaluations are those of the piece that
    ends there.

    Raises
    ------
    UsageError : limits are not finite or not one-dimensional, or a variable has no value.
    """
    ends = np.asarray(upper, np.float64)
    if ends.ndim != 1:
        raise UsageError(f"upper has shape {ends.shape}; expected (m,), an upper limit for each area")
    if not np.isfinite(lower):
        raise UsageError(f"lower = {lower} is not valid; an area needs finite limits")
    if not np.isfinite(ends).all():
        k = int(np.argmin(np.isfinite(ends)))
        raise UsageError(f"upper[{k}] = {ends[k]} is not valid; an area needs finite limits")
    given = dict(at or {})
    missing = sorted(set(variables(expression)) - set(given) - {wrt})
    if missing:
        raise UsageError(f"at has no value for {', '.join(missing)}; the integrand needs it")
    start, stops = (np.asarray(end, dtype).astype(np.float64) for end in (lower, ends))
    found = Integrals(
        values=np.zeros(len(stops), dtype),
        estimates=np.zeros(len(stops)),
        sizes=np.zeros(len(stops)),
        evaluations=np.zeros(len(stops), np.int64),
    )
    for side in (-1.0, 1.0):
        there = np.flatnonzero(side * (stops - start) > 0.0)
        order = there[np.argsort(side * stops[there], kind="stable")]
        pieces = _pieces(expression, wrt, np.concatenate([[start], stops[order]]), given, dtype)
        found.values[order] = np.cumsum(pieces.values.astype(np.float64)).astype(dtype)
        found.sizes[order] = np.cumsum(pieces.sizes)
        rounding = precision(dtype).unit_roundoff * np.arange(1, len(order) + 1) * found.sizes[order]
        found.estimates[order] = np.cumsum(pieces.estimates) + rounding
        found.evaluations[order] = pieces.evaluations
    return found


def _pieces(expression: Expression, wrt: str, ends: Any, at: Mapping[str, float], dtype: str) -> Integrals:
    """The integrals from each of `ends`, float64[m + 1], to the next."""
    low, high = (_free(name, expression, wrt) for name in ("low", "high"))
    claim = integral_of(expression, wrt, variable(low), variable(high))
    values = dict(at) | {low: ends[:-1], high: ends[1:]}
    return integrate(claim, np.column_stack([np.broadcast_to(values[name], len(ends) - 1) for name in claim.arguments]), dtype)


def _free(name: str, expression: Expression, wrt: str) -> str:
    """A variable's name, made of `name`, that the integrand does not have."""
    while name in variables(expression) or name == wrt:
        name += "_"
    return name
