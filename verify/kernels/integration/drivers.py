"""What the loops of the adaptive methods share: kinds of ranges, parameters, samples. One integral after the other.

As `verify.kernels.drivers`: plain Python here, and numba's input once transcribed, with `kronrod_driver` and
`tanh_sinh_driver`. Integrands are evaluated, and their nodes rounded, in the dtype of `points`; all else is float64.

Arrays of n integrals. points [n, columns]; `columns` int32 tells for each variable of the tape which column has it, or -1 for
the variable of integration; values, estimates, sizes float64[n] are results: the integrals, their error estimates, and the
integrals of |f|; counts int64[n].
"""

from __future__ import annotations

from typing import Any

from verify.kernels.plain import values_at

# Ranges: closed; open at its ends, which are not evaluated; from a limit upwards; from a limit downwards; all numbers.
CLOSED, OPEN, ABOVE, BELOW, ALL = range(5)


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
