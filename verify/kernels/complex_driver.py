"""The complex machine's loop: the imaginary part of a tape at x + i h, over h. Transcribed like `verify.kernels.drivers`."""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.kernels.plain import complex_values_at as values_at

COMPLEX_BLOCK = 256


def run_complex(
    points: Any, program: Any, constants: Any, columns: Any, slots: int, root: int, seed: int, steps: Any, result: Any
) -> None:
    """result[n] = Im f(x + i h) / h, where the variable in slot `seed` gets the imaginary part steps[n]."""
    n = points.shape[0]
    work = np.empty((slots, min(n, COMPLEX_BLOCK)))
    imag = np.zeros_like(work)
    first = constants.shape[0]
    for start in range(0, n, COMPLEX_BLOCK):
        m = min(COMPLEX_BLOCK, n - start)
        for c in range(first):
            for k in range(m):
                work[c, k] = constants[c]
        for c in range(columns.shape[0]):
            for k in range(m):
                work[first + c, k] = points[start + k, columns[c]]
        for k in range(m):
            imag[seed, k] = steps[start + k]
        for i in range(program.shape[0]):
            values_at(program[i, 0], program[i, 1], program[i, 2], program[i, 3], work, imag, m)
        for k in range(m):
            result[start + k] = imag[root, k] / steps[start + k]
