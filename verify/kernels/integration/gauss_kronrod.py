"""Adaptive Gauss-Kronrod quadrature: 7 and 15 nodes, the worst panel halved until its own estimate is met.

Piessens, de Doncker-Kapenga, Überhuber, Kahaner (1983), QUADPACK.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.core.precision import precision
from verify.kernels.built_in import BuiltIn
from verify.kernels.integration.gauss import gauss_legendre, kronrod
from verify.kernels.integration.panels import Sums, apply_rule, functional, limits

_GAUSS: Final = 7
MOST_PANELS: Final = 24
# The goal, and the least error ever claimed, in units of roundoff times the integral of |f|; the latter is QUADPACK's.
_GOAL: Final = 16.0
_LEAST: Final = 50.0
# QUADPACK's distrust of a difference that is large beside the variation of f: kinks and steep ends.
_CAUTION: Final = 200.0


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    low, high = limits(claim, points, dtype)
    a, b = _room(len(points)), _room(len(points))  # ends of the panels, in the order in which they were made
    a[:, 0], b[:, 0] = low, high
    sums = _store(None, np.arange(len(points)), [0], apply_rule(claim, points, a[:, :1], b[:, :1], kronrod(_GAUSS), dtype))
    for count in range(1, MOST_PANELS):
        rows = np.flatnonzero(_unfinished(sums, dtype))
        if not len(rows):
            break
        worst = np.argmax(_estimates(sums, dtype)[rows], axis=1)
        middle = ((a[rows, worst] + b[rows, worst]) / 2.0).astype(dtype).astype(np.float64)
        a[rows, count], b[rows, count] = middle, b[rows, worst]
        b[rows, worst] = middle
        columns = np.stack([worst, np.full(len(rows), count)], axis=1)
        halves = apply_rule(claim, points[rows], a[rows[:, None], columns], b[rows[:, None], columns], kronrod(_GAUSS), dtype)
        sums = _store(sums, rows, columns, halves)
    return _answer(a, high, sums, dtype)


def _room(n: int) -> Any:
    return np.full((n, MOST_PANELS), np.nan)


def _store(sums: Sums | None, rows: Any, columns: Any, new: Sums) -> Sums:
    """`new` written into the panels `columns` of `rows`; a panel that an integral does not have has length 0."""
    if sums is None:
        shapes = {field.name: getattr(new, field.name) for field in fields(Sums)}
        sums = Sums(**{name: np.zeros((len(x), MOST_PANELS, *x.shape[2:]), x.dtype) for name, x in shapes.items()})
    for field in fields(Sums):
        getattr(sums, field.name)[np.asarray(rows)[:, None], columns] = getattr(new, field.name)
    return sums


def _estimates(sums: Sums, dtype: str) -> Any:
    """float64[n, panels]: QUADPACK's estimate, never below the difference of the two rules.

    -1 where they are no numbers, as halving is no cure then.
    """
    weights = np.zeros(sums.samples.shape[-1], dtype)
    weights[1::2] = gauss_legendre(_GAUSS).arrays()[1]  # its nodes are every other one of Kronrod's
    with np.errstate(all="ignore"):
        apart = np.abs(sums.values - sums.half * (sums.samples * weights).sum(axis=2)).astype(np.float64)
        mean = (sums.samples * kronrod(_GAUSS).arrays()[1]).sum(axis=2, keepdims=True) / 2.0
        spread = _integral(sums.half, sums.samples - mean)
        scaled = spread * np.minimum(1.0, (_CAUTION * apart / spread) ** 1.5)
    found = np.fmax(apart, scaled)
    return np.where(np.isfinite(apart), found, -1.0)


def _integral(half: Any, samples: Any) -> Any:
    """float64[n, panels]: the integral of |samples|."""
    with np.errstate(all="ignore"):
        return np.abs(half) * (np.abs(samples) * kronrod(_GAUSS).arrays()[1]).sum(axis=2)


def _unfinished(sums: Sums, dtype: str) -> Any:
    found = _estimates(sums, dtype)
    return (found.sum(axis=1) > _GOAL * precision(dtype).unit_roundoff * _integral(sums.half, sums.samples).sum(axis=1)) & (
        found >= 0.0
    ).all(axis=1)


def _answer(a: Any, high: Any, sums: Sums, dtype: str) -> Answer:
    used = int(np.max(np.count_nonzero(~np.isnan(a), axis=1), initial=1))
    for field in fields(Sums):
        setattr(sums, field.name, getattr(sums, field.name)[:, :used])
    with np.errstate(all="ignore"):
        values = sums.values.sum(axis=1, dtype=dtype)
        estimate = np.abs(_estimates(sums, dtype)).sum(axis=1) + _LEAST * precision(dtype).unit_roundoff * _integral(
            sums.half, sums.samples
        ).sum(axis=1)
    return Answer(
        values=values,
        functional=functional(sums, kronrod(_GAUSS), _ends(a[:, :used], high), dtype),
        estimate=estimate,
        evaluations=int(np.count_nonzero(~np.isnan(a))) * sums.samples.shape[-1],
    )


def _ends(a: Any, high: Any) -> Any:
    """float64[n, panels + 1]: the panels' ends from the lower to the upper limit, padded by NaN."""
    turned = np.where(high < a[:, 0], -1.0, 1.0)[:, None]
    ends = np.full((len(a), a.shape[1] + 1), np.nan)
    ends[:, :-1] = turned * np.sort(turned * a, axis=1)  # NaN goes last
    ends[np.arange(len(a)), np.count_nonzero(~np.isnan(a), axis=1)] = high
    return ends


METHOD: Final = BuiltIn(
    name="gauss-kronrod",
    model=Model.SELF_ESTIMATING,
    capabilities=Capabilities(quantities=frozenset({Quantity.INTEGRAL})),
    compute=_compute,
)
