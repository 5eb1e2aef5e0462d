"""Adaptive Gauss-Kronrod quadrature: 7 and 15 nodes, the worst panel halved until the estimate is met.

Piessens, de Doncker-Kapenga, Überhuber, Kahaner (1983), QUADPACK. Instead of its extrapolation towards singular limits, and
for infinite ranges, the variable is changed (`verify.kernels.integration.kronrod_driver.placed`).
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Functional, Model, Panels
from verify.core.precision import precision
from verify.kernels.built_in import BuiltIn
from verify.kernels.integration import drivers, kronrod_driver
from verify.kernels.integration.adaptive import FLOOR, Integrals, Problem, compiled, finished, problem
from verify.kernels.integration.gauss import gauss_legendre, kronrod

_GAUSS: Final = 7
MOST_PANELS: Final = 64
# As many are made for answers whose errors are to be proved, which takes long for each.
_PROVED_PANELS: Final = 24
# The goal beside the square root of the unit roundoff: as QUADPACK's estimates are far above most errors, these are then at the
# level of rounding.
_GOAL: Final = 0.5


def integrate(claim: Claim, points: Any, dtype: str, goal: float | None = None) -> Integrals:
    """Integrals at many points in one call.

    Parameters
    ----------
    claim : an integral or improper integral
    points : float64[n, len(claim.arguments)]
    goal : the relative error to estimate, about 5e-9 in float64 where it is left out; MOST_PANELS may end the search before
    """
    goal = _GOAL * precision(dtype).unit_roundoff ** 0.5 if goal is None else goal
    return integrate_problem(problem(claim, points, dtype), dtype, goal, MOST_PANELS)[0]


def integrate_problem(given: Problem, dtype: str, goal: float, most: int) -> tuple[Integrals, Any]:
    """The integrals, and the left ends of their panels: float64[n, panels], padded by NaN."""
    n, unit = len(given.points), precision(dtype).unit_roundoff
    values, estimates, sizes, counts = np.empty(n), np.empty(n), np.empty(n), np.empty(n, np.int64)
    lefts = np.full((n, most), np.nan)
    compiled(kronrod_driver, "run_kronrod", dtype).run_kronrod(
        given.points, given.low, given.high, given.kind, *given.integrand, *weights(), goal, FLOOR * unit, unit,
        values, estimates, sizes, counts, lefts,
    )  # fmt: skip
    evaluations = (2 * counts - 1) * (2 * _GAUSS + 1)
    return finished(given, values, estimates, sizes, evaluations, unit), lefts[:, : counts.max(initial=1)]


@cache
def weights() -> tuple[Any, Any, Any]:
    """Nodes, weights, and those of Gauss's rule, whose nodes are every other one: float64[15] each."""
    nodes, fine = kronrod(_GAUSS).arrays()
    coarse = np.zeros_like(fine)
    coarse[1::2] = gauss_legendre(_GAUSS).arrays()[1]
    return nodes, fine, coarse


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    """As far as rounding allows, so that what can be proved about the answers is as tight."""
    given = problem(claim, points, dtype)
    found, lefts = integrate_problem(given, dtype, 0.0, _PROVED_PANELS if given.kind == drivers.CLOSED else MOST_PANELS)
    return Answer(
        values=found.values,
        functional=functional_of(given, lefts, dtype),
        estimate=found.estimates,
        evaluations=int(found.evaluations.sum()),
    )


def functional_of(given: Problem, lefts: Any, dtype: str) -> Functional:
    """The sum over all panels, whose truncation is known on closed ranges."""
    nodes, fine, _ = weights()
    ends = _ends(given, lefts)
    half = np.diff(ends, axis=1)[:, :, None] / 2.0
    with np.errstate(all="ignore"):
        t = np.nan_to_num(ends[:, :-1, None] + half + half * nodes)
        x, slopes = _placed(given, t)
        x = x.astype(dtype).astype(np.float64)
        used = np.where(_on_open_end(given, x), 0.0, np.nan_to_num(half) * fine * slopes)
        unit = precision(dtype).unit_roundoff
        # Rounded in float64: the ends, the middle, the abscissa on [-1, 1], its product, the sum; and then to the dtype.
        size = unit * np.abs(x) + 2.0**-53 * (4.0 * np.abs(np.nan_to_num(half)) * np.abs(slopes) + 4.0 * np.abs(x))
    n, count = len(lefts), x.shape[1] * x.shape[2]
    closed = given.kind == drivers.CLOSED
    return Functional(
        nodes=x.reshape(n, count),
        weights=used.reshape(n, count),
        shifts=size.reshape(n, count),
        truncation=(Panels(ends=ends, degree=kronrod(_GAUSS).degree, scale=np.ones(n)),) if closed else None,
    )


def _placed(given: Problem, t: Any) -> tuple[Any, Any]:
    low, high = (np.broadcast_to(end[:, None, None], t.shape) for end in (given.low, given.high))
    found = [
        kronrod_driver.placed(given.kind, *each) for each in zip(t.ravel().tolist(), low.ravel(), high.ravel(), strict=True)
    ]
    x, slopes = np.array(found).reshape(-1, 2).T
    return x.reshape(t.shape), slopes.reshape(t.shape)


def _on_open_end(given: Problem, x: Any) -> Any:
    """Which nodes rounding put upon a limit where the integrand is not evaluated."""
    at_low, at_high = (x == end[:, None, None] for end in (given.low, given.high))
    lower, upper = (given.kind in (drivers.OPEN, end) for end in (drivers.ABOVE, drivers.BELOW))
    return (at_low & lower) | (at_high & upper)


def _ends(given: Problem, lefts: Any) -> Any:
    """float64[n, panels + 1]: the panels' ends from the first to the last, padded by NaN."""
    last = given.high if given.kind == drivers.CLOSED else np.ones(len(lefts))
    turned = np.where(last < lefts[:, 0], -1.0, 1.0)[:, None]
    ends = np.full((len(lefts), lefts.shape[1] + 1), np.nan)
    ends[:, :-1] = turned * np.sort(turned * lefts, axis=1)  # NaN goes last
    ends[np.arange(len(lefts)), np.count_nonzero(~np.isnan(lefts), axis=1)] = last
    return ends


METHOD: Final = BuiltIn(
    name="gauss-kronrod",
    model=Model.SELF_ESTIMATING,
    capabilities=Capabilities(quantities=frozenset({Quantity.INTEGRAL, Quantity.IMPROPER})),
    compute=_compute,
)
