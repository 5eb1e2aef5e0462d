"""Greedy descent: from something that holds to the simplest neighbour that still holds, again and again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def descend(start: T, simpler: Callable[[T], Iterable[T]], holds: Callable[[T], bool], limit: int) -> T:
    """The last of a chain of ever simpler candidates that hold; no candidate is asked twice.

    Parameters
    ----------
    start : what is known to hold; it is not asked
    simpler : candidates strictly simpler than its argument, most promising first; so every chain ends
    limit : int, most calls of `holds`
    """
    current, asked = start, {start}
    while True:
        for candidate in simpler(current):
            if candidate in asked:
                continue
            if len(asked) > limit:
                return current
            asked.add(candidate)
            if holds(candidate):
                current = candidate
                break
        else:
            return current
