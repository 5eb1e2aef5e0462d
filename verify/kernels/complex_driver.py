"""The complex machine's loop: the imaginary part of a tape at x + i h, over h. Transcribed like `verify.kernels.drivers`."""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.kernels.plain import complex_values_at as values_at

COMPLEX_BLOCK = 256
# Instructions whose imaginary parts are watched, and among them quotients.
WATCHED, QUOTIENT = 1, 2


def run_complex(
    points: Any, program: Any, constants: Any, columns: Any, slots: int, root: int, seed: int, steps: Any, watched: Any,
    result: Any, least: Any,
) -> None:  # fmt: skip
    """result[n] = Im f(x + i h) / h, where the variable in slot `seed` gets the imaginary part steps[n]; all in one dtype.

    Lowers least[n] to the least magnitude of watched imaginary parts; for quotients, to that of their numerators as well.
    """
    n = points.shape[0]
    work = np.empty((slots, min(n, COMPLEX_BLOCK)), points.dtype)
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
            b, y = program[i, 2], program[i, 3]
            values_at(program[i, 0], program[i, 1], b, y, work, imag, m)
            if watched[i] != 0:
                for k in range(m):
                    least[start + k] = min(least[start + k], abs(imag[y, k]))
            if watched[i] == QUOTIENT:
                for k in range(m):
                    least[start + k] = min(least[start + k], abs(imag[y, k] * work[b, k]))
        for k in range(m):
            result[start + k] = imag[root, k] / steps[start + k]
