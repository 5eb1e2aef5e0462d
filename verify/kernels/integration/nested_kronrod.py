"""Double integrals by adaptive Gauss-Kronrod quadrature of inner integrals by the same, which serve any shape of limits.

The outer panels of many integrals are halved together, the worst one of each, so that all of their inner integrals are one
call. The inner estimates, integrated, are part of the estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Functional, Model
from verify.core.precision import precision
from verify.kernels.built_in import BuiltIn
from verify.kernels.integration import gauss_kronrod, kronrod_driver
from verify.kernels.integration.adaptive import FLOOR, problem
from verify.kernels.integration.iterated import inner_claim, inner_points, outer_limits

_MOST_OUTER: Final = 16
_MOST_INNER: Final = 16


@dataclass(slots=True)
class _Panels:
    """k outer panels of each of n integrals; those that do not exist have length 0.

    ends : float64[n, k, 2]
    values, estimates : float64[n, k, nodes], the inner integrals
    lefts : float64[n, k, nodes, .], left ends of their own panels, padded by NaN
    """

    ends: Any
    values: Any
    estimates: Any
    lefts: Any
    evaluations: int = 0

    def sums(self) -> tuple[Any, Any, Any]:
        """Integrals, their estimates, and sizes: float64[n, k]."""
        _, fine, coarse = gauss_kronrod.weights()
        half = np.diff(self.ends, axis=2)[:, :, 0] / 2.0
        with np.errstate(all="ignore"):
            mean = (self.values @ fine)[:, :, None] / 2.0
            apart, spread = np.abs(self.values @ (fine - coarse)), np.abs(self.values - mean) @ fine
            doubted = np.minimum(1.0, (kronrod_driver.CAUTION * apart / spread) ** 1.5) * spread
            size = np.abs(half) * (np.abs(self.values) @ fine)
            estimate = np.abs(half) * (np.fmax(apart, doubted) + self.estimates @ fine)
        return half * (self.values @ fine), np.where(half == 0.0, 0.0, estimate), size


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    unit, n = precision(dtype).unit_roundoff, len(points)
    nodes = len(gauss_kronrod.weights()[0])
    panels = _Panels(
        ends=np.zeros((n, _MOST_OUTER, 2)),
        values=np.zeros((n, _MOST_OUTER, nodes)),
        estimates=np.zeros((n, _MOST_OUTER, nodes)),
        lefts=np.full((n, _MOST_OUTER, nodes, _MOST_INNER), np.nan),
    )
    everyone = np.arange(n)
    _evaluate(claim, points, panels, everyone, np.zeros(n, int), np.stack(outer_limits(claim, points, dtype), axis=1), dtype)
    for count in range(1, _MOST_OUTER):
        _, estimate, size = panels.sums()
        total = estimate.sum(axis=1)
        # The inner estimates are at least half of that.
        rows = np.flatnonzero((total > 2.0 * FLOOR * unit * size.sum(axis=1)) & (total < np.inf))
        if not len(rows):
            break
        worst = np.argmax(estimate[rows], axis=1)
        low, high = panels.ends[rows, worst].T
        middle = low + (high - low) / 2.0
        _evaluate(claim, points, panels, rows, worst, np.stack([low, middle], axis=1), dtype)
        _evaluate(claim, points, panels, rows, np.full(len(rows), count), np.stack([middle, high], axis=1), dtype)
    values, estimate, size = (part.sum(axis=1) for part in panels.sums())
    with np.errstate(all="ignore"):
        estimate = estimate + FLOOR * unit * size
    return Answer(
        values=values.astype(dtype),
        functional=_functional(claim, points, panels, dtype),
        estimate=np.where(np.isnan(estimate), np.inf, estimate),
        evaluations=panels.evaluations,
    )


def _evaluate(claim: Claim, points: Any, panels: _Panels, rows: Any, columns: Any, ends: Any, dtype: str) -> None:
    """Inner integrals at the nodes of one outer panel of each of `rows`, with those `ends`."""
    y = _nodes(ends, dtype)
    given = problem(inner_claim(claim), inner_points(claim, points[rows], y), dtype)
    found, lefts = gauss_kronrod.integrate_problem(given, dtype, 0.0, _MOST_INNER)
    panels.ends[rows, columns] = ends
    panels.values[rows, columns] = found.values.reshape(y.shape)
    panels.estimates[rows, columns] = found.estimates.reshape(y.shape)
    panels.lefts[rows, columns] = np.nan
    panels.lefts[rows, columns, :, : lefts.shape[1]] = lefts.reshape(*y.shape, lefts.shape[1])
    panels.evaluations += int(found.evaluations.sum())


def _nodes(ends: Any, dtype: str) -> Any:
    """Values of the second variable, float64[., nodes], in panels with `ends` float64[., 2]."""
    with np.errstate(all="ignore"):
        half = np.diff(ends, axis=1) / 2.0
        return (ends[:, :1] + half + half * gauss_kronrod.weights()[0]).astype(dtype).astype(np.float64)


def _functional(claim: Claim, points: Any, panels: _Panels, dtype: str) -> Functional:
    """The sum over all inner panels of all outer ones. Nothing is proved about what it misses."""
    n, used = len(points), max(1, int(np.any(np.diff(panels.ends, axis=2)[:, :, 0] != 0.0, axis=0).sum()))
    ends = panels.ends[:, :used]
    outer = np.diff(ends, axis=2) / 2.0 * gauss_kronrod.weights()[1]
    y = _nodes(ends.reshape(n * used, 2), dtype).reshape(n, used * outer.shape[2])
    lefts = panels.lefts[:, :used].reshape(y.size, _MOST_INNER)
    lefts = lefts[:, : max(1, int(np.count_nonzero(~np.isnan(lefts), axis=1).max(initial=1)))]
    inner = gauss_kronrod.functional_of(problem(inner_claim(claim), inner_points(claim, points, y), dtype), lefts, dtype)
    weights, count = outer.reshape(y.size, 1) * inner.weights, inner.nodes.shape[1]
    shape = (n, y.shape[1] * count)
    with np.errstate(all="ignore"):
        widest = np.abs(ends).max(axis=(1, 2))[:, None]
        also_shifts = precision(dtype).unit_roundoff * np.abs(y) + 2.0**-53 * (np.abs(y) + 4.0 * widest)
    return Functional(
        nodes=inner.nodes.reshape(shape),
        weights=weights.reshape(shape),
        shifts=inner.shifts.reshape(shape),
        truncation=None,
        also=np.repeat(y, count, axis=1),
        also_shifts=np.repeat(also_shifts, count, axis=1),
    )


METHOD: Final = BuiltIn(
    name="nested-kronrod",
    model=Model.SELF_ESTIMATING,
    capabilities=Capabilities(quantities=frozenset({Quantity.DOUBLE})),
    compute=_compute,
)
