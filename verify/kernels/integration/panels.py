"""Fixed quadrature rules on panels: nodes, weights and sums in the precision under test, with the facts that bound them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.core.claim import Claim
from verify.core.expression import Expression
from verify.core.method import Functional, Panels
from verify.core.precision import precision
from verify.kernels.functional import table_of
from verify.kernels.integration.gauss import Rule
from verify.kernels.machine import evaluate


@dataclass(slots=True, kw_only=True)
class Sums:
    """One rule applied to k panels of each of n integrals.

    values : array [n, k] in the dtype, an integral each
    samples : array [n, k, m] in the dtype, the integrand at the nodes
    half : float64[n, k], half the panels' lengths, signed
    nodes : float64[n, k, m]
    shifts : float64[n, k, m], bounds of how far rounding moved the nodes
    """

    values: Any
    samples: Any
    half: Any
    nodes: Any
    shifts: Any


def limits(claim: Claim, points: Any, dtype: str) -> tuple[Any, Any]:
    """Both limits of an integral in `dtype`, as float64[n]."""
    return limit(claim, claim.lower, points, dtype), limit(claim, claim.upper, points, dtype)


def limit(claim: Claim, end: Expression | None, points: Any, dtype: str) -> Any:
    """One limit in `dtype`, as float64[n]."""
    assert end is not None
    return evaluate(end, claim.arguments, points, dtype).astype(np.float64)


def equal_panels(low: Any, high: Any, count: int, dtype: str) -> Any:
    """Ends of `count` panels of about equal length: float64[n, count + 1], exact in `dtype`, first and last as given."""
    shares = np.arange(count + 1) / count
    with np.errstate(all="ignore"):
        ends = (low[:, None] + (high - low)[:, None] * shares).astype(dtype).astype(np.float64)
    ends[:, 0], ends[:, -1] = low, high
    return ends


def apply_rule(claim: Claim, points: Any, low: Any, high: Any, rule: Rule, dtype: str) -> Sums:
    """The rule on the panels [low, high], both float64[n, k] and exact in `dtype`."""
    nodes, weights = (array.astype(dtype) for array in rule.arrays())
    with np.errstate(all="ignore"):
        a, b = low.astype(dtype), high.astype(dtype)
        half, middle = (b - a) / 2, a + (b - a) / 2
        x = middle[..., None] + half[..., None] * nodes
    names, table = table_of(claim, points, _rows(x).astype(np.float64))
    samples = evaluate(claim.expression, names, table, dtype).reshape(x.shape)
    with np.errstate(all="ignore"):
        values = half * (samples * weights).sum(axis=2, dtype=dtype)
        # Rounded once or twice: b - a (also within the middle), the middle, the abscissa on [-1, 1], its product, the sum.
        size = 2.0 * np.abs(middle) + 4.0 * np.abs(half)
        shifts = precision(dtype).unit_roundoff * (size[..., None] + np.abs(x)).astype(np.float64)
    return Sums(values=values, samples=samples, half=half.astype(np.float64), nodes=x.astype(np.float64), shifts=shifts)


def functional(sums: Sums, rule: Rule, ends: Any, dtype: str, scale: Any = 1.0) -> Functional:
    """The facts about the sum of all panels, times `scale`, a number or float64[n]."""
    factor = np.broadcast_to(np.asarray(scale, np.float64), (len(sums.half),))
    weights = rule.arrays()[1].astype(dtype).astype(np.float64)
    spread = (factor[:, None] * sums.half)[:, :, None] * weights
    return Functional(
        nodes=_rows(sums.nodes),
        weights=_rows(spread),
        shifts=_rows(sums.shifts),
        truncation=(Panels(ends=ends, degree=rule.degree, scale=np.abs(factor)),),
    )


def _rows(array: Any) -> Any:
    """[n, k, m] as [n, k m], where n may be 0."""
    n, panels, nodes = array.shape
    return array.reshape(n, panels * nodes)
