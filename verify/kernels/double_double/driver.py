"""The loops of the filter: balls of all slots, then the adjoints of one output in float64. Transcribed like other drivers.

No slot is used twice. Slot s is the rows s, slots + s, 2 slots + s of `work`: high, low, radius; and the rows s and slots + s
of `slopes`, by the operands of what fills it, and of `adjoint`: derivatives of the first output, and the same of sizes, which
add up without cancellation.
"""

from __future__ import annotations

from typing import Any

from verify.kernels.double_double.bounds import TINY
from verify.kernels.double_double.plain import balls_at


def clear(matrix: Any, row: int, m: int) -> None:
    """matrix[row] = 0."""
    for k in range(m):
        matrix[row, k] = 0.0


def copy(points: Any, column: int, start: int, m: int, work: Any, row: int, radius: int) -> None:
    """work[row] = a column of the points, which are exact where they are numbers at all."""
    for k in range(m):
        x = points[start + k, column]
        work[row, k], work[radius, k] = x, x - x


def pull(program: Any, own: int, slots: int, slopes: Any, adjoint: Any, root: int, m: int) -> None:
    """Adjoints of all that the first `own` instructions use; TINY is more than what underflows."""
    for s in range(2 * slots):
        clear(adjoint, s, m)
    for k in range(m):
        adjoint[root, k] = adjoint[slots + root, k] = 1.0
    for i in range(own - 1, -1, -1):
        y = program[i, 3]
        for j in range(program[i, 4]):
            x, slope = program[i, 1 + j], j * slots + y
            for k in range(m):
                adjoint[x, k] += slopes[slope, k] * adjoint[y, k]
                adjoint[slots + x, k] += (abs(slopes[slope, k]) + TINY) * adjoint[slots + y, k] + TINY


def run_filter(
    points: Any, program: Any, constants: Any, columns: Any, own: int, slots: int, outputs: Any, moving: Any, work: Any,
    slopes: Any, adjoint: Any, balls: Any, condition: Any,
) -> None:  # fmt: skip
    """Sweeps over all points, in blocks as wide as `work`.

    program : int32[., 5]: opcode, operands, target, arity; the first `own` make the first output
    moving : int32[.], slots of the variables that condition numbers are about

    Fills balls[3 outputs, n], and condition[2, n] with sum |x q'| over the variables and with the same of sizes.
    """
    n, first, count = points.shape[0], constants.shape[0], outputs.shape[0]
    for start in range(0, n, work.shape[1]):
        m = min(work.shape[1], n - start)
        for s in range(first + columns.shape[0]):
            clear(work, slots + s, m)
            clear(work, 2 * slots + s, m)
            if s < first:
                for k in range(m):
                    work[s, k] = constants[s]
            else:
                copy(points, columns[s - first], start, m, work, s, 2 * slots + s)
        for i in range(program.shape[0]):
            balls_at(program[i, 0], program[i, 1], program[i, 2], program[i, 3], slots, work, slopes, m)
        pull(program, own, slots, slopes, adjoint, outputs[0], m)
        for o in range(3 * count):
            for k in range(m):
                balls[o, start + k] = work[o // count * slots + outputs[o % count], k]
        for v in range(moving.shape[0]):
            x = moving[v]
            for k in range(m):
                condition[0, start + k] += abs(work[x, k] * adjoint[x, k])
                condition[1, start + k] += abs(work[x, k]) * adjoint[slots + x, k]
