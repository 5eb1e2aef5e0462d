"""The simplest input that fails in the same way: coordinates become small whole numbers as long as the verdict stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from verify.analysis.simplicity import bits
from verify.engine.assertions.arguments import Floats
from verify.engine.assertions.told import Place

_WHOLE: Final = (1.0, 2.0, 0.0, -1.0, 0.5)
_TRIES: Final = 60


def simplest(point: Floats, place: Place, still_fails: Callable[[Floats], Place | None]) -> tuple[Floats, Place]:
    """A simpler point, of fewer bits, and what is wrong there; the given one if none was found.

    still_fails : what is wrong at a point, or None if it is not the same failure
    """
    tried = 0
    for make in _changes(point):
        candidate = make(point)
        if _price(candidate) >= _price(point):
            continue
        if tried == _TRIES:
            break
        tried += 1
        found = still_fails(candidate)
        if found is not None:
            point, place = candidate, found
    return point, place


def _price(point: Floats) -> int:
    return sum(bits(coordinate) for coordinate in point.tolist())


def _changes(point: Floats) -> Iterator[Callable[[Floats], Floats]]:
    """First all coordinates at once, then each by itself."""
    size = len(point)
    for value in _WHOLE[:2]:
        yield lambda _, value=value: np.full(size, value)  # type: ignore[misc]
    yield np.round
    for index in range(size):
        for value in (0.0, 1.0, 2.0, -1.0, 0.5):
            yield lambda now, index=index, value=value: _settled(now, index, value)  # type: ignore[misc]


def _settled(now: Floats, index: int, value: float) -> Floats:
    """The point with one coordinate replaced, unless it is as simple already."""
    if now[index] in _WHOLE:
        return now
    changed = now.copy()
    changed[index] = value
    return changed
