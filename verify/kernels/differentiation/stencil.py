"""Finite differences: weights derived from offsets in exact rationals, a step from the budget, and the facts that bound both.

The number returned is sum_i w_i f(x + i h) / h over the offsets i. Its truncation error is at most
sum_i |w_i| |i h|**q / q! / h * max |f^(q)|, where q - 1 is the highest power of t whose derivative at 0 the weights get right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from verify.core.budget import SAFETY
from verify.core.claim import Claim, Quantity
from verify.core.errors import UsageError
from verify.core.method import Answer, Capabilities, Functional, Model, Taylor
from verify.core.precision import precision
from verify.kernels.budget import bounds
from verify.kernels.built_in import VERSION
from verify.kernels.functional import table_of
from verify.kernels.machine import evaluate

# The step is at least so many units in the last place of x, so that nodes stay apart and h is nearly what was asked for.
_LEAST_ULPS: Final = 16.0
_SMALLEST: Final = 2.0**-1000
_ABOVE_TINY: Final = 2.0**6
# Where a node leaves the domain, the steps to try instead, as shares of |x|: most edges of domains lie at 0.
_CLOSER: Final = (2.0**-6, 2.0**-14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A finite difference for the first derivative, with nodes at x + i h for the integers i of `offsets`.

    order : of the truncation error in h; checked against what the offsets give
    """

    name: str
    offsets: tuple[int, ...]
    order: int
    version: str = VERSION

    def __post_init__(self) -> None:
        exact = weights(self.offsets)
        if _moment_order(self.offsets, exact) != self.order + 1:
            raise UsageError(f"difference {self.name}: offsets {self.offsets} do not give order {self.order}")

    @property
    def model(self) -> Model:
        return Model.TRUNCATION

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(quantities=frozenset({Quantity.DERIVATIVE}))

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Differences with a step near the optimum, chosen for each point."""
        x = points[:, claim.arguments.index(str(claim.wrt))]
        least = _ABOVE_TINY * precision(dtype).tiny  # a smaller step would vanish in the dtype
        steps = np.maximum(self._steps(claim, points, dtype), least)
        answer = self.answer_with_step(claim, points, dtype, steps)
        for share in _CLOSER:
            outside = ~np.isfinite(answer.values) & (x != 0.0)
            if outside.any():
                steps = np.where(outside, np.maximum(_power_of_two(np.abs(x) * share), least), steps)
                answer = self.answer_with_step(claim, points, dtype, steps)
        return answer

    def answer_with_step(self, claim: Claim, points: Any, dtype: str, h: Any) -> Answer:
        """Differences with the given steps, float64[n], which must be powers of two."""
        h = np.broadcast_to(np.asarray(h, np.float64), (len(points),))
        if not np.all(np.frexp(h)[0] == 0.5):
            raise UsageError("the step of a difference must be a power of two, so that it is exact")
        x = points[:, claim.arguments.index(str(claim.wrt))]
        reach = h[:, None] * np.array(self.offsets, np.float64)
        nodes = (x[:, None] + reach).astype(dtype).astype(np.float64)
        names, table = table_of(claim, points, nodes)
        found = evaluate(claim.expression, names, table, dtype).reshape(nodes.shape)
        used = np.array([float(weight) for weight in weights(self.offsets)], dtype)
        with np.errstate(all="ignore"):
            values = (found * used).sum(axis=1, dtype=dtype) / h.astype(dtype)
            functional = Functional(
                nodes=nodes,
                weights=used.astype(np.float64) / h[:, None],
                shifts=moved_by(x[:, None], reach, nodes),
                truncation=(self._taylor(nodes, h),),
            )
        return Answer(values=values, functional=functional, steps=h, evaluations=nodes.size)

    def _taylor(self, nodes: Any, h: Any) -> Taylor:
        power = self.order + 1
        sizes = [abs(weight) * abs(offset) ** power for offset, weight in zip(self.offsets, weights(self.offsets), strict=True)]
        factor = float(sum(sizes, Fraction(0)) / math.factorial(power))
        return Taylor(order=power, coefficient=factor * h**self.order, low=nodes.min(axis=1), high=nodes.max(axis=1))

    def _steps(self, claim: Claim, points: Any, dtype: str) -> Any:
        """float64[n]: where truncation, by the scale on which f changes, about equals rounding, by the budget of f."""
        x = np.abs(points[:, claim.arguments.index(str(claim.wrt))])
        found = bounds(claim.expression, claim.arguments, points, precision(dtype), wrt=claim.wrt)
        return near_optimal(x, found.value, found.slope, found.error / SAFETY, self.order, precision(dtype).unit_roundoff)


def near_optimal(x: Any, value: Any, slope: Any, error: Any, order: int, u: float) -> Any:
    """Steps, float64[n] powers of two, for a difference of that order of a function with that value, slope and error.

    The scale on which the function changes is taken as |f / f'|, but not above max(1, |x|) nor below |x| / 16.
    """
    x = np.abs(x)
    with np.errstate(all="ignore"):
        scale = np.abs(value / slope)
        scale = np.where(np.isfinite(scale), scale, 1.0)
        scale = np.clip(scale, x / 16.0, np.maximum(x, 1.0))
        scale = np.where(scale > 0.0, scale, 1.0)
        noise = error / np.maximum(np.abs(value), np.abs(slope) * scale)
        noise = np.where(np.isfinite(noise), np.clip(noise, u, 1.0), u)
    return _power_of_two(np.maximum(scale * noise ** (1.0 / (order + 1)), 2.0 * _LEAST_ULPS * u * x))


def weights(offsets: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Weights for h = 1 of the first derivative at 0 that are exact for polynomials as high as the offsets allow.

    They are the derivatives at 0 of Lagrange's basis polynomials. Fornberg (1988), Math. Comp. 51, 699-706.
    """
    return tuple(_slope_at_zero(node, [other for other in offsets if other != node]) for node in offsets)


def _slope_at_zero(node: int, others: list[int]) -> Fraction:
    total = Fraction(0)
    for left_out in others:
        term = Fraction(1, node - left_out)
        for other in others:
            term *= Fraction(-other, node - other) if other != left_out else 1
        total += term
    return total


def _moment_order(offsets: tuple[int, ...], exact: tuple[Fraction, ...]) -> int:
    """The lowest power of t whose derivative at 0 the weights get wrong."""
    power = 0
    while sum(weight * offset**power for offset, weight in zip(offsets, exact, strict=True)) == (power == 1):
        power += 1
    return power


def _power_of_two(value: Any) -> Any:
    return np.exp2(np.round(np.log2(np.maximum(value, _SMALLEST))))


def moved_by(x: Any, reach: Any, nodes: Any) -> Any:
    """nodes - (x + reach) without error: what rounding moved each node by. Knuth's two-sum, where x + reach was in float64."""
    total = x + reach
    back = total - x
    lost = (x - (total - back)) + (reach - back)
    return (nodes - total) - lost
