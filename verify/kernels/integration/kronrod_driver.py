"""The loop of adaptive Gauss-Kronrod quadrature: see `verify.kernels.integration.drivers` for its arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from verify.kernels.integration.drivers import ABOVE, ALL, BELOW, CLOSED, OPEN, run_program

# Columns of a panel.
LEFT, RIGHT, VALUE, ESTIMATE, SIZE = range(5)
PANEL = 5
# Columns of edges: the outermost t on the left and on the right, the sizes of what stands there, whether nodes are left out.
FIRST, LAST, FIRST_SIZE, LAST_SIZE, FIRST_LOST, LAST_LOST = range(6)
EDGES = 6
# What is left out beyond the outermost node is at most so many times its own: at x**(-15/16), it is as much.
STEEP = 4.0
# QUADPACK's distrust of a difference that is large beside the variation of f: kinks and steep ends.
CAUTION = 200.0
# A panel is not halved once its length is less than this many roundings of its ends.
NARROW = 1024.0


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
    run_program(program, work, m)


def placed(kind: int, t: float, low: float, high: float) -> Any:
    """x(t) and x'(t). Maps vanish so fast at limits that roots and logarithms become smooth there.

    Powers are products, which Python and the compiled loop round alike.

    OPEN : t from -1 to 1; the share of the range between x and its nearer end is of fourth order
    ABOVE, BELOW : t from 0 to 1
    ALL : t from -1 to 1
    """
    if kind == OPEN:
        s = (1.0 - abs(t)) / 2.0
        square, q = s * s, s * (1.0 - s)
        distance = (high - low) * (square * square) * (35.0 - s * (84.0 - s * (70.0 - 20.0 * s)))
        return (low + distance if t < 0.0 else high - distance), (high - low) * 70.0 * (q * q * q)
    if kind == ABOVE:
        r = t / (1.0 - t)
        return low + r * r, 2.0 * r / ((1.0 - t) * (1.0 - t))
    if kind == BELOW:
        r = t / (1.0 - t)
        return high - r * r, 2.0 * r / ((1.0 - t) * (1.0 - t))
    if kind == ALL:
        q = (1.0 - t) * (1.0 + t)
        return t / q, (1.0 + t * t) / (q * q)
    return t, 1.0


def place_panel(kind: int, panels: Any, j: int, low: float, high: float, nodes: Any, at: int, x: Any, slopes: Any) -> None:
    """The nodes of panel j into x[at:], with the slopes of the map; 0 where rounding put a node upon an open end."""
    half = (panels[j, RIGHT] - panels[j, LEFT]) / 2.0
    for k in range(nodes.shape[0]):
        x[at + k], slopes[at + k] = placed(kind, panels[j, LEFT] + half + half * nodes[k], low, high)
        if (kind in (OPEN, ABOVE) and x[at + k] == low) or (kind in (OPEN, BELOW) and x[at + k] == high):
            slopes[at + k] = 0.0


def measure(panels: Any, j: int, y: Any, at: int, slopes: Any, weights: Any, coarse: Any) -> None:
    """Value, estimate and size of panel j from y[at:], which become samples of f(x(t)) x'(t).

    The estimate is QUADPACK's: the difference of both rules, made smaller where it is small beside the variation of f.
    """
    half = (panels[j, RIGHT] - panels[j, LEFT]) / 2.0
    fine, apart, size, spread = 0.0, 0.0, 0.0, 0.0
    for k in range(weights.shape[0]):
        y[at + k] = y[at + k] * slopes[at + k] if slopes[at + k] != 0.0 else 0.0
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


def extend_edges(edges: Any, panels: Any, j: int, nodes: Any, y: Any, at: int, slopes: Any) -> None:
    """The edges with the nodes of panel j, which is measured."""
    half = (panels[j, RIGHT] - panels[j, LEFT]) / 2.0
    for k in range(nodes.shape[0]):
        t = panels[j, LEFT] + half + half * nodes[k]
        if slopes[at + k] != 0.0 and t < edges[FIRST]:
            edges[FIRST], edges[FIRST_SIZE] = t, abs(y[at + k])
        if slopes[at + k] != 0.0 and t > edges[LAST]:
            edges[LAST], edges[LAST_SIZE] = t, abs(y[at + k])
    for k in range(nodes.shape[0]):
        t = panels[j, LEFT] + half + half * nodes[k]
        if slopes[at + k] == 0.0 and t < edges[FIRST]:
            edges[FIRST_LOST] = 1.0
        if slopes[at + k] == 0.0 and t > edges[LAST]:
            edges[LAST_LOST] = 1.0


def left_out(edges: Any, first: float, last: float) -> float:
    """What nodes may have held that are left out: no halving brings it back."""
    total = 0.0
    if edges[FIRST_LOST] > 0.0:
        total += STEEP * (edges[FIRST] - first) * edges[FIRST_SIZE]
    if edges[LAST_LOST] > 0.0:
        total += STEEP * (last - edges[LAST]) * edges[LAST_SIZE]
    return total


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
    panels, edges = np.empty((most, PANEL)), np.empty(EDGES)
    for i in range(points.shape[0]):
        slot = set_leaves(points, constants, columns, i, work)
        panels[0, LEFT] = low[i] if kind == CLOSED else (0.0 if kind in (ABOVE, BELOW) else -1.0)
        panels[0, RIGHT] = high[i] if kind == CLOSED else 1.0
        edges[:] = 0.0
        edges[FIRST], edges[LAST] = math.inf, -math.inf
        first, count = 0, 1  # the panels to be evaluated: `first` and the last
        while True:
            fresh = 1 if count == 1 else 2
            for q in range(fresh):
                place_panel(kind, panels, first if q == 0 else count - 1, low[i], high[i], nodes, q * m, x, slopes)
            sample(program, slot, x, fresh * m, work)
            for k in range(fresh * m):
                y[k] = work[root, k]
            for q in range(fresh):
                j = first if q == 0 else count - 1
                measure(panels, j, y, q * m, slopes, weights, coarse)
                if kind in (OPEN, ABOVE, BELOW):
                    extend_edges(edges, panels, j, nodes, y, q * m, slopes)
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
            lefts[i, j] = panels[j, LEFT]
        lost = left_out(edges, -1.0 if kind == OPEN else 0.0, 1.0)
        values[i], estimates[i], sizes[i], counts[i] = value, estimate + lost, size, count
