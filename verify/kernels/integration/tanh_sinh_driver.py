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
# The level at which an error is estimated for the first time: it and those below are evaluated together.
FIRST = 2
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
    while first < last and not abs(terms[order[first]]) > NEGLIGIBLE * unit * size:
        first += 1
    while last > first and not abs(terms[order[last]]) > NEGLIGIBLE * unit * size:
        last -= 1
    if first == last:  # nothing was found, so nothing is left out
        return -math.inf, math.inf
    return (
        t[order[first - 1]] if first > 0 else -math.inf,
        t[order[last + 1]] if last + 1 < order.shape[0] else math.inf,
    )


def place(left: float, right: float, span: float, sign: float, t: Any, share: Any, start: int, m: int, x: Any) -> None:
    """The abscissas of m nodes, from node `start` on."""
    for k in range(m):
        distance = span * share[start + k]
        x[k] = left + distance if t[start + k] < 0.0 else right + sign * distance


def weigh(
    y: Any, x: Any, start: int, m: int, left: float, right: float, is_open: bool, weights: Any, extreme: Any, terms: Any,
    counted: Any,
) -> int:  # fmt: skip
    """The terms of m nodes, from node `start` on, for the integrand y; how many of the nodes are inside the range.

    Those that round to a limit of an open range do not count, nor do extreme ones where f is not finite: their terms are 0.
    """
    inside = 0
    for k in range(m):
        term = weights[start + k] * y[k]
        within = not (is_open and (x[k] == left or x[k] == right))
        counts = within and (abs(term) < math.inf or not extreme[start + k])
        terms[start + k] = term if counts else 0.0
        counted[start + k] = counts
        inside += 1 if within else 0
    return inside


def added(terms: Any, start: int, end: int) -> Any:
    """The sums of the terms from `start` to before `end`, and of their sizes."""
    total, size = 0.0, 0.0
    for j in range(start, end):
        total += terms[j]
        size += abs(terms[j])
    return total, size


def outermost(terms: Any, counted: Any, t: Any, start: int, end: int, edges: Any) -> None:
    """Into `edges`: the least and the largest t that counts, here or there already, and the sizes of their terms."""
    while start < end and not counted[start]:
        start += 1
    while start < end and not counted[end - 1]:
        end -= 1
    if start < end and t[start] < edges[0]:
        edges[0], edges[2] = t[start], abs(terms[start])
    if start < end and t[end - 1] > edges[1]:
        edges[1], edges[3] = t[end - 1], abs(terms[end - 1])


def run_tanh_sinh(
    points: Any, left: Any, right: Any, span: Any, sign: float, kind: int, program: Any, constants: Any, columns: Any,
    slots: int, root: int, starts: Any, t: Any, share: Any, weights: Any, extreme: Any, order: Any,
    goal: float, floor: float, unit: float, values: Any, estimates: Any, sizes: Any, counts: Any, levels: Any, ranges: Any,
) -> None:  # fmt: skip
    """The trapezoid rule in t, with half the step at each level, until `goal` times the integral or `floor` times its size.

    Node j is left + span share[j] for t[j] < 0, and right + sign span share[j] for others; those of a level are in order from
    starts[level] on. Extreme nodes, where intermediates may overflow or underflow, are left out where f is not finite. The
    first order.shape[0] nodes, `order` in t, tell which t count. The outermost terms enter the estimate: there f is cut off.
    counts : nodes inside the range; levels int64[n] the last, and ranges float64[n, 2] of t, from there on that they were
    taken from
    """
    work = np.empty((slots, BLOCK), points.dtype)
    x, edges = np.empty(BLOCK, points.dtype), np.empty(4)
    terms, counted = np.empty(t.shape[0]), np.empty(t.shape[0], np.bool_)
    is_open = kind not in (CLOSED, ALL)
    for i in range(points.shape[0]):
        slot = set_leaves(points, constants, columns, i, work)
        total, size, used, h, begin = 0.0, 0.0, 0, 1.0, 0
        value, last, before, estimate = 0.0, 0.0, 0.0, math.inf
        low, high = -math.inf, math.inf
        edges[0], edges[1], edges[2], edges[3] = math.inf, -math.inf, 0.0, 0.0
        for level in range(FIRST, starts.shape[0] - 1):
            end = starts[level + 1]
            while begin < end and t[begin] < low:
                begin += 1
            while begin < end and t[end - 1] > high:
                end -= 1
            for start in range(begin, end, BLOCK):
                m = min(BLOCK, end - start)
                place(left[i], right[i], span[i], sign, t, share, start, m, x)
                sample(program, slot, x, m, work)
                used += weigh(work[root], x, start, m, left[i], right[i], is_open, weights, extreme, terms, counted)
            for each in range(0 if level == FIRST else level, level + 1):
                start, stop = max(begin, starts[each]), min(end, starts[each + 1])
                more, larger = added(terms, start, stop)
                outermost(terms, counted, t, start, stop, edges)
                total, size, h = total + more, size + larger, 0.5**each
                before, last, value = last, value, total * h
            levels[i], sizes[i], begin = level, size * h, starts[level + 1]
            if not size < math.inf:
                estimate = math.nan
                break
            estimate = 0.0
            if size > 0.0:
                estimate = size * h * likely_error(abs(value - last) / (size * h), abs(value - before) / (size * h))
            if estimate <= max(goal * abs(value), floor * size * h):
                break
            if starts[level + 1] == order.shape[0]:
                low, high = window(terms, order, t, size, unit)
        values[i], estimates[i], counts[i] = value, estimate + edges[2] + edges[3], used
        ranges[i, 0], ranges[i, 1] = low, high
