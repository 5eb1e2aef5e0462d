"""The numbers of a precision as whole numbers in order, for arrays: neighbours differ by one, and 0.0 and -0.0 are 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.core.errors import UsageError
from verify.core.precision import precision

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ordinals = np.ndarray[Any, np.dtype[np.int64]]


class Lattice:
    """The floats of one precision; float64 arrays of any shape stand for them, whichever precision that is."""

    def __init__(self, dtype: str) -> None:
        self.form = precision(dtype)
        self._integer = np.int64 if self.form.bits > np.finfo(np.float32).nmant + 1 else np.int32
        self._largest = np.iinfo(self._integer).max

    def ordinals(self, values: Floats) -> Ordinals:
        """Positions of finite numbers; those that are no numbers of the precision are rounded to it."""
        with np.errstate(over="ignore"):
            bits = np.asarray(values, self.form.name).view(self._integer).astype(np.int64)
        return np.where(bits >= 0, bits, -(bits & self._largest))

    def floats(self, positions: Ordinals) -> Floats:
        """The inverse of `ordinals`."""
        magnitude = np.abs(positions).astype(self._integer).view(self.form.name).astype(np.float64)
        return np.where(positions < 0, -magnitude, magnitude)

    def ends(self, low: float, high: float) -> tuple[int, int]:
        """Positions of the first and the last number of [low, high].

        Raises
        ------
        UsageError : there is none.
        """
        wide = np.clip(np.array([low, high]), -self.form.huge, self.form.huge)
        first, last = self.ordinals(wide).tolist()
        inner = self.floats(np.array([first, last]))
        first, last = first + int(inner[0] < wide[0]), last - int(inner[1] > wide[1])
        if first > last:
            raise UsageError(f"range [{low}, {high}] holds no {self.form.name}; give ends further apart")
        return first, last
