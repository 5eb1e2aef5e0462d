"""Tanh-sinh quadrature and its relatives: the trapezoid rule after a change of variable that makes integrands vanish at once.

Halving the step squares the error wherever f is analytic inside the range, whatever it does at the limits; nodes are used
again by all levels above. Takahasi and Mori (1974), Publ. RIMS 9, 721-741.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.errors import UsageError
from verify.core.method import Answer, Capabilities, Functional, Model
from verify.core.precision import precision
from verify.kernels.built_in import BuiltIn
from verify.kernels.integration import drivers, tanh_sinh_driver
from verify.kernels.integration.adaptive import FLOOR, Integrals, Problem, compiled, finished, problem
from verify.kernels.integration.tanh_sinh_driver import FIRST

LEVELS: Final = 9  # steps 1, 1/2, ... 1/256
_DIGITS: Final = 40
_PI: Final = Decimal("3.1415926535897932384626433832795028841971693993751")
# The goal is this power of the unit roundoff, as in `scipy.integrate.tanhsinh`.
_GOAL_POWER: Final = 0.75
# Bounded integrands are cut off where the weights are below the unit roundoff by this power of e, and unbounded ones near the
# end of the dtype's range; so are infinite ranges, but well before its end, for the sake of powers of x.
_CUT: Final = 14.0
_SHARE_OF_RANGE: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """Nodes of all levels, each level's new ones in rising order from starts[level] on.

    t, share, weights : float64[m], abscissa; distance from the range's nearer end, for ALL from 0; and derivative by t
    extreme : bool[m], where the distance is so large or small that intermediates may overflow or underflow
    order : int64[.], the nodes of the levels up to FIRST, by t
    """

    starts: Any
    t: Any
    share: Any
    weights: Any
    extreme: Any
    order: Any

    def __post_init__(self) -> None:
        if not (np.all(self.weights > 0.0) and np.all(np.isfinite(self.weights)) and np.all(np.isfinite(self.share))):
            raise UsageError("tanh-sinh nodes are not valid: weights must be positive and finite")


def integrate(claim: Claim, points: Any, dtype: str, goal: float | None = None) -> Integrals:
    """Integrals at many points in one call.

    Parameters
    ----------
    claim : an integral or improper integral
    points : float64[n, len(claim.arguments)]
    goal : the relative error to estimate, about 1e-12 in float64 where it is left out; LEVELS may end the search before
    """
    goal = precision(dtype).unit_roundoff ** _GOAL_POWER if goal is None else goal
    return _integrate(problem(claim, points, dtype), dtype, goal)[0]


def _integrate(given: Problem, dtype: str, goal: float) -> tuple[Integrals, Any, Any]:
    """The integrals, the levels int64[n] that they took, and the ranges float64[n, 2] of t that count."""
    n, unit = len(given.points), precision(dtype).unit_roundoff
    values, estimates, sizes, counts = np.empty(n), np.empty(n), np.empty(n), np.empty(n, np.int64)
    levels, ranges = np.empty(n, np.int64), np.empty((n, 2))
    table = nodes(given.kind, dtype)
    compiled(tanh_sinh_driver, "run_tanh_sinh", dtype).run_tanh_sinh(
        given.points, *_placement(given), given.kind, *given.integrand,
        table.starts, table.t, table.share, table.weights, table.extreme, table.order,
        goal, FLOOR * unit, unit, values, estimates, sizes, counts, levels, ranges,
    )  # fmt: skip
    with np.errstate(all="ignore"):
        length = given.high - given.low if given.kind in (drivers.CLOSED, drivers.OPEN) else np.ones(n)
        scaled = (length * values, np.abs(length) * estimates, np.abs(length) * sizes)
    return finished(given, *scaled, counts, unit), levels, ranges


def _placement(given: Problem) -> tuple[Any, Any, Any, float]:
    """left, right, span and sign: node j is left + span share[j] for t[j] < 0, and right + sign span share[j] for others."""
    if given.kind in (drivers.CLOSED, drivers.OPEN):
        with np.errstate(all="ignore"):
            return given.low, given.high, given.high - given.low, -1.0
    limit = given.high if given.kind == drivers.BELOW else given.low
    return limit, limit, np.full(len(limit), -1.0 if given.kind == drivers.BELOW else 1.0), 1.0


@cache
def nodes(kind: int, dtype: str) -> Nodes:
    """The nodes for one kind of range."""
    first, last = _reach(kind, dtype)
    steps = [_steps(level, first, last) for level in range(LEVELS)]
    with localcontext() as context:
        context.prec = _DIGITS
        table = np.array([[float(part) for part in (t, *_node(kind, t))] for level in steps for t in level])
    t, share, weights = np.ascontiguousarray(table.T)
    starts = np.cumsum([0, *map(len, steps)])
    unit = precision(dtype).unit_roundoff
    far = (share < unit) | (share > 1.0 / unit) if kind != drivers.CLOSED else np.zeros(len(t), bool)
    if kind == drivers.ALL:
        far = np.abs(share) > 1.0 / unit
    return Nodes(starts=starts, t=t, share=share, weights=weights, extreme=far, order=np.argsort(t[: starts[FIRST + 1]]))


def _steps(level: int, first: float, last: float) -> list[Decimal]:
    """The multiples of 2**-level on [first, last] that no level below has."""
    odd = [k for k in range(int(first * 2**level), int(last * 2**level) + 1) if level == 0 or k % 2]
    return [Decimal(k) / 2**level for k in odd]


def _reach(kind: int, dtype: str) -> tuple[float, float]:
    """The first and the last t."""
    form = precision(dtype)
    bounded = float(np.arcsinh((_CUT - np.log(form.unit_roundoff)) / np.pi))
    smallest = float(np.arcsinh(-np.log(form.tiny) / np.pi))  # a share of the range: exp(-pi sinh t)
    largest = float(np.arcsinh(2.0 * _SHARE_OF_RANGE * np.log(form.huge) / np.pi))  # a distance: exp(pi/2 sinh t)
    if kind == drivers.CLOSED:
        return -bounded, bounded
    if kind == drivers.OPEN:
        return -smallest, smallest
    return (-largest, largest) if kind == drivers.ALL else (-smallest, largest)


def _node(kind: int, t: Decimal) -> tuple[Decimal, Decimal]:
    """The distance and its derivative by t."""
    x, slope = _bent(abs(t))
    if kind in (drivers.CLOSED, drivers.OPEN):
        small = 1 / (x * x)
        return small / (1 + small), 2 * slope * small / (1 + small) ** 2
    if t < 0:
        x = 1 / x
    if kind == drivers.ALL:
        return (x - 1 / x) / 2, slope * (x + 1 / x) / 2
    return x, slope * x


@cache
def _bent(t: Decimal) -> tuple[Decimal, Decimal]:
    """exp(u) of u = pi/2 sinh t, and the derivative of u: what all kinds of ranges are made of."""
    grown = t.exp()
    return (_PI / 4 * (grown - 1 / grown)).exp(), _PI / 4 * (grown + 1 / grown)


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    """As far as rounding allows, as its own estimate is what the answer is held to."""
    given = problem(claim, points, dtype)
    found, levels, ranges = _integrate(given, dtype, 0.0)
    return Answer(
        values=found.values,
        functional=_functional(given, levels, ranges, dtype),
        estimate=found.estimates,
        evaluations=int(found.evaluations.sum()),
    )


def _functional(given: Problem, levels: Any, ranges: Any, dtype: str) -> Functional:
    """The sum over the nodes that count. Nothing is proved about what it misses."""
    table = nodes(given.kind, dtype)
    left, right, span, sign = _placement(given)
    used = slice(0, int(table.starts[int(levels.max(initial=0)) + 1]))
    t, share = table.t[used], table.share[used]
    unit = precision(dtype).unit_roundoff
    with np.errstate(all="ignore"):
        distance = span[:, None] * share
        x = np.where(t < 0.0, left[:, None] + distance, right[:, None] + sign * distance).astype(dtype).astype(np.float64)
        counted = (np.arange(len(t)) < table.starts[levels + 1][:, None]) & (t >= ranges[:, :1]) & (t <= ranges[:, 1:])
        if given.kind in (drivers.OPEN, drivers.ABOVE, drivers.BELOW):
            counted &= (x != left[:, None]) & (x != right[:, None])
        factor = span if given.kind in (drivers.CLOSED, drivers.OPEN) else np.ones(len(span))
        weights = np.where(counted, (factor * 2.0 ** -levels.astype(np.float64))[:, None] * table.weights[used], 0.0)
        # Rounded: the length, its share, the sum; and then to the dtype.
        shifts = unit * np.abs(x) + 2.0**-53 * (np.abs(x) + 3.0 * np.abs(distance))
    return Functional(nodes=np.where(counted, x, right[:, None]), weights=weights, shifts=shifts, truncation=None)


METHOD: Final = BuiltIn(
    name="tanh-sinh",
    model=Model.SELF_ESTIMATING,
    capabilities=Capabilities(quantities=frozenset({Quantity.INTEGRAL, Quantity.IMPROPER})),
    compute=_compute,
)
