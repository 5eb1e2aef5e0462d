"""The loop of Ridders' method. Transcribed like `verify.kernels.drivers`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def run_tableau(values: Any, h: Any, noise: Any, sums: Any, result: Any, estimate: Any, place: Any) -> None:
    """The steadiest entry of the tableau of each point.

    Parameters
    ----------
    values : float64[n, 2 levels], the function at x - h, x - h/2, ..., and then at x + h, x + h/2, ...
    h, noise : float64[n], largest steps, and errors of the function values
    sums : float64[columns], sum of the absolute weights of an entry of that column whose smallest step is 1
    result, estimate, place : float64[n], float64[n], int64[n, 2]: the entry, its own estimate of its error (infinite where
        there is none), its level and column
    """
    levels = values.shape[1] // 2
    column = np.empty(levels)
    for r in range(values.shape[0]):
        step = h[r]
        for i in range(levels):
            column[i] = (values[r, levels + i] - values[r, i]) / (2.0 * step)
            step *= 0.5
        result[r], estimate[r], place[r, 0], place[r, 1] = column[0], math.inf, 1, 1
        power = 1.0
        for j in range(1, sums.shape[0]):
            power *= 4.0
            for i in range(levels - 1, j - 1, -1):  # from below, so that the column before is overwritten when it is done with
                fine, coarse = column[i], column[i - 1]
                entry = (power * fine - coarse) / (power - 1.0)
                rounding = noise[r] * sums[j] / (h[r] * 0.5**i)
                apart = max(abs(entry - fine), abs(entry - coarse), rounding)
                column[i] = entry
                if apart < estimate[r]:
                    result[r], estimate[r], place[r, 0], place[r, 1] = entry, apart, i, j
