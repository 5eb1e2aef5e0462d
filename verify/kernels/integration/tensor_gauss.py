"""Double integrals by tensor products of Gauss-Legendre rules: 24 nodes either way, and 12 for an estimate.

Stroud (1971), Approximate Calculation of Multiple Integrals.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Functional, Model
from verify.core.precision import precision
from verify.kernels.built_in import BuiltIn
from verify.kernels.functional import table_of
from verify.kernels.integration.adaptive import FLOOR
from verify.kernels.integration.gauss import gauss_legendre
from verify.kernels.integration.iterated import inner_limits, outer_limits
from verify.kernels.machine import evaluate

_NODES: Final = 12
_PANELS: Final = 2


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    facts, values, sizes = _product(claim, points, _PANELS, dtype)
    coarse, rough, _ = _product(claim, points, 1, dtype)
    with np.errstate(all="ignore"):
        estimates = np.abs(values - rough) + FLOOR * precision(dtype).unit_roundoff * sizes
    return Answer(
        values=values.astype(dtype),
        functional=facts,
        estimate=np.where(np.isnan(estimates), np.inf, estimates),
        evaluations=facts.nodes.size + coarse.nodes.size,
    )


def _product(claim: Claim, points: Any, panels: int, dtype: str) -> tuple[Functional, Any, Any]:
    """The product rule on panels x panels rectangles, its values and the integrals of |f|, both float64[n]."""
    share, weight = _composite(panels)
    low, high = outer_limits(claim, points, dtype)
    with np.errstate(all="ignore"):
        y = _rounded(low[:, None] + (high - low)[:, None] * share, dtype)
        left, right = inner_limits(claim, points, y, dtype)
        length = (right - left)[:, :, None]
        x = _rounded(left[:, :, None] + length * share, dtype)
        weights = (high - low)[:, None, None] * weight[:, None] * length * weight
        unit = precision(dtype).unit_roundoff
        shifts = unit * np.abs(x) + 2.0**-53 * (np.abs(x) + 4.0 * np.abs(length))
        also_shifts = unit * np.abs(y) + 2.0**-53 * (np.abs(y) + 4.0 * np.abs(high - low)[:, None])
    n, count = len(points), share.size**2
    facts = Functional(
        nodes=x.reshape(n, count),
        weights=weights.reshape(n, count),
        shifts=shifts.reshape(n, count),
        truncation=None,
        also=np.repeat(y, share.size, axis=1),
        also_shifts=np.repeat(also_shifts, share.size, axis=1),
    )
    names, table = table_of(claim, points, facts.nodes, facts.also)
    with np.errstate(all="ignore"):
        terms = facts.weights * evaluate(claim.expression, names, table, dtype).reshape(n, count)
        return facts, terms.sum(axis=1), np.abs(terms).sum(axis=1)


def _composite(panels: int) -> tuple[Any, Any]:
    """Nodes and weights on [0, 1], in order."""
    nodes, weights = gauss_legendre(_NODES).arrays()
    return ((np.arange(panels)[:, None] + (nodes + 1.0) / 2.0) / panels).ravel(), np.tile(weights, panels) / (2.0 * panels)


def _rounded(x: Any, dtype: str) -> Any:
    return x.astype(dtype).astype(np.float64)


METHOD: Final = BuiltIn(
    name="tensor-gauss",
    model=Model.SELF_ESTIMATING,
    capabilities=Capabilities(quantities=frozenset({Quantity.DOUBLE})),
    compute=_compute,
)
