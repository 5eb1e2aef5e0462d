"""The loops of Taylor arithmetic, of second-order dual numbers, and of forward over reverse, over a `Closure`.

Transcribed like `verify.kernels.drivers`. series[p, slot] are planes of numbers over a block of points, plane 0 the values.
Below, u and v are an operation's operands, y its result and phi its slopes; see `verify.kernels.closure` for the rows.
"""

from __future__ import annotations

from typing import Any

from verify.kernels.closure import ADD, CHAIN, DIVIDE, MINUS_UNIT, MOVED, MULTIPLY, NEED, NEGATE, NONE, OPERAND, SLOPE, TARGET
from verify.kernels.drivers import clear, fill_leaves
from verify.kernels.plain import values_at

TAYLOR, SECOND, BACKWARD = 0, 1, 2


def scale_by(y: Any, x: Any, factor: float, m: int) -> None:
    """y += factor * x, for a number."""
    for k in range(m):
        y[k] += factor * x[k]


def add_product(y: Any, a: Any, b: Any, m: int) -> None:
    """y += a * b."""
    for k in range(m):
        y[k] += a[k] * b[k]


def add_moved(y: Any, slope: Any, u: Any, m: int) -> None:
    """y += slope * u, but nothing where u does not move: the slope may be infinite there."""
    for k in range(m):
        product = slope[k] * u[k]
        y[k] += product if u[k] != 0.0 else 0.0


def subtract_product(y: Any, a: Any, b: Any, m: int) -> None:
    """y -= a * b."""
    for k in range(m):
        y[k] -= a[k] * b[k]


def first_plane(row: Any, series: Any, p: int, m: int) -> None:
    """Plane p of one operation, where that is the first derivative in some direction."""
    y = series[p, row[TARGET]]
    clear(series[p], row[TARGET], m)
    for j in range(2):
        u, other = series[p, row[OPERAND + j]], series[0, row[OPERAND + 1 - j]]
        if row[SLOPE + j] == NONE:
            continue
        if row[0] == ADD:
            scale_by(y, u, 1.0, m)
        elif row[0] == MULTIPLY:
            add_product(y, u, other, m)
        elif row[0] == DIVIDE and j == 0:
            scale_by(y, u, 1.0, m)
        elif row[0] == DIVIDE:
            subtract_product(y, series[0, row[TARGET]], u, m)
        elif row[0] == CHAIN and row[SLOPE + j] >= 0:
            add_product(y, series[0, row[SLOPE + j]], u, m)
        else:  # a subtraction or a negation, or a slope of 1 or -1
            negative = row[SLOPE + j] == MINUS_UNIT or row[0] == NEGATE or (row[0] != CHAIN and j == 1)
            scale_by(y, u, -1.0 if negative else 1.0, m)
    if row[0] == DIVIDE:
        for k in range(m):
            y[k] /= series[0, row[OPERAND + 1], k]


def taylor_plane(row: Any, series: Any, p: int, numbers: Any, m: int) -> None:
    """Taylor coefficient p of one operation, from those of its operands up to p and of its slopes up to p - 1.

    MULTIPLY : y_p = sum_{0<=i<=p} u_i v_{p-i}
    DIVIDE : y_p = (u_p - sum_{0<=i<p} y_i v_{p-i}) / v_0
    CHAIN : p y_p = sum over the operands of sum_{0<=i<p} phi_i (p - i) u_{p-i}
    """
    first_plane(row, series, p, m)  # these terms, and all there are of other operations
    a, b, y = row[OPERAND], row[OPERAND + 1], series[p, row[TARGET]]
    if row[0] == MULTIPLY and row[SLOPE] != NONE and row[SLOPE + 1] != NONE:
        for i in range(1, p):
            add_product(y, series[i, a], series[p - i, b], m)
    elif row[0] == DIVIDE and row[SLOPE + 1] != NONE:
        for i in range(1, p):
            for k in range(m):
                y[k] -= series[i, row[TARGET], k] * series[p - i, b, k] / series[0, b, k]
    elif row[0] == CHAIN:
        for j in range(2):
            if row[SLOPE + j] != NONE and row[MOVED + j]:
                for i in range(1, p):
                    share = numbers[p - i] / numbers[p]
                    for k in range(m):
                        y[k] += share * (series[i, row[SLOPE + j], k] * series[p - i, row[OPERAND + j], k])


def mixed_plane(row: Any, series: Any, m: int) -> None:
    """Plane 3 of one operation: the second derivative by the directions of planes 1 and 2.

    MULTIPLY : y_12 = u_12 v + u v_12 + u_1 v_2 + u_2 v_1
    DIVIDE : y_12 = (u_12 - y v_12 - y_1 v_2 - y_2 v_1) / v
    CHAIN : y_12 = sum over the operands of phi u_12 + phi_1 u_2
    """
    first_plane(row, series, series.shape[0] - 1, m)  # the same, but a number that numba does not know
    a, b, y = row[OPERAND], row[OPERAND + 1], series[3, row[TARGET]]
    if row[0] == MULTIPLY and row[SLOPE] != NONE and row[SLOPE + 1] != NONE:
        add_product(y, series[1, a], series[2, b], m)
        add_product(y, series[2, a], series[1, b], m)
    elif row[0] == DIVIDE and row[SLOPE + 1] != NONE:
        for k in range(m):
            cross = series[1, row[TARGET], k] * series[2, b, k] + series[2, row[TARGET], k] * series[1, b, k]
            y[k] -= cross / series[0, b, k]
    elif row[0] == CHAIN:
        for j in range(2):
            if row[SLOPE + j] != NONE and row[MOVED + j]:
                add_moved(y, series[1, row[SLOPE + j]], series[2, row[OPERAND + j]], m)


def pull_back(row: Any, series: Any, m: int) -> None:
    """One operation of a backward sweep: planes 2 and 3 are adjoints and their derivatives in the direction of plane 1."""
    y = row[TARGET]
    for j in range(2):
        x, slope = row[OPERAND + j], row[SLOPE + j]
        if slope >= 0:
            add_product(series[2, x], series[0, slope], series[2, y], m)
            add_product(series[3, x], series[0, slope], series[3, y], m)
            if row[MOVED + j]:
                add_product(series[3, x], series[1, slope], series[2, y], m)
        elif slope != NONE:
            factor = -1.0 if slope == MINUS_UNIT else 1.0
            scale_by(series[2, x], series[2, y], factor, m)
            scale_by(series[3, x], series[3, y], factor, m)


def start_planes(seeds: Any, first: int, root: int, start: int, series: Any, m: int) -> None:
    """Constants do not move, nor does a result that the variables do not reach; variables move by the seeds."""
    for p in range(1, series.shape[0]):
        clear(series[p], root, m)
        for c in range(first + seeds.shape[1]):
            clear(series[p], c, m)
    for d in range(seeds.shape[0]):
        for c in range(seeds.shape[1]):
            for k in range(m):
                series[1 + d, first + c, k] = seeds[d, c, start + k]


def start_adjoints(root: int, series: Any, m: int) -> None:
    """All 0, but that of the root."""
    for p in range(2, 4):
        for s in range(series.shape[1]):
            clear(series[p], s, m)
    for k in range(m):
        series[2, root, k] = 1.0


def run_series(
    task: int, points: Any, program: Any, constants: Any, columns: Any, rows: Any, own: int, root: int, seeds: Any,
    numbers: Any, series: Any, result: Any,
) -> None:  # fmt: skip
    """Sweeps over all points, in blocks as wide as `series` [planes, slots, .].

    seeds [directions, variables, n]; numbers, as they are in the dtype, from 0 to the highest order. Fills result with

    TAYLOR : [order + 1, n], the Taylor coefficients along the only direction
    SECOND : [4, n], value, first derivatives along two directions, and the second derivative by both
    BACKWARD : [1 + 2 variables, n], value, gradient by the `count` variables, and the Hessian times the only direction
    """
    n, first, count = points.shape[0], constants.shape[0], columns.shape[0]
    for start in range(0, n, series.shape[2]):
        m = min(series.shape[2], n - start)
        fill_leaves(points, constants, columns, start, m, series[0])
        for i in range(program.shape[0]):
            values_at(program[i, 0], program[i, 1], program[i, 2], program[i, 3], series[0], m)
        start_planes(seeds, first, root, start, series, m)
        if task == TAYLOR:
            for p in range(1, result.shape[0]):
                for r in range(rows.shape[0]):
                    if rows[r, NEED] >= p:
                        taylor_plane(rows[r], series, p, numbers, m)
        else:
            for d in range(seeds.shape[0]):
                for r in range(rows.shape[0]):
                    first_plane(rows[r], series, 1 + d, m)
        if task == SECOND:
            for r in range(own):
                mixed_plane(rows[r], series, m)
        if task == BACKWARD:
            start_adjoints(root, series, m)
            for r in range(own - 1, -1, -1):
                pull_back(rows[r], series, m)
        for k in range(m):
            result[0, start + k] = series[0, root, k]
        for r in range(1, result.shape[0]):
            p, s = (2 + (r - 1) // count, first + (r - 1) % count) if task == BACKWARD else (r, root)
            for k in range(m):
                result[r, start + k] = series[p, s, k]
