"""The loops of Taylor arithmetic over intervals, rounded outwards, over a guarded `Closure`.

Transcribed like `verify.kernels.drivers`. Values are enclosed first, as the hull of what each operation gives at the corners of
its operands' intervals and at turning points between them. They are rows of one matrix `work`: slot s has its lower ends in
row s, its upper ends in row slots + s; five rows more are scratch. Coefficients from order 1 are middles and radii,
[planes, slots, points]: a product of them errs by |a| |db| + |da| (|b| + |db|) and by its rounding.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.kernels.closure import ADD, CHAIN, DIVIDE, MINUS_UNIT, MOVED, MULTIPLY, NEED, NEGATE, NONE, OPERAND, SLOPE, TARGET
from verify.kernels.plain import turns, values_at

ARITY, ROUNDED, TURNING, LEAST, GREATEST = 0, 1, 2, 3, 4  # columns of the operations' traits
OUTWARD = 2.0**-48  # sixteen ulps at least: more than any operation's stated accuracy
ROUNDING = 2.0**-51  # of a term and of the sum that it is added to: four roundings
GROWTH = 1.0 + 2.0**-40  # covers the roundings of a radius itself
SMALLEST = 2.0**-1022


def widen(work: Any, out: int, slots: int, value: int, m: int) -> None:
    """The hull of slot `out` and one more row of values; what is no number could be any."""
    for k in range(m):
        v = work[value, k]
        lower, upper = (v, v) if v == v else (-np.inf, np.inf)
        work[out, k] = min(work[out, k], lower)
        work[slots + out, k] = max(work[slots + out, k], upper)


def turning_at(code: int, x: int, slots: int, one: int, m: int, work: Any) -> int:
    """Fills two rows with turning points on the interval of slot x, or with its lower end; returns how many there are."""
    count = 0
    for k in range(m):
        low = work[x, k]
        first, second = turns(code, low, work[slots + x, k])
        count += (first == first) + (second == second)
        work[one, k], work[one + 1, k] = first if first == first else low, second if second == second else low
    return count


def side(x: int, number: int, slots: int, turning: int) -> int:
    """The row of lower ends of an operand, of its upper ends, or of one of two turning points."""
    return x + slots * number if number < 2 else turning + number - 2


def hull_at(op: int, a: int, b: int, out: int, size: int, traits: Any, exact: Any, slots: int, work: Any, m: int) -> None:
    """Encloses the values of one operation; exact[slots] tells which slots are points."""
    scratch, arity, code = 2 * slots, int(traits[op, ARITY]), int(traits[op, TURNING])
    for k in range(m):
        work[out, k], work[slots + out, k] = np.inf, -np.inf
    first, second = 1 if exact[a] or arity < 1 else 2, 1 if exact[b] or arity < 2 else 2
    if code >= 0 and first > 1 and turning_at(code, a, slots, scratch + 1, m, work) > 0:
        first = 4
    if code >= 0 and second > 1 and turning_at(code, b, slots, scratch + 3, m, work) > 0:
        second = 4
    for i in range(first):
        for j in range(second):
            values_at(op, side(a, i, slots, scratch + 1), side(b, j, slots, scratch + 3), scratch, work, m)
            widen(work, out, slots, scratch, m)
    for k in range(m):
        lower, upper = work[out, k], work[slots + out, k]
        if traits[op, ROUNDED] > 0.0:
            more = max(abs(work[size, k]), abs(work[slots + size, k])) * OUTWARD if size >= 0 else 0.0
            lower, upper = lower - (abs(lower) * OUTWARD + more + SMALLEST), upper + (abs(upper) * OUTWARD + more + SMALLEST)
        work[out, k], work[slots + out, k] = max(lower, traits[op, LEAST]), min(upper, traits[op, GREATEST])


def centre(work: Any, slots: int, middle: Any, radius: Any, m: int) -> None:
    """Plane 0 of all slots as middles and radii."""
    for s in range(slots):
        for k in range(m):
            lower, upper = work[s, k], work[slots + s, k]
            middle[s, k] = lower if lower == upper else 0.5 * lower + 0.5 * upper
            radius[s, k] = 0.0 if lower == upper else (0.5 * upper - 0.5 * lower) * GROWTH + abs(middle[s, k]) * ROUNDING


def add_term(middle: Any, radius: Any, y: int, p: int, a: int, i: int, b: int, j: int, factor: float, m: int) -> None:
    """y_p += factor * a_i * b_j; a < 0 stands for one."""
    size = abs(factor)
    for k in range(m):
        other, width = middle[j, b, k], radius[j, b, k]
        term, error, nothing = factor * other, size * width, other == 0.0 and width == 0.0
        if a >= 0:
            term = factor * (middle[i, a, k] * other)
            error = size * (abs(middle[i, a, k]) * width + radius[i, a, k] * (abs(other) + width))
            nothing = nothing or (middle[i, a, k] == 0.0 and radius[i, a, k] == 0.0)
        total = middle[p, y, k] + term
        middle[p, y, k] = total
        radius[p, y, k] += 0.0 if nothing else error + ROUNDING * (abs(term) + abs(total)) + SMALLEST


def range_plane(row: Any, middle: Any, radius: Any, p: int, numbers: Any, m: int) -> None:
    """Taylor coefficient p of one operation, as in `verify.kernels.series_driver.taylor_plane`."""
    kind, y = row[0], row[TARGET]
    for k in range(m):
        middle[p, y, k], radius[p, y, k] = 0.0, 0.0
    for j in range(2):
        x, other, slope = row[OPERAND + j], row[OPERAND + 1 - j], row[SLOPE + j]
        if slope == NONE:
            continue
        if kind == MULTIPLY:  # the terms of both moving operands are the first's
            for i in range(1 if j == 0 and row[SLOPE + 1] != NONE else p, p + 1):
                add_term(middle, radius, y, p, other, p - i, x, i, 1.0, m)
        elif kind == DIVIDE and j == 1:
            for i in range(p):
                add_term(middle, radius, y, p, y, i, x, p - i, -1.0, m)
        elif kind == CHAIN and slope >= 0:
            for i in range(p if row[MOVED + j] else 1):
                add_term(middle, radius, y, p, slope, i, x, p - i, numbers[p - i] / numbers[p], m)
        else:  # a sum, a difference, a negation, a dividend, or a slope of 1 or -1
            negative = slope == MINUS_UNIT or kind == NEGATE or (j == 1 and kind != ADD and kind != CHAIN)
            add_term(middle, radius, y, p, -1, 0, x, p, -1.0 if negative else 1.0, m)
    if kind == DIVIDE:
        v = row[OPERAND + 1]
        for k in range(m):
            quotient = middle[p, y, k] / middle[0, v, k]
            # The divisor is not 0, but its middle and radius are rounded, and may say nothing of that.
            rest = (abs(middle[0, v, k]) - radius[0, v, k]) - ROUNDING * abs(middle[0, v, k])
            error = (radius[p, y, k] + abs(quotient) * radius[0, v, k]) / rest if rest > 0.0 else np.inf
            nothing = middle[p, y, k] == 0.0 and radius[p, y, k] == 0.0
            middle[p, y, k] = quotient
            radius[p, y, k] = 0.0 if nothing else error + ROUNDING * abs(quotient) + SMALLEST
    for k in range(m):
        radius[p, y, k] *= GROWTH


def run_ranges(
    points: Any, low: Any, high: Any, program: Any, constants: Any, columns: Any, sizes: Any, exact: Any, traits: Any,
    rows: Any, root: int, seed: int, numbers: Any, watched: Any, work: Any, planes: Any, middles: Any, radii: Any, found: Any,
) -> None:  # fmt: skip
    """Sweeps over all points, in blocks as wide as `work` [2 slots + 5, .] and `planes` [2, planes, slots, .].

    The variable in slot `seed`, if that is not -1, goes from low[n] to high[n]; the others are points[n, columns]. Fills
    middles and radii [planes, n] with the root's coefficients, and found[2, watched, n] with the ends of the slots `watched`.
    """
    n, first, slots = points.shape[0], constants.shape[0], exact.shape[0]
    middle, radius = planes[0], planes[1]
    for start in range(0, n, work.shape[1]):
        m = min(work.shape[1], n - start)
        for k in range(m):
            for c in range(first):
                work[c, k] = work[slots + c, k] = constants[c]
            for c in range(columns.shape[0]):
                work[first + c, k] = work[slots + first + c, k] = points[start + k, columns[c]]
            if seed >= 0:
                work[seed, k], work[slots + seed, k] = low[start + k], high[start + k]
        for i in range(program.shape[0]):
            a, b = program[i, 1], program[i, 2]
            hull_at(program[i, 0], a, b, program[i, 3], sizes[i], traits, exact, slots, work, m)
        centre(work, slots, middle[0], radius[0], m)
        for p in range(1, middle.shape[0]):
            for k in range(m):
                middle[p, root, k], radius[p, root, k] = 0.0, 0.0  # what no row reaches does not move
                if seed >= 0:
                    middle[p, seed, k], radius[p, seed, k] = 1.0 if p == 1 else 0.0, 0.0
            for r in range(rows.shape[0]):
                if rows[r, NEED] >= p:
                    range_plane(rows[r], middle, radius, p, numbers, m)
        for k in range(m):
            for p in range(middle.shape[0]):
                middles[p, start + k], radii[p, start + k] = middle[p, root, k], radius[p, root, k]
            for w in range(watched.shape[0]):
                found[0, w, start + k], found[1, w, start + k] = work[watched[w], k], work[slots + watched[w], k]
