"""Choosers: where the one grammar gets its choices from. Seeded here, for bulk; Hypothesis's, for shrinking, in `strategies`.

Every choice is an index, and index 0 is the simplest, so that Hypothesis shrinks towards small trees.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Final, TypeVar

T = TypeVar("T")

# Below this, random() has enough bits to choose from without a loop.
_FEW: Final = 2**32


class Chooser(ABC):
    """What the grammar draws through."""

    __slots__ = ()

    @abstractmethod
    def index(self, count: int) -> int:
        """One of 0, ..., count - 1."""

    def integer(self, low: int, high: int) -> int:
        """One of low, ..., high; low is the simplest."""
        return low + self.index(high - low + 1)

    def choice(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""
        return options[self.index(len(options))]

    def weighted(self, cumulative: Sequence[int]) -> int:
        """An index with probability in proportion to its whole weight; the weights are given summed up."""
        return bisect_right(cumulative, self.index(cumulative[-1]))

    def boolean(self) -> bool:
        """False or true; false is the simplest."""
        return self.index(2) == 1

    def size(self, limit: int) -> int:
        """How many of at most `limit` nodes a part gets: all, unless parts are to shrink by themselves."""
        return limit

    def branch(self, build: Callable[..., T], *arguments: int) -> T:
        """`build(*arguments)`, marked as one part of what is drawn, so that shrinking may replace it as a whole."""
        return build(*arguments)


class SeededChooser(Chooser):
    """Choices from a seeded generator: the same seed, the same trees, on every machine."""

    __slots__ = ("_random", "random")

    def __init__(self, source: random.Random | int) -> None:
        self.random = source if isinstance(source, random.Random) else random.Random(source)
        self._random = self.random.random

    def index(self, count: int) -> int:
        return int(self._random() * count) if count <= _FEW else self.random.randrange(count)


def cumulative(weights: Iterable[int]) -> tuple[int, ...]:
    """Weights as `Chooser.weighted` takes them."""
    return tuple(accumulate(weights))
