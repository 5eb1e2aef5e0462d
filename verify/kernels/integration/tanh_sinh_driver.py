"""The loop of tanh-sinh quadrature: see `verify.kernels.integration.drivers` for its arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from verify.kernels.integration.drivers import ALL, CLOSED, sample, set_leaves

BLOCK = 64  # nodes at a time
# The error of a level is that power of its difference from the last; it would be 2 at best.
TRUSTED_POWER = 1.5
# Where levels gain less than that, differences come and go by chance, as at kinks; errors are below this multiple of them.
CHANCE = 4.0
# Terms below this share of the unit roundoff of all of them do not count.
NEGLIGIBLE = 1.0 / 64.0


def likely_error(last: float, before: float) -> float:
    """Relative error of a level whose value differs by `last` from the level below, and by `before` from the one below that.

    Each level squares the error where f is analytic: Bailey, Jeyabalan, Li (2005), Experimental Mathematics 14, 317-329. Less
    than that is trusted, and only where the differences show it.
    """
    last = max(last, before * before)
    if before >= 1.0 or last > before**TRUSTED_POWER:
        return CHANCE * max(last, before)
    return float(last**TRUSTED_POWER)


def window(terms: Any, order: Any, t: Any, size: float, unit: float) -> Any:
    """The range of t that counts: one node beyond the outermost terms that do."""
    first, last = 0, order.shape[0] - 1
    while first < last and not terms[order[first]] > NEGLIGIBLE * unit * size:
        first += 1
    while last > first and not terms[order[last]] > NEGLIGIBLE * unit * size:
        last -= 1
    if first == last:  # nothing was found, so nothing is left out
        return -math.inf, math.inf
    return (
        t[order[first - 1]] if first > 0 else -math.inf,
        t[order[last + 1]] if last + 1 < order.shape[0] else math.inf,
    )


def add_terms(y: Any, picked: Any, m: int, t: Any, weights: Any, extreme: Any, terms: Any, edges: Any) -> Any:
    """The sums of m terms and of their sizes, for the integrand y at the nodes `picked`.

    terms : the sizes by node; edges : the outermost t on the left and on the right, and the sizes of their terms
    """
    total, size = 0.0, 0.0
    for k in range(m):
        p = picked[k]
        term = weights[p] * y[k]
        if extreme[p] and not abs(term) < math.inf:
            continue
        total += term
        size += abs(term)
        if p < terms.shape[0]:
            terms[p] = abs(term)
        if t[p] < edges[0]:
            edges[0], edges[2] = t[p], abs(term)
        if t[p] > edges[1]:
            edges[1], edges[3] = t[p], abs(term)
    return total, size


def run_tanh_sinh(
    points: Any, left: Any, right: Any, span: Any, sign: float, kind: int, program: Any, constants: Any, columns: Any,
    slots: int, root: int, starts: Any, t: Any, share: Any, weights: Any, extreme: Any, order: Any,
    goal: float, floor: float, unit: float, values: Any, estimates: Any, sizes: Any, counts: Any, levels: Any, ranges: Any,
) -> None:  # fmt: skip
    """The trapezoid rule in t, with half the step at each level, until `goal` times the integral or `floor` times its size.

    Node j is left + span share[j] for t[j] < 0, and right + sign span share[j] for others; those of a level are in order from
    starts[level] on. Extreme nodes, where intermediates may overflow or underflow, are left out where f is not finite. The
    first order.shape[0] nodes, `order` in t, tell which t count. The outermost terms enter the estimate: there f is cut off.
    counts : nodes evaluated; levels int64[n] the last, and ranges float64[n, 2] of t, from there on that they were taken from
    """
    work = np.empty((slots, BLOCK), points.dtype)
    x, picked = np.empty(BLOCK, points.dtype), np.empty(BLOCK, np.int64)
    terms, edges = np.zeros(order.shape[0]), np.empty(4)
    for i in range(points.shape[0]):
        slot = set_leaves(points, constants, columns, i, work)
        total, size, used, h = 0.0, 0.0, 0, 1.0
        value, last, before, estimate = 0.0, 0.0, 0.0, math.inf
        low, high = -math.inf, math.inf
        terms[:] = 0.0
        edges[0], edges[1], edges[2], edges[3] = math.inf, -math.inf, 0.0, 0.0
        for level in range(starts.shape[0] - 1):
            m = 0
            for j in range(starts[level], starts[level + 1] + 1):
                if j < starts[level + 1] and low <= t[j] <= high:
                    x[m] = left[i] + span[i] * share[j] if t[j] < 0.0 else right[i] + sign * span[i] * share[j]
                    if kind in (CLOSED, ALL) or not (x[m] == left[i] or x[m] == right[i]):
                        picked[m] = j
                        m += 1
                if m == BLOCK or (j == starts[level + 1] and m > 0):
                    sample(program, slot, x, m, work)
                    more, larger = add_terms(work[root], picked, m, t, weights, extreme, terms, edges)
                    total, size, used, m = total + more, size + larger, used + m, 0
            before, last, value = last, value, total * h
            levels[i], sizes[i] = level, size * h
            if not size < math.inf:
                estimate = math.nan
                break
            if level >= 2:
                estimate = 0.0
                if size > 0.0:
                    estimate = size * h * likely_error(abs(value - last) / (size * h), abs(value - before) / (size * h))
                if estimate <= max(goal * abs(value), floor * size * h):
                    break
            if starts[level + 1] == order.shape[0]:
                low, high = window(terms, order, t, size, unit)
            h *= 0.5
        values[i], estimates[i], counts[i] = value, estimate + edges[2] + edges[3], used
        ranges[i, 0], ranges[i, 1] = low, high
