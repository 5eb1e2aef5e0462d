"""The complex machine's loop: the imaginary part of a tape at x + i h, over h. Transcribed like `verify.kernels.drivers`."""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.kernels.plain import complex_values_at as values_at

COMPLEX_BLOCK = 128  # a slot is 2 KiB


def run_complex(
    points: Any, program: Any, constants: Any, columns: Any, slots: int, root: int, seed: int, steps: Any, result: Any
) -> None:
    """result[n] = Im f(x + i h) / h, where the variable in slot `seed` gets the imaginary part steps[n]."""
    n = points.shape[0]
    work = np.empty((slots, min(n, COMPLEX_BLOCK)), np.complex128)
    for start in range(0, n, COMPLEX_BLOCK):
        m = min(COMPLEX_BLOCK, n - start)
        for c in range(constants.shape[0]):
            for k in range(m):
                work[c, k] = constants[c]
        for c in range(columns.shape[0]):
            slot = constants.shape[0] + c
            for k in range(m):
                work[slot, k] = complex(points[start + k, columns[c]], steps[start + k] if slot == seed else 0.0)
        for i in range(program.shape[0]):
            values_at(program[i, 0], program[i, 1], program[i, 2], program[i, 3], work, m)
        for k in range(m):
            result[start + k] = work[root, k].imag / steps[start + k]
