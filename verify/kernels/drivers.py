"""The machines' loops: they run a tape over blocks of points, instructions outermost.

The same text is used twice. Here it is plain Python over the rows' own `evaluate` (slow: the twin that tests hold machines
to); `verify.kernels.codegen` copies it into the generated modules, where numba compiles it with `values_at` and
`partial_at` generated from the same rows. So: no imports inside, loops spelled out. All sweeps are one function, as each
function that calls the generated ones costs LLVM another optimisation of them.

Arrays. points [n, columns]; program int32[instructions, 4] (opcode, operand, operand, target: slots of the workspace);
constants fill the first slots; `columns` int32 tells which column of the points fills each slot after them. edges
int32[., 6], one for each operand that the variable of differentiation reaches: (instruction, operand, target, kind, code,
whether it is its instruction's first), with kinds as in `verify.kernels.tape`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.kernels.plain import partial_at, values_at

VALUES, DUAL, REVERSE = 0, 1, 2


def fill_leaves(points: Any, constants: Any, columns: Any, start: int, m: int, work: Any) -> None:
    """Constants and variables of one block into the first slots."""
    for c in range(constants.shape[0]):
        for k in range(m):
            work[c, k] = constants[c]
    first = constants.shape[0]
    for c in range(columns.shape[0]):
        column = columns[c]
        for k in range(m):
            work[first + c, k] = points[start + k, column]


def multiply_into(target: Any, y: int, factor: Any, f: int, tangents: Any, x: int, first: int, m: int) -> None:
    """target[y] (+)= factor[f] * tangents[x]."""
    if first:
        for k in range(m):
            target[y, k] = factor[f, k] * tangents[x, k]
    else:
        for k in range(m):
            target[y, k] += factor[f, k] * tangents[x, k]


def add_into(target: Any, y: int, source: Any, x: int, negative: int, first: int, m: int) -> None:
    """target[y] (+)= source[x], or its negative."""
    if negative and first:
        for k in range(m):
            target[y, k] = -source[x, k]
    elif negative:
        for k in range(m):
            target[y, k] -= source[x, k]
    elif first:
        for k in range(m):
            target[y, k] = source[x, k]
    else:
        for k in range(m):
            target[y, k] += source[x, k]


def clear(target: Any, y: int, m: int) -> None:
    """target[y] = 0."""
    for k in range(m):
        target[y, k] = 0.0


def run(
    task: int, points: Any, program: Any, constants: Any, columns: Any, edges: Any, seeded: Any, seeds: Any,
    kept: Any, first: Any, kept_other: Any, second: Any, work: Any, other: Any,
) -> None:  # fmt: skip
    """One sweep or two over all points, in blocks as wide as `work` [slots, .] and `other`, tangents or adjoints.

    Fills first[., n] with the values of the slots `kept`, and second[., n] with

    VALUES : nothing
    DUAL : the tangents of the slots `kept_other`, where those of the slots `seeded` are seeds[., n], or seeds[., 1] everywhere
    REVERSE : the adjoints of the slots `kept_other`, where `seeds` are those of the slots `seeded`, which add up if one slot is
        there twice; the tape must not use a slot twice
    """
    n = points.shape[0]
    p = np.empty((1, work.shape[1]), points.dtype)
    moving = 1 if seeds.shape[1] > 1 else 0  # seeds that are the same everywhere are stored once
    for start in range(0, n, work.shape[1]):
        m = min(work.shape[1], n - start)
        fill_leaves(points, constants, columns, start, m, work)
        for r in range(kept_other.shape[0] if task == DUAL else 0):  # leaves that do not move are read nowhere else
            clear(other, kept_other[r], m)
        for s in range(seeded.shape[0] if task == DUAL else 0):
            for k in range(m):
                other[seeded[s], k] = seeds[s, moving * (start + k)]
        e = 0
        for i in range(program.shape[0]):
            a, b, y = program[i, 1], program[i, 2], program[i, 3]
            values_at(program[i, 0], a, b, y, work, m)
            if task == DUAL and (e == edges.shape[0] or edges[e, 0] != i):
                clear(other, y, m)
            while task == DUAL and e < edges.shape[0] and edges[e, 0] == i:
                x, kind, code, opening = edges[e, 1], edges[e, 3], edges[e, 4], edges[e, 5]
                if kind < 2:
                    add_into(other, y, other, x, kind, opening, m)
                elif kind == 2:
                    multiply_into(other, y, work, code, other, x, opening, m)
                else:
                    partial_at(code, a, b, y, work, p, m)
                    multiply_into(other, y, p, 0, other, x, opening, m)
                e += 1
        if task == REVERSE:
            other[:, :] = 0.0
            for s in range(seeded.shape[0]):
                for k in range(m):
                    other[seeded[s], k] += seeds[s, moving * (start + k)]
            for e in range(edges.shape[0] - 1, -1, -1):
                i, x, y, kind, code = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3], edges[e, 4]
                if kind < 2:
                    add_into(other, x, other, y, kind, 0, m)
                elif kind == 2:
                    multiply_into(other, x, work, code, other, y, 0, m)
                else:
                    partial_at(code, program[i, 1], program[i, 2], y, work, p, m)
                    multiply_into(other, x, p, 0, other, y, 0, m)
        for r in range(kept.shape[0]):
            for k in range(m):
                first[r, start + k] = work[kept[r], k]
        for r in range(kept_other.shape[0] if task != VALUES else 0):
            for k in range(m):
                second[r, start + k] = other[kept_other[r], k]
