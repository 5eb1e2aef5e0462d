"""Finite differences: weights derived from offsets in exact rationals, a step from the budget, and the facts that bound both.

The number returned is sum_i w_i f(x + i h) / h**d over the offsets i, for the derivative of order d. Its truncation error is
at most sum_i |w_i| |i h|**q / q! / h**d * max |f^(q)|, where q is the lowest power of t whose derivative at 0 the weights get
wrong; the order of the difference is q - d.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np

from verify.core.budget import SAFETY
from verify.core.claim import Claim, Quantity
from verify.core.errors import UsageError
from verify.core.method import Answer, Capabilities, Functional, Model, Taylor
from verify.core.precision import precision
from verify.kernels.budget import nominal_bounds
from verify.kernels.built_in import VERSION, admitted
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
    """A finite difference for one derivative, with nodes at x + i h for the integers i of `offsets`.

    order : of the truncation error in h; checked against what the offsets give
    derivative : which derivative it approximates
    """

    name: str
    offsets: tuple[int, ...]
    order: int
    derivative: int = 1
    version: str = VERSION

    def __post_init__(self) -> None:
        if wrong_power(self.offsets, weights(self.offsets, self.derivative), self.derivative) != self.order + self.derivative:
            raise UsageError(
                f"difference {self.name}: offsets {self.offsets} do not give order {self.order} of derivative {self.derivative}"
            )

    @property
    def model(self) -> Model:
        return Model.TRUNCATION

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(quantities=frozenset({Quantity.DERIVATIVE}), orders=frozenset({self.derivative}))

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Differences with a step near the optimum, chosen for each point."""
        points = admitted(self, claim, points, dtype)
        x = centres(claim, points)
        least = least_step(dtype, self.derivative)
        steps = np.maximum(self._steps(claim, points, dtype), least)
        answer = self.answer_with_step(claim, points, dtype, steps)
        for share in _CLOSER:
            outside = ~np.isfinite(answer.values) & (x != 0.0)
            if outside.any():
                steps = np.where(outside, np.maximum(power_of_two(np.abs(x) * share), least), steps)
                answer = self.answer_with_step(claim, points, dtype, steps)
        # No smaller step exists that would keep the nodes inside the domain.
        answer.absolute = np.where((steps <= least) & ~np.isfinite(answer.values), np.inf, 0.0)
        return answer

    def answer_with_step(self, claim: Claim, points: Any, dtype: str, h: Any) -> Answer:
        """Differences with the given steps, float64[n], which must be powers of two."""
        h = np.broadcast_to(np.asarray(h, np.float64), (len(points),))
        if not np.all(np.frexp(h)[0] == 0.5):
            raise UsageError("the step of a difference must be a power of two, so that it is exact")
        reach = h[:, None] * np.array(self.offsets, np.float64)
        nodes = nodes_of(claim, points, reach, dtype)
        found, used = sample(claim, points, nodes, dtype), _rounded_weights(self.offsets, self.derivative, dtype)
        with np.errstate(all="ignore"):
            values = (found * used).sum(axis=1, dtype=dtype)
            for _ in range(self.derivative):  # exact, where the power of h might leave the range
                values = values / h.astype(dtype)
            scaled = used.astype(np.float64) / h[:, None] ** self.derivative
            shifts = moved_by(points[:, [claim.arguments.index(str(claim.wrt))]], reach, nodes)
        functional = Functional(nodes=nodes, weights=scaled, shifts=shifts, truncation=(self._taylor(nodes, h),))
        return Answer(values=values, functional=functional, steps=h, evaluations=nodes.size)

    def _taylor(self, nodes: Any, h: Any) -> Taylor:
        factor, _ = _sizes(self.offsets, self.derivative)
        power = self.order + self.derivative
        return Taylor(order=power, coefficient=factor * h**self.order, low=nodes.min(axis=1), high=nodes.max(axis=1))

    def _steps(self, claim: Claim, points: Any, dtype: str) -> Any:
        """float64[n]: where truncation and rounding add up to least, if |f^(q)| is about q! |f| / scale**q."""
        x, u = points[:, claim.arguments.index(str(claim.wrt))], precision(dtype).unit_roundoff
        found = nominal_bounds(claim.expression, claim.arguments, points, precision(dtype), claim.wrt)
        scale, power = scale_of(x, found.value, found.slope), self.order + self.derivative
        noise = noise_of(found.value, found.slope, found.error / SAFETY, scale, u)
        factor, total = _sizes(self.offsets, self.derivative)
        truncation = factor * math.factorial(power) * self.order
        return floored(scale * (noise * (total * self.derivative) / truncation) ** (1.0 / power), x, u)


def centres(claim: Claim, points: Any) -> Any:
    """The claim's variable, float64[n]; UsageError where it is not finite, as nothing lies around such a point."""
    x = points[:, claim.arguments.index(str(claim.wrt))]
    if not np.isfinite(x).all():
        raise UsageError(f"a difference needs finite points; {claim.wrt} = {x[~np.isfinite(x)][0]} has nothing around it")
    return x


def sample(claim: Claim, points: Any, nodes: Any, dtype: str) -> Any:
    """f at the nodes, array [n, m], all in `dtype`."""
    names, table = table_of(claim, points, nodes)
    return evaluate(claim.expression, names, table, dtype).reshape(nodes.shape)


def nodes_of(claim: Claim, points: Any, reach: Any, dtype: str) -> Any:
    """x + reach as it is in `dtype`."""
    x = points[:, [claim.arguments.index(str(claim.wrt))]]
    return (x + reach).astype(dtype).astype(np.float64)


def least_step(dtype: str, derivative: int = 1) -> float:
    """The smallest step whose power of that order does not vanish in the dtype."""
    return float(2.0 ** math.ceil(math.log2(_ABOVE_TINY * precision(dtype).tiny) / derivative))


def scale_of(x: Any, value: Any, slope: Any) -> Any:
    """The length, float64[n], on which a function with that value and slope changes: |f / f'|.

    But not above max(1, |x|), nor below |x| / 16.
    """
    x = np.abs(x)
    with np.errstate(all="ignore"):
        scale = np.abs(value / slope)
        scale = np.where(np.isfinite(scale), scale, 1.0)
        scale = np.clip(scale, x / 16.0, np.maximum(x, 1.0))
        return np.where(scale > 0.0, scale, 1.0)


def noise_of(value: Any, slope: Any, error: Any, scale: Any, u: float) -> Any:
    """Errors of function values relative to how much the function changes on its scale: float64[n] from u to 1."""
    with np.errstate(all="ignore"):
        noise = error / np.maximum(np.abs(value), np.abs(slope) * scale)
        return np.where(np.isfinite(noise), np.clip(noise, u, 1.0), u)


def near_optimal(x: Any, value: Any, slope: Any, error: Any, order: int, u: float) -> Any:
    """Steps, float64[n] powers of two, for a first difference of that order of a function with that value, slope and error."""
    scale = scale_of(x, value, slope)
    return floored(scale * noise_of(value, slope, error, scale, u) ** (1.0 / (order + 1)), x, u)


def floored(h: Any, x: Any, u: float) -> Any:
    """Steps as powers of two, at least so large that rounding hardly moves the nodes."""
    return power_of_two(np.maximum(h, 2.0 * _LEAST_ULPS * u * np.abs(x)))


@cache
def weights(offsets: tuple[int, ...], derivative: int = 1) -> tuple[Fraction, ...]:
    """Weights for h = 1 of that derivative at 0, exact for polynomials as high as the offsets allow.

    They are the derivatives at 0 of Lagrange's basis polynomials. Fornberg (1988), Math. Comp. 51, 699-706.

    Raises
    ------
    UsageError : an offset stands there twice, or there are too few of them for a derivative of that order.
    """
    if len(set(offsets)) != len(offsets):
        raise UsageError(f"offsets {offsets} name a node twice")
    if not 1 <= derivative < len(offsets):
        raise UsageError(f"{len(offsets)} offsets give derivatives of order 1 to {len(offsets) - 1}, not {derivative}")
    factorial = math.factorial(derivative)
    return tuple(factorial * _basis(node, [other for other in offsets if other != node])[derivative] for node in offsets)


@cache
def _rounded_weights(offsets: tuple[int, ...], derivative: int, dtype: str) -> Any:
    found = np.array([float(weight) for weight in weights(offsets, derivative)], dtype)
    found.flags.writeable = False
    return found


@cache
def _sizes(offsets: tuple[int, ...], derivative: int) -> tuple[float, float]:
    """`taylor_factor`, and the sum of the weights' absolute values."""
    return float(taylor_factor(offsets, derivative)), float(sum(map(abs, weights(offsets, derivative))))


def _basis(node: int, others: list[int]) -> list[Fraction]:
    """Coefficients, constant term first, of the polynomial that is 1 at `node` and 0 at the others."""
    found = [Fraction(1)]
    for other in others:
        risen, kept = [Fraction(0), *found], [*found, Fraction(0)]
        found = [(a - other * b) / (node - other) for a, b in zip(risen, kept, strict=True)]
    return found


def wrong_power(offsets: tuple[int, ...], exact: tuple[Fraction, ...], derivative: int) -> int:
    """The lowest power of t whose derivative at 0 the weights get wrong."""
    power = 0
    while _moment(offsets, exact, power) == (math.factorial(derivative) if power == derivative else 0):
        power += 1
    return power


def _moment(offsets: tuple[int, ...], exact: tuple[Fraction, ...], power: int) -> Fraction:
    return sum((weight * offset**power for offset, weight in zip(offsets, exact, strict=True)), Fraction(0))


@cache
def taylor_factor(offsets: tuple[int, ...], derivative: int) -> Fraction:
    """sum_i |w_i| |i|**q / q!: the truncation error is at most that times h**(q - d) max |f^(q)|."""
    exact = weights(offsets, derivative)
    power = wrong_power(offsets, exact, derivative)
    return _moment(tuple(map(abs, offsets)), tuple(map(abs, exact)), power) / math.factorial(power)


def power_of_two(value: Any) -> Any:
    """The nearest power of two, by its exponent."""
    return np.exp2(np.round(np.log2(np.maximum(value, _SMALLEST))))


def moved_by(x: Any, reach: Any, nodes: Any) -> Any:
    """nodes - (x + reach) without error: what rounding moved each node by. Knuth's two-sum, where x + reach was in float64."""
    total = x + reach
    back = total - x
    lost = (x - (total - back)) + (reach - back)
    return (nodes - total) - lost
