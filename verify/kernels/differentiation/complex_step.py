"""Complex step: the imaginary part of f(x + i h) over h, with h so small that nothing is ever rounded against its square.

Squire and Trapp (1998), SIAM Review 40, 110-112. What limits h from below is the range of the dtype, as imaginary parts are h
times tangents. They lose at most about

    (sum over operations i of |adjoint_i| * losses_i) * smallest number / h

of the slope, and where that is more than rounding, larger steps are tried: a step is taken once another much larger gives
the same, because the error of truncation grows as h**2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.fold import nodes
from verify.core.method import Answer, Capabilities, Model
from verify.core.precision import FLOAT32, FLOAT64, precision
from verify.kernels.built_in import BuiltIn
from verify.kernels.machine import complex_sweep, node_adjoints
from verify.ops import OPERATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The steps for one precision, as binary exponents.

    below : the first step lies so far below x. A difference of x and another float is at least u |x|, and the square of the
        step must not be seen beside the square of that.
    at_zero : the first step for x = 0
    rung : each next step is so much larger. Over it, an error of truncation that is the square root of u becomes less than u.
    """

    below: int
    at_zero: int
    rung: int


_LADDERS: Final = {
    FLOAT64.name: Ladder(below=100, at_zero=-600, rung=16),
    FLOAT32.name: Ladder(below=40, at_zero=-100, rung=8),
}
_RUNGS: Final = 32
# What one operation's result may lose to underflow, in units of the smallest number: two products and their sum round, or
# both parts of a function's result and of its intermediate; each loses half a unit, and functions pass on up to twice that.
_LOSSES: Final = 4.0
# Times the smallest normal number: imaginary parts from here on lose no more than an eighth of the unit roundoff that way.
_CLEAR: Final = 64.0


def steps(x: Any, dtype: str) -> tuple[Any, Any]:
    """The first step for each of x, float64[n] powers of two, and whether it is small beside x, bool[n]."""
    ladder, least = _LADDERS[dtype], precision(dtype).smallest
    _, exponent = np.frexp(x)
    wanted = np.where(x == 0.0, np.ldexp(1.0, ladder.at_zero), np.ldexp(1.0, exponent - ladder.below))
    return np.maximum(wanted, least), (x != 0.0) & (wanted >= least)


def losses(claim: Claim, points: Any, dtype: str) -> Any:
    """float64[n]: over h, what underflow of imaginary parts may change in the slope, to first order."""
    values, adjoints = node_adjoints(claim.expression, claim.arguments, points, "float64", claim.wrt)
    place = {node: i for i, node in enumerate(nodes(claim.expression))}
    total = np.zeros(len(points))
    with np.errstate(all="ignore"):
        # No number where the chain rule overflows, of which the budget knows.
        sizes = np.where(np.isfinite(adjoints), np.abs(adjoints), 0.0)
        for node, size, lost in zip(place, sizes, _LOSSES * sizes, strict=True):
            if node.args:
                total += lost
            if node.op == "divide":  # the numerator's loss
                total += np.where(size > 0.0, size / np.abs(values[place[node.args[1]]]), 0.0)
    return precision(dtype).smallest * total


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    x = points[:, claim.arguments.index(str(claim.wrt))]
    h, small = steps(x, dtype)
    slopes, least = complex_sweep(claim.expression, claim.arguments, points, str(claim.wrt), h, dtype)
    lost, doubtful = np.zeros(len(points)), ~(least >= _CLEAR * precision(dtype).tiny)
    if doubtful.any():
        lost[doubtful] = losses(claim, points[doubtful], dtype)
    with np.errstate(all="ignore"):
        absolute = np.where(small | ~np.isfinite(slopes), lost / h, np.inf)
        answer = Answer(values=slopes, steps=h, evaluations=len(points), absolute=absolute)
        _climb(answer, claim, points, _close(x, dtype), lost, dtype)
    return answer


def _climb(answer: Answer, claim: Claim, points: Any, close: Any, lost: Any, dtype: str) -> None:
    """Takes larger steps into the answer, where more than a rounding is lost and another still larger gives the same.

    Up to `close` to x, two slopes may differ by what they lost. Beyond, two that lost everything prove nothing.
    """
    u = precision(dtype).unit_roundoff
    h, tried = answer.steps.copy(), answer.values.copy()
    climbing = np.flatnonzero(answer.absolute > u * np.abs(tried))
    for _ in range(_RUNGS):
        if not climbing.size:
            break
        here, larger = tried[climbing], np.ldexp(h[climbing], _LADDERS[dtype].rung)
        further, _ = complex_sweep(claim.expression, claim.arguments, points[climbing], str(claim.wrt), larger, dtype)
        answer.evaluations += climbing.size
        apart, half = np.abs(further - here), np.sqrt(u) * np.abs(further)  # half the digits
        noise = lost[climbing] / h[climbing]
        taken = (apart <= half) & (further != 0.0) | (larger <= close[climbing]) & (apart <= half + noise)
        rows = climbing[taken]
        answer.values[rows], answer.steps[rows], answer.absolute[rows] = here[taken], h[rows], noise[taken]
        h[climbing], tried[climbing] = larger, further
        climbing = climbing[apart <= half + noise]
        climbing = climbing[answer.absolute[climbing] > u * np.abs(answer.values[climbing])]


def _close(x: Any, dtype: str) -> Any:
    """The largest step that is small beside x, with room for the square; beside 0, the second step."""
    ladder = _LADDERS[dtype]
    return np.where(x == 0.0, np.ldexp(1.0, ladder.at_zero + ladder.rung), np.ldexp(np.abs(x), -ladder.rung))


METHOD: Final = BuiltIn(
    name="complex-step",
    model=Model.ROUNDING,
    capabilities=Capabilities(
        quantities=frozenset({Quantity.DERIVATIVE}),
        operations=frozenset(name for name, row in OPERATIONS.items() if row.complex is not None or not row.arity),
    ),
    compute=_compute,
)
