"""Proved bounds of high derivatives around points, for all differences at once: one Taylor evaluation serves them all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from verify import oracle
from verify.core.claim import Claim, Quantity
from verify.core.method import Taylor
from verify.engine.judge import Floats


class Slopes:
    """Bounds of |f^(k)| over intervals about the points of one claim.

    Register every part that will be asked for first: the orders and the hull of the intervals of all of them are bounded
    together. A part whose hull has no bound (a singularity is near) is bounded over its own interval.
    """

    def __init__(self, claim: Claim, points: Floats) -> None:
        self._claim = claim
        self._points = points
        self._orders: set[int] = set()
        self._low = np.full(len(points), np.inf)
        self._high = np.full(len(points), -np.inf)
        self._known: dict[int, Floats] = {}

    def register(self, parts: Iterable[Taylor]) -> None:
        """Announce parts whose bounds will be wanted."""
        for part in parts:
            self._orders.add(self._order(part))
            self._low, self._high = np.fmin(self._low, part.low), np.fmax(self._high, part.high)

    def bound(self, part: Taylor) -> Floats:
        """float64[n], bounds over the part's intervals; infinite where there is none."""
        order = self._order(part)
        if order not in self._known:
            self.register([part])
            self._known |= self._bounds(tuple(sorted(self._orders)), np.arange(len(self._points)), self._low, self._high)
        found = np.where((part.low >= self._low) & (part.high <= self._high), self._known[order], np.inf)
        rows = np.flatnonzero(~np.isfinite(found))
        narrower = rows[(part.low[rows] > self._low[rows]) | (part.high[rows] < self._high[rows])]
        if len(narrower):
            found[narrower] = self._bounds((order,), narrower, part.low[narrower], part.high[narrower])[order]
        return found

    def _bounds(self, orders: tuple[int, ...], rows: Any, low: Floats, high: Floats) -> dict[int, Floats]:
        claim = self._claim
        return oracle.bound_derivatives(
            claim.expression, claim.arguments, self._points[rows], str(claim.wrt), orders, low, high
        )

    def _order(self, part: Taylor) -> int:
        # Taylor's orders are those of the function that is differentiated; an area function's slope is the expression.
        return part.order - int(self._claim.quantity is Quantity.AREA_SLOPE)
