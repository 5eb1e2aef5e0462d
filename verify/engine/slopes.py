"""Proved bounds of high derivatives around points, for all differences at once: one Taylor evaluation serves them all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from verify import kernels, oracle
from verify.core.claim import Claim, Quantity
from verify.core.method import Taylor
from verify.engine.judge import Floats


class Slopes:
    """Bounds of |f^(k)| over intervals about the points of one claim.

    Register every part that will be asked for first: the orders and the hull of the intervals of all of them are bounded
    together, by machine, and by balls where that is neither sharp nor small enough. A part whose hull has no bound (a
    singularity is near) is bounded over its own interval.
    """

    def __init__(self, claim: Claim, points: Floats) -> None:
        self._claim = claim
        self._points = points
        self._orders: set[int] = set()
        self._low = np.full(len(points), np.inf)
        self._high = np.full(len(points), -np.inf)
        self._quick: dict[int, Floats] = {}
        self._sharp: dict[int, Any] = {}
        self._balls: dict[int, Floats] = {}  # NaN where they have not been asked

    def register(self, parts: Iterable[Taylor]) -> None:
        """Announce parts whose bounds will be wanted."""
        for part in parts:
            self._orders.add(self._order(part))
            self._low, self._high = np.fmin(self._low, part.low), np.fmax(self._high, part.high)

    def bound(self, part: Taylor, enough: Floats | float = 0.0) -> Floats:
        """float64[n], bounds over the part's intervals; infinite where there is none.

        enough : what a bound need not be sharper than, float64[n]
        """
        order = self._order(part)
        if order not in self._quick:
            self.register([part])
            self._ask_machine()
        known = self._quick[order].copy()
        rows = np.flatnonzero(~(self._sharp[order] | (known <= enough)))
        known[rows] = self._by_balls(order, rows)
        found = np.where((part.low >= self._low) & (part.high <= self._high), known, np.inf)
        rows = np.flatnonzero(~np.isfinite(found))
        narrower = rows[(part.low[rows] > self._low[rows]) | (part.high[rows] < self._high[rows])]
        if len(narrower):
            found[narrower] = self._proved((order,), narrower, part.low[narrower], part.high[narrower])[order]
        return found

    def _ask_machine(self) -> None:
        """Everything registered, over the hull."""
        claim, orders = self._claim, tuple(sorted(self._orders))
        self._quick, self._sharp = kernels.bound_derivatives(
            claim.expression, claim.arguments, self._points, str(claim.wrt), orders, self._low, self._high
        )
        self._balls = {order: np.full(len(self._points), np.nan) for order in orders}

    def _by_balls(self, order: int, rows: Any) -> Floats:
        missing = rows[np.isnan(self._balls[order][rows])]
        if len(missing):
            proved = self._proved(tuple(self._balls), missing, self._low[missing], self._high[missing])
            for each, bounds in proved.items():
                self._balls[each][missing] = bounds
        found: Floats = self._balls[order][rows]
        return found

    def _proved(self, orders: tuple[int, ...], rows: Any, low: Floats, high: Floats) -> dict[int, Floats]:
        claim = self._claim
        return oracle.bound_derivatives(
            claim.expression, claim.arguments, self._points[rows], str(claim.wrt), orders, low, high
        )

    def _order(self, part: Taylor) -> int:
        # Taylor's orders are those of the function that is differentiated; an area function's slope is the expression.
        return part.order - int(self._claim.quantity is Quantity.AREA_SLOPE)
