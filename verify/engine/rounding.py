"""Budgets of methods that only round, for every quantity: all follow from the first-order bounds of one derivative.

The derivative of order n is the first derivative of the derivative of order n - 1, written out by the chain rule: whatever
order a method forms its terms in, these are the terms. Taylor arithmetic forms others from order 3 on, by recurrences that are
analysed themselves; and to a high order, where a derivative written out outgrows any use, nobody else goes. A derivative along
a direction is a sum over its components.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, Final

import numpy as np

from verify import kernels
from verify.core.budget import SAFETY
from verify.core.claim import Claim, Component, Quantity
from verify.core.expression import Expression
from verify.core.precision import Precision
from verify.kernels import Bounds
from verify.ops.calculus import differentiate

# Above this order the derivative is not written out.
WRITTEN_OUT: Final = 5

Accuracy = Mapping[str, float] | None


def rounding_bounds(claim: Claim, points: Any, precision: Precision, accuracy: Accuracy = None) -> Bounds:
    """What a method that only rounds may be off by, at each of `points`, a float64[n, k]; infinite where nothing is known."""
    facts = _Facts(claim.arguments, points, precision, accuracy)
    root, wrt = claim.expression, claim.wrt
    match claim.quantity:
        case Quantity.DERIVATIVE if claim.order > WRITTEN_OUT:
            return facts.by_series(root, str(wrt), claim.order)
        case Quantity.DERIVATIVE if claim.order > 1:
            written = facts.twice(root, str(wrt), str(wrt), claim.order - 1)
            # From order 3 on, a Taylor coefficient is no exact multiple of the derivative, and its terms round once more.
            return written if claim.order == 2 else _wider(written, facts.by_series(root, str(wrt), claim.order))
        case Quantity.MIXED:
            return _wider(facts.twice(root, str(wrt), str(claim.also)), facts.twice(root, str(claim.also), str(wrt)))
        case Quantity.JVP:
            return facts.along(claim.along, {name: facts.once(root, name) for name, _ in claim.along})
        case Quantity.HVP:
            return facts.along(claim.along, {name: facts.second(root, str(wrt), name) for name, _ in claim.along})
    return facts.once(root, wrt)


class _Facts:
    """First-order bounds at one set of points in one precision."""

    def __init__(self, arguments: tuple[str, ...], points: Any, precision: Precision, accuracy: Accuracy) -> None:
        self.arguments = arguments
        self.points = points
        self.precision = precision
        self.accuracy = accuracy

    def once(self, root: Expression, wrt: str | None) -> Bounds:
        """Of the value, or of the first derivative by `wrt`."""
        return kernels.bounds(root, self.arguments, self.points, self.precision, wrt=wrt, accuracy=self.accuracy)

    def twice(self, root: Expression, first: str, then: str, order: int = 1) -> Bounds:
        """Of the derivative by `first`, `order` times, and by `then`; textbook partials may enter at every step."""
        stable, textbook = (differentiate(root, first, order, textbook=t) for t in (False, True))
        found = self.once(stable, then)
        if textbook is not stable:
            found.textbook = np.maximum(found.textbook, self.once(textbook, then).textbook)
        return found

    def second(self, root: Expression, first: str, then: str) -> Bounds:
        """Of an entry of the Hessian, by whichever variable first."""
        found = self.twice(root, first, then)
        return found if first == then else _wider(found, self.twice(root, then, first))

    def along(self, along: Iterable[Component], partials: Mapping[str, Bounds]) -> Bounds:
        """Of sum_j u_j d_j, from those of every d_j; the components u_j are rounded as well, and so are the sums."""
        parts = [self._scaled(component, partials[name]) for name, component in along]
        return reduce(_sum, parts)

    def by_series(self, root: Expression, wrt: str, order: int) -> Bounds:
        """Of a derivative of that order by Taylor arithmetic."""
        return kernels.taylor_bounds(root, self.arguments, self.points, wrt, order, self.precision, self.accuracy)

    def _scaled(self, component: Expression, part: Bounds) -> Bounds:
        factor = self.once(component, None)
        size, u = np.abs(factor.value), self.precision.unit_roundoff
        with np.errstate(invalid="ignore", over="ignore"):
            # The product and one addition round, relative to the paths without their cancellation.
            own = factor.error * part.magnitude + SAFETY * (2.0 * u * size * part.magnitude + self.precision.smallest)
            return Bounds(
                value=factor.value * part.value,
                error=part.error,
                tight=size * part.tight + own,
                textbook=size * part.textbook + own,
                magnitude=size * part.magnitude,
                slope=factor.value * part.slope,
                overflow=part.overflow | (size * part.magnitude > self.precision.huge),
                underflow=part.underflow,
            )


def _sum(a: Bounds, b: Bounds) -> Bounds:
    with np.errstate(invalid="ignore"):  # infinite slopes of either sign
        slope = a.slope + b.slope
    return Bounds(
        value=a.value,
        error=np.maximum(a.error, b.error),
        tight=a.tight + b.tight,
        textbook=a.textbook + b.textbook,
        magnitude=a.magnitude + b.magnitude,
        slope=slope,
        overflow=a.overflow | b.overflow,
        underflow=a.underflow | b.underflow,
    )


def _wider(a: Bounds, b: Bounds) -> Bounds:
    """Sound for either way of computing the same number."""
    return Bounds(
        value=a.value,
        error=np.maximum(a.error, b.error),
        tight=np.maximum(a.tight, b.tight),
        textbook=np.maximum(a.textbook, b.textbook),
        magnitude=np.maximum(a.magnitude, b.magnitude),
        slope=a.slope,
        overflow=a.overflow | b.overflow,
        underflow=a.underflow | b.underflow,
    )
