"""What the loops of the adaptive methods share: kinds of ranges, and the tape.

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


def run_program(program: Any, work: Any, m: int) -> None:
    """The instructions of a tape, for the first m columns."""
    for p in range(program.shape[0]):
        values_at(program[p, 0], program[p, 1], program[p, 2], program[p, 3], work, m)
