"""Integrals by one rule on equal panels, and slopes of area functions by central differences of such integrals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from verify.core.budget import SAFETY
from verify.core.claim import Claim, Quantity
from verify.core.errors import UsageError
from verify.core.method import Answer, Capabilities, Functional, Model, Taylor
from verify.core.precision import precision
from verify.kernels.budget import nominal_bounds
from verify.kernels.built_in import VERSION, admitted
from verify.kernels.differentiation.stencil import moved_by, near_optimal
from verify.kernels.integration.gauss import Rule
from verify.kernels.integration.panels import apply_rule, equal_panels, functional, limit, limits

# A difference of an area function does not reach past this share of the area's length.
_SHARE: Final = 0.125
_LEAST: Final = 2.0**6  # times the smallest normal number: a smaller step would vanish in the dtype


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """Definite integrals by `rule` on `panels` equal panels; the rule is made when it is first needed."""

    name: str
    rule: Callable[[], Rule]
    panels: int
    version: str = VERSION

    def __post_init__(self) -> None:
        if self.panels < 1:
            raise UsageError(f"rule {self.name} has {self.panels} panels; it needs at least 1")

    @property
    def model(self) -> Model:
        return Model.TRUNCATION

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(quantities=frozenset({Quantity.INTEGRAL}))

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Integrals between the claim's limits, which are evaluated in `dtype` as well; NaN where one is not finite."""
        points = admitted(self, claim, points, dtype)
        low, high = limits(claim, points, dtype)
        values, facts = self.integrate(claim, points, low, high, dtype, 1.0)
        return Answer(values=values, functional=facts, evaluations=facts.nodes.size)

    def integrate(self, claim: Claim, points: Any, low: Any, high: Any, dtype: str, scale: Any) -> tuple[Any, Functional]:
        """Integrals from `low` to `high`, float64[n] exact in `dtype`, and the facts about `scale` times them."""
        ends = equal_panels(low, high, self.panels, dtype)
        sums = apply_rule(claim, points, ends[:, :-1], ends[:, 1:], self.rule(), dtype)
        with np.errstate(all="ignore"):
            return sums.values.sum(axis=1, dtype=dtype), functional(sums, self.rule(), ends, dtype, scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaSlope:
    """d/dt of the integral from the lower limit to t: the central difference of two integrals."""

    name: str
    integral: Composite
    version: str = VERSION

    @property
    def model(self) -> Model:
        return Model.TRUNCATION

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(quantities=frozenset({Quantity.AREA_SLOPE}))

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Slopes with a step near the optimum, chosen for each point."""
        points = admitted(self, claim, points, dtype)
        t = points[:, claim.arguments.index(str(claim.wrt))]
        low = limit(claim, claim.lower, points, dtype)
        h = self._steps(claim, points, t, low, dtype)
        left, right = ((t + sign * h).astype(dtype).astype(np.float64) for sign in (-1.0, 1.0))
        below, first = self.integral.integrate(claim, points, low, left, dtype, -0.5 / h)
        above, second = self.integral.integrate(claim, points, low, right, dtype, 0.5 / h)
        with np.errstate(all="ignore"):
            values = (above - below) / (2.0 * h).astype(dtype)
        return Answer(
            values=values,
            functional=_joined(first, second, _central(t, left, right, h)),
            steps=h,
            evaluations=first.nodes.size + second.nodes.size,
            absolute=self._losses(np.abs(left - low) + np.abs(right - low), h, dtype),
        )

    def _losses(self, length: Any, h: Any, dtype: str) -> Any:
        """What underflow may change in a slope, float64[n], where both areas together have that length.

        Half a unit of the smallest number in each product: those of samples by weights, which half a panel then multiplies, and
        those of their sums by half a panel. The division by the step brings it to light.
        """
        products = len(self.integral.rule().weights) * length / 2.0 + 2.0 * self.integral.panels
        with np.errstate(over="ignore"):
            return precision(dtype).smallest / 2.0 * products / (2.0 * h)

    def _steps(self, claim: Claim, points: Any, t: Any, low: Any, dtype: str) -> Any:
        form = precision(dtype)
        found = nominal_bounds(claim.expression, claim.arguments, points, form, claim.wrt)
        length = np.abs(t - low)
        with np.errstate(all="ignore"):
            size = np.abs(found.value)
            area = length * size
            noise = length * found.error / SAFETY + form.unit_roundoff * area
        h = near_optimal(t, area, size, noise, 2, form.unit_roundoff)
        short = (length > 0.0) & (h > _SHARE * length)
        h = np.where(short, np.exp2(np.floor(np.log2(np.where(short, _SHARE * length, 1.0)))), h)
        return np.maximum(h, _LEAST * form.tiny)


def _central(t: Any, left: Any, right: Any, h: Any) -> tuple[Taylor, ...]:
    """What a central difference of exact areas misses: h**2/6 f'', and f times what rounding moved both ends by."""
    moved = np.abs(moved_by(t, -h, left)) + np.abs(moved_by(t, h, right))
    parts = (Taylor(order=3, coefficient=h * h / 6.0, low=np.minimum(left, t - h), high=np.maximum(right, t + h)),)
    if not moved.any():
        return parts
    low, high = np.where(moved > 0.0, left, t), np.where(moved > 0.0, right, t)
    return (*parts, Taylor(order=1, coefficient=moved / (2.0 * h), low=low, high=high))


def _joined(first: Functional, second: Functional, more: tuple[Taylor, ...]) -> Functional:
    assert first.truncation is not None  # panels on closed ranges
    assert second.truncation is not None
    return Functional(
        nodes=np.hstack([first.nodes, second.nodes]),
        weights=np.hstack([first.weights, second.weights]),
        shifts=np.hstack([first.shifts, second.shifts]),
        truncation=(*first.truncation, *second.truncation, *more),
    )
