"""The loop of tanh-sinh quadrature: see `verify.kernels.integration.drivers` for its arrays.

An instruction of the tape takes one node of up to LANES integrals at a time, and several nodes where integrals are few. No
integral's result depends on the others.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from verify.kernels.integration.drivers import ALL, CLOSED, run_program

LANES = 64
# The level at which an error is estimated for the first time.
FIRST = 2
# Where levels gain less than the power 3/2, differences come and go by chance, as at kinks; errors are below this multiple.
CHANCE = 4.0
# Terms below this share of the unit roundoff of all of them do not count.
NEGLIGIBLE = 1.0 / 64.0
# What is known of each lane's integral: its place, the t that count, and the sums of a level's terms and of their sizes.
LEFT, RIGHT, SPAN, LOW, HIGH, SUM, SIZE = range(7)
KNOWN = 7


def likely_error(last: float, before: float) -> float:
    """Relative error of a level whose value differs by `last` from the level below, and by `before` from the one below that.

    Each level squares the error where f is analytic: Bailey, Jeyabalan, Li (2005), Experimental Mathematics 14, 317-329. The
    power 3/2 is trusted, and only where the differences show it.
    """
    last = max(last, before * before)
    if before >= 1.0 or last > before * math.sqrt(before):
        return CHANCE * max(last, before)
    return last * math.sqrt(last)


def outermost(terms: Any, order: Any, least: float) -> Any:
    """The first and the last in `order` whose term is not below `least`; the same twice where none is. NaN is none."""
    first, last = 0, order.shape[0] - 1
    while first < last and not abs(terms[order[first]]) >= least:
        first += 1
    while last > first and not abs(terms[order[last]]) >= least:
        last -= 1
    return first, last


def window(terms: Any, order: Any, t: Any, least: float) -> Any:
    """The range of t that counts: one node beyond the outermost terms that do."""
    first, last = outermost(terms, order, least)
    if first == last:  # nothing was found, so nothing is left out
        return -math.inf, math.inf
    return (
        t[order[first - 1]] if first > 0 else -math.inf,
        t[order[last + 1]] if last + 1 < order.shape[0] else math.inf,
    )


def place(known: Any, sign: float, t: float, share: float, x: Any) -> None:
    """The abscissas of a node."""
    left, right, span = known[LEFT], known[RIGHT], known[SPAN]
    if t < 0.0:
        for k in range(x.shape[0]):
            x[k] = left[k] + span[k] * share
    else:
        for k in range(x.shape[0]):
            x[k] = right[k] + sign * (span[k] * share)


def weigh(y: Any, weight: float, known: Any, terms: Any) -> None:
    """The terms of a node, and onto the sums."""
    sums, sizes = known[SUM], known[SIZE]
    for k in range(y.shape[0]):
        term = weight * y[k]
        terms[k] = term
        sums[k] += term
        sizes[k] += abs(term)


def weigh_counted(
    y: Any, x: Any, t: float, weight: float, is_open: bool, extreme: bool, known: Any, terms: Any, used: Any
) -> None:
    """The same where a node may not count, its term being NaN then; and how many were evaluated.

    Those outside the range of t or upon a limit of an open range do not count, nor do extreme ones where f is not finite.
    """
    left, right, low, high, sums, sizes = known[LEFT], known[RIGHT], known[LOW], known[HIGH], known[SUM], known[SIZE]
    for k in range(y.shape[0]):
        term = weight * y[k]
        inside = (low[k] <= t) & (t <= high[k]) & (not (is_open & ((x[k] == left[k]) | (x[k] == right[k]))))
        lost = (not inside) | (extreme & (not abs(term) < math.inf))
        terms[k] = math.nan if lost else term
        sums[k] += 0.0 if lost else term
        sizes[k] += 0.0 if lost else abs(term)
        used[k] += 1 if inside else 0


def seat(
    chosen: Any, places: Any, ranges: Any, points: Any, columns: Any, first: int, known: Any, used: Any, work: Any
) -> None:
    """What the sweep of a level needs of the chosen integrals: their parameters as often as there is room for them."""
    m = chosen.shape[0]
    for k in range(m):
        i = chosen[k]
        known[LEFT, k], known[RIGHT, k], known[SPAN, k] = places[0][i], places[1][i], places[2][i]
        known[LOW, k], known[HIGH, k] = ranges[i, 0], ranges[i, 1]
        known[SUM, k], known[SIZE, k], used[k] = 0.0, 0.0, 0
        for c in range(columns.shape[0]):
            if columns[c] >= 0:
                for lane in range(k, work.shape[1], m):
                    work[first + c, lane] = points[i, columns[c]]


def sweep(
    m: int, known: Any, used: Any, sign: float, kind: int, program: Any, root: int, work: Any, x: Any, begin: int, end: int,
    t: Any, share: Any, weights: Any, extreme: Any, terms: Any,
) -> None:  # fmt: skip
    """The sums of the nodes from `begin` to before `end` of m integrals; terms go into the row of their node or the last."""
    low, high = known[LOW, 0], known[HIGH, 0]
    for k in range(1, m):
        low, high = min(low, known[LOW, k]), max(high, known[HIGH, k])
    while begin < end and t[begin] < low:
        begin += 1
    while begin < end and t[end - 1] > high:
        end -= 1
    for start in range(begin, end, LANES // m):
        count = min(LANES // m, end - start)
        for r in range(count):
            place(known, sign, t[start + r], share[start + r], x[r * m : (r + 1) * m])
        run_program(program, work, count * m)
        for r in range(count):
            j = start + r
            y, at, row = work[root, r * m : (r + 1) * m], x[r * m : (r + 1) * m], terms[min(j, terms.shape[0] - 1)]
            if kind == CLOSED:
                weigh(y, weights[j], known, row)
            else:
                weigh_counted(y, at, t[j], weights[j], kind != ALL, extreme[j], known, row, used)
    for k in range(m):
        used[k] += end - begin if kind == CLOSED else 0


def settle(
    chosen: Any, level: int, known: Any, used: Any, terms: Any, order: Any, t: Any, kind: int, goal: float, floor: float,
    unit: float, lasts: Any, edges: Any, values: Any, estimates: Any, sizes: Any, counts: Any, levels: Any, ranges: Any,
) -> int:  # fmt: skip
    """What the sweep of a level makes of the results; those that want another level come first in `chosen`: their number."""
    h, m = 0.5**level, 0
    for k in range(chosen.shape[0]):
        i = chosen[k]
        before, lasts[i] = lasts[i], values[i]
        values[i], sizes[i] = 0.5 * values[i] + h * known[SUM, k], 0.5 * sizes[i] + h * known[SIZE, k]
        counts[i] += used[k]
        levels[i] = level
        estimate = math.inf
        if level == FIRST:
            begin, end = outermost(terms[:, k], order, 0.0)
            edges[i] = abs(terms[order[begin], k]) + abs(terms[order[end], k])
            if kind != CLOSED:
                ranges[i, 0], ranges[i, 1] = window(terms[:, k], order, t, NEGLIGIBLE * unit * sizes[i] / h)
        if level >= FIRST:
            estimate = 0.0 if sizes[i] < math.inf else math.nan
            if 0.0 < sizes[i] < math.inf:
                last, before = abs(values[i] - lasts[i]) / sizes[i], abs(values[i] - before) / sizes[i]
                estimate = sizes[i] * likely_error(last, before)
            estimates[i] = estimate + edges[i]
        if estimate > max(goal * abs(values[i]), floor * sizes[i]):
            chosen[m] = i
            m += 1
    return m


def run_tanh_sinh(
    points: Any, left: Any, right: Any, span: Any, sign: float, kind: int, program: Any, constants: Any, columns: Any,
    slots: int, root: int, starts: Any, t: Any, share: Any, weights: Any, extreme: Any, order: Any,
    goal: float, floor: float, unit: float, values: Any, estimates: Any, sizes: Any, counts: Any, levels: Any, ranges: Any,
) -> None:  # fmt: skip
    """The trapezoid rule in t, with half the step at each level, until `goal` times the integral or `floor` times its size.

    Node j is left + span share[j] for t[j] < 0, and right + sign span share[j] for others; those of a level are in order from
    starts[level] on. Extreme nodes, where intermediates may overflow or underflow, are left out where f is not finite. The
    nodes up to level FIRST, `order` in t, tell which t count. Their outermost terms enter the estimate: there f is cut off.
    counts : nodes inside the range; levels int64[n] the last, and ranges float64[n, 2] of t, from there on that they were
    taken from
    """
    first, slot = constants.shape[0], -1
    work, spare = np.empty((slots, LANES), points.dtype), np.empty(LANES, points.dtype)
    for c in range(first):
        for k in range(LANES):
            work[c, k] = constants[c]
    for c in range(columns.shape[0]):
        slot = first + c if columns[c] < 0 else slot
    x = work[slot] if slot >= 0 else spare
    known, used, terms = np.empty((KNOWN, LANES)), np.empty(LANES, np.int64), np.empty((order.shape[0] + 1, LANES))
    chosen, lasts, edges = np.empty(LANES, np.int64), np.empty(points.shape[0]), np.empty(points.shape[0])
    for i in range(points.shape[0]):
        values[i], sizes[i], counts[i], ranges[i, 0], ranges[i, 1] = 0.0, 0.0, 0, -math.inf, math.inf
    for start in range(0, points.shape[0], LANES):
        m = min(LANES, points.shape[0] - start)
        for k in range(m):
            chosen[k] = start + k
        for level in range(starts.shape[0] - 1):
            seat(chosen[:m], (left, right, span), ranges, points, columns, first, known, used, work)
            sweep(
                m, known, used, sign, kind, program, root, work, x, starts[level], starts[level + 1], t, share, weights,
                extreme, terms,
            )  # fmt: skip
            m = settle(
                chosen[:m], level, known, used, terms, order, t, kind, goal, floor, unit, lasts, edges, values, estimates,
                sizes, counts, levels, ranges,
            )  # fmt: skip
            if m == 0:
                break
