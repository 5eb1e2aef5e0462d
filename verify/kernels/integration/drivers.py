"""The loops of the adaptive methods, one integral after the other, each with a block of nodes at a time.

As `verify.kernels.drivers`: plain Python here, and numba's input once transcribed. Integrands are evaluated, and their nodes
rounded, in the dtype of `points`; all else is float64.

Arrays of n integrals. points [n, columns]; `columns` int32 tells for each variable of the tape which column has it, or -1 for
the variable of integration; values, estimates, sizes float64[n] are results: the integrals, their error estimates, and the
integrals of |f|; counts int64[n].
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from verify.kernels.plain import values_at

# Ranges: closed; open at its ends, which are not evaluated; from a limit upwards; from a limit downwards; all numbers.
CLOSED, OPEN, ABOVE, BELOW, ALL = range(5)
# Columns of a panel.
LEFT, RIGHT, VALUE, ESTIMATE, SIZE, LOST = range(6)
PANEL = 6
BLOCK = 64
# QUADPACK's distrust of a difference that is large beside the variation of f: kinks and steep ends.
CAUTION = 200.0
# A panel is not halved once its length is less than this many roundings of its ends.
NARROW = 1024.0
# Tanh-sinh: the error of a level is that power of its difference from the last; it would be 2 at best.
TRUSTED_POWER = 1.5
# Where levels gain less than that, differences come and go by chance, as at kinks; errors are below this multiple of them.
CHANCE = 4.0
# Terms below this share of the unit roundoff of all of them do not count.
NEGLIGIBLE = 1.0 / 64.0


def set_leaves(points: Any, constants: Any, columns: Any, i: int, work: Any) -> int:
    """Constants and the parameters of integral i into the first slots; the slot of the variable, or -1 for none."""
    slot, first = -1, constants.shape[0]
    for c in range(first):
        for k in range(work.shape[1]):
            work[c, k] = constants[c]
    for c in range(columns.shape[0]):
        if columns[c] < 0:
            slot = first + c
        else:
            for k in range(work.shape[1]):
                work[first + c, k] = points[i, columns[c]]
    return slot


def sample(program: Any, slot: int, x: Any, m: int, work: Any) -> None:
    """The integrand at x[:m] into the tape's root."""
    if slot >= 0:
        for k in range(m):
            work[slot, k] = x[k]
    for p in range(program.shape[0]):
        values_at(program[p, 0], program[p, 1], program[p, 2], program[p, 3], work, m)


def placed(kind: int, t: float, low: float, high: float) -> Any:
    """x(t) and x'(t). Maps vanish so fast at limits that roots and logarithms become smooth there.

    OPEN : t from -1 to 1; the share of the range between x and its nearer end is of fourth order
    ABOVE, BELOW : t from 0 to 1
    ALL : t from -1 to 1
    """
    if kind == OPEN:
        s = (1.0 - abs(t)) / 2.0
        distance = (high - low) * s**4 * (35.0 - s * (84.0 - s * (70.0 - 20.0 * s)))
        return (low + distance if t < 0.0 else high - distance), (high - low) * 70.0 * (s * (1.0 - s)) ** 3
    if kind == ABOVE:
        r = t / (1.0 - t)
        return low + r * r, 2.0 * r / (1.0 - t) ** 2
    if kind == BELOW:
        r = t / (1.0 - t)
        return high - r * r, 2.0 * r / (1.0 - t) ** 2
    if kind == ALL:
        q = (1.0 - t) * (1.0 + t)
        return t / q, (1.0 + t * t) / (q * q)
    return t, 1.0


def place_panel(kind: int, panels: Any, j: int, low: float, high: float, nodes: Any, at: int, x: Any, slopes: Any) -> None:
    """The nodes of panel j into x[at:], with the slopes of the map; 0 where rounding put a node upon an open end."""
    half = (panels[j, RIGHT] - panels[j, LEFT]) / 2.0
    for k in range(nodes.shape[0]):
        x[at + k], slopes[at + k] = placed(kind, panels[j, LEFT] + half + half * nodes[k], low, high)
        if kind != CLOSED and (x[at + k] == low or x[at + k] == high):
            slopes[at + k] = 0.0


def measure(panels: Any, j: int, y: Any, at: int, slopes: Any, weights: Any, coarse: Any) -> None:
    """Value, estimate and size of panel j from y[at:], which become samples of f(x(t)) x'(t).

    The estimate is QUADPACK's: the difference of both rules, made smaller where it is small beside the variation of f. What is
    lost at nodes that are left out is apart from it, as no halving brings it back.
    """
    half = (panels[j, RIGHT] - panels[j, LEFT]) / 2.0
    fine, apart, size, spread, largest, missing = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(weights.shape[0]):
        if slopes[at + k] != 0.0:
            y[at + k] *= slopes[at + k]
        else:
            y[at + k] = 0.0
            missing += weights[k]
        largest = max(largest, abs(y[at + k]))
        fine += weights[k] * y[at + k]
        apart += (weights[k] - coarse[k]) * y[at + k]
        size += weights[k] * abs(y[at + k])
    for k in range(weights.shape[0]):
        spread += weights[k] * abs(y[at + k] - fine / 2.0)
    apart = abs(apart)
    if CAUTION * apart < spread:
        apart = spread * (CAUTION * apart / spread) ** 1.5
    elif apart < spread:
        apart = spread
    panels[j, VALUE] = half * fine
    panels[j, SIZE] = abs(half) * size
    panels[j, ESTIMATE] = abs(half) * apart
    panels[j, LOST] = abs(half) * missing * largest


def run_kronrod(
    points: Any, low: Any, high: Any, kind: int, program: Any, constants: Any, columns: Any, slots: int, root: int,
    nodes: Any, weights: Any, coarse: Any, goal: float, floor: float, unit: float,
    values: Any, estimates: Any, sizes: Any, counts: Any, lefts: Any,
) -> None:  # fmt: skip
    """Adaptive quadrature by a rule and a coarser one on some of its nodes: the worst panel is halved.

    Until the estimate is at most `goal` times the integral, or `floor` times its size, or there are as many panels as `lefts`
    has room for: it gets their left ends [n, most] in no order, in x for CLOSED and in t for others; counts, how many.
    """
    m, most = nodes.shape[0], lefts.shape[1]
    work = np.empty((slots, 2 * m), points.dtype)
    x, slopes, y = np.empty(2 * m, points.dtype), np.empty(2 * m), np.empty(2 * m)
    panels = np.empty((most, PANEL))
    for i in range(points.shape[0]):
        slot = set_leaves(points, constants, columns, i, work)
        panels[0, LEFT] = low[i] if kind == CLOSED else (0.0 if kind in (ABOVE, BELOW) else -1.0)
        panels[0, RIGHT] = high[i] if kind == CLOSED else 1.0
        first, count = 0, 1  # the panels to be evaluated: `first` and the last
        while True:
            place_panel(kind, panels, first, low[i], high[i], nodes, 0, x, slopes)
            if count > 1:
                place_panel(kind, panels, count - 1, low[i], high[i], nodes, m, x, slopes)
            sample(program, slot, x, m if count == 1 else 2 * m, work)
            for k in range(m if count == 1 else 2 * m):
                y[k] = work[root, k]
            measure(panels, first, y, 0, slopes, weights, coarse)
            if count > 1:
                measure(panels, count - 1, y, m, slopes, weights, coarse)
            value, estimate, size, worst = 0.0, 0.0, 0.0, 0
            for j in range(count):
                value += panels[j, VALUE]
                estimate += panels[j, ESTIMATE]
                size += panels[j, SIZE]
                if panels[j, ESTIMATE] > panels[worst, ESTIMATE]:
                    worst = j
            a, b = panels[worst, LEFT], panels[worst, RIGHT]
            wanted = estimate > max(goal * abs(value), floor * size) and estimate < math.inf  # not where it is no number
            if not wanted or count == most or abs(b - a) <= NARROW * unit * max(abs(a), abs(b)):
                break
            panels[count, LEFT], panels[count, RIGHT] = a + (b - a) / 2.0, b
            panels[worst, RIGHT] = panels[count, LEFT]
            first, count = worst, count + 1
        for j in range(count):
            estimate += panels[j, LOST]
            lefts[i, j] = panels[j, LEFT]
        values[i], estimates[i], sizes[i], counts[i] = value, estimate, size, count


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
