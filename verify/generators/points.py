"""Points: mixtures in which floating point shows its worst, exact in the precision under test."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.precision import from_ordinal, ordinal, precision
from verify.generators.chooser import Chooser, SeededChooser

SPECIAL: Final = "special"  # 0, 1, ties, ends: where formulas have exceptions
# One round of the mixture; every source that the box allows comes in each round.
_ROUND: Final = (SPECIAL, "real", "ordinal", "real", "saturating", SPECIAL, "ordinal", "real")
SOURCES: Final = ("ordinal", "real", SPECIAL, "saturating")

_MAGNITUDES: Final = (1.0, 2.0, 0.5, 3.0, 4.0, 10.0, 0.25, 1.5, 100.0, *(2.0**k for k in (-10, -30, -100, -300, 20, 60)))
_SPECIAL: Final = (0.0, -0.0, *(signed for size in _MAGNITUDES for signed in (size, -size)))
_SATURATING: Final = (Interval(10.0, 40.0), Interval(-40.0, -10.0))
_TIE_SHARE: Final = 3  # one special point in so many has all coordinates equal
# Nearly all floats about zero are smaller, and there every smooth function is its tangent.
_TINY: Final = 2.0**-100

_FINE: Final = 2**40  # steps into which the reals of a range are divided

Draw = Callable[[Chooser], float]


def draw_points(
    source: Chooser | random.Random | int, box: Mapping[str, Interval], count: int, dtype: str = "float64"
) -> tuple[Any, list[str]]:
    """`count` points of the box, with what each was drawn as.

    Parameters
    ----------
    source : chooser, `random.Random` or seed
    box : finite range of every variable
    count : int
    dtype : every coordinate is exact in it

    Returns
    -------
    points : float64[count, len(box)], columns in the order of the sorted names
    sources : list of str; ordinal (uniform over floats), real (uniform over reals), special (zeros, integers, ties, ends of
        the box and their neighbours, tiny and huge values), saturating (10 <= |x| <= 40)

    Raises
    ------
    UsageError : a range without any number of that dtype.
    """
    chooser = source if isinstance(source, Chooser) else SeededChooser(source)
    columns = [Column(name, box[name], dtype) for name in sorted(box)]
    common = _common(box, dtype)
    points = np.empty((count, len(columns)), np.float64)
    sources = [kind for kind in _ROUND if any(kind in column.draws for column in columns)]
    start = chooser.index(len(sources)) if sources else 0
    kinds = [sources[(start + row) % len(sources)] if sources else "real" for row in range(count)]
    for row, kind in enumerate(kinds):
        points[row] = draw_point(chooser, columns, common, kind)
    return points, kinds


def draw_point(chooser: Chooser, columns: list[Column], common: Column | None, kind: str) -> list[float]:
    """One point of a kind; coordinates whose range does not have that kind are drawn as reals."""
    # Chosen for every kind, as Hypothesis takes what needs fewer choices for simpler.
    tied = common is not None and chooser.index(_TIE_SHARE) == _TIE_SHARE - 1
    if kind == SPECIAL and tied and common is not None:
        return [common.draws[chooser.choice((SPECIAL, "real"))](chooser)] * len(columns)
    return [column.draws.get(kind, column.draws["real"])(chooser) for column in columns]


class Column:
    """One variable's range in one precision; `draws` has a way to draw for every source that the range allows."""

    def __init__(self, name: str, box: Interval, dtype: str) -> None:
        self._single = precision(dtype).name == "float32"
        self.low, self.high = self._round(box.lo, math.inf), self._round(box.hi, -math.inf)
        if not (self.low <= self.high and math.isfinite(self.low) and math.isfinite(self.high)):
            raise UsageError(f"range [{box.lo}, {box.hi}] of {name} holds no finite {dtype}; give ends further apart")
        self._positions = self._ranges()
        self._special = self._specials()
        self._saturating = [part for part in map(self._part, _SATURATING) if part is not None]
        self.draws: dict[str, Draw] = {"real": self._real, "ordinal": self._ordinal, SPECIAL: self._pick}
        if self._saturating:
            self.draws["saturating"] = self._saturate

    def _round(self, value: float, towards: float) -> float:
        """The nearest number of the precision, or the next one in that direction if it lies on the other side."""
        if not self._single:
            return value
        nearest = np.float32(value)
        if (towards > 0) == (float(nearest) < value) and float(nearest) != value:
            nearest = np.nextafter(nearest, np.float32(towards))
        return float(nearest)

    def _clipped(self, value: float) -> float:
        rounded = float(np.float32(value)) if self._single else value
        return min(max(rounded, self.low), self.high)

    def _neighbour(self, value: float, towards: float) -> float:
        if self._single:
            return float(np.nextafter(np.float32(value), np.float32(towards)))
        return math.nextafter(value, towards)

    def _specials(self) -> list[float]:
        inner = [self._neighbour(self.low, self.high), self._neighbour(self.high, self.low)]
        candidates = (*(value for value in _SPECIAL if self._clipped(value) == value), self.low, self.high, *inner)
        inside = [value for value in candidates if self.low <= value <= self.high]
        return list({repr(value): value for value in inside}.values())

    def _part(self, wide: Interval) -> tuple[float, float] | None:
        low, high = max(self.low, wide.lo), min(self.high, wide.hi)
        return (low, high) if low < high else None

    def _uniform(self, chooser: Chooser, low: float, high: float) -> float:
        share = chooser.index(_FINE) / _FINE
        return self._clipped(low * (1.0 - share) + high * share)

    def _real(self, chooser: Chooser) -> float:
        return self._uniform(chooser, self.low, self.high)

    def _saturate(self, chooser: Chooser) -> float:
        return self._uniform(chooser, *chooser.choice(self._saturating))

    def _pick(self, chooser: Chooser) -> float:
        return chooser.choice(self._special)

    def _ordinal(self, chooser: Chooser) -> float:
        return self._at(chooser.integer(*chooser.choice(self._positions)))

    def _ranges(self) -> list[tuple[int, int]]:
        """Ranges of ordinals; where zero lies inside, what is smaller than `_TINY` is left to the special values."""
        first, last, tiny = self._position(self.low), self._position(self.high), self._position(_TINY)
        sides = [(max(first, tiny), last), (first, min(last, -tiny))]
        return [side for side in sides if side[0] <= side[1]] or [(first, last)]

    def _position(self, value: float) -> int:
        if not self._single:
            return ordinal(value)
        bits = int(np.abs(np.float32(value)).view(np.uint32))
        return -bits if value < 0.0 else bits

    def _at(self, position: int) -> float:
        if not self._single:
            return from_ordinal(position)
        magnitude = float(np.uint32(abs(position)).view(np.float32))
        return -magnitude if position < 0 else magnitude


def _common(box: Mapping[str, Interval], dtype: str) -> Column | None:
    """What all ranges have in common, for ties."""
    low, high = max((i.lo for i in box.values()), default=1.0), min((i.hi for i in box.values()), default=0.0)
    if len(box) < 2 or low > high:
        return None
    return Column("all", Interval(low, high), dtype)
