"""Points whose score is known, as places on the lattice of floats, and where to look for worse ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from verify.core.domain import Interval
from verify.generators.lattice import Floats, Lattice, Ordinals
from verify.generators.suspects import grid

# Points of one round from which the next starts; and how many of them may lie in one neighbourhood, of so many floats.
_PARENTS: Final = 32
_CROWD: Final = 4
_NEIGHBOURHOOD: Final = 2.0**-7  # of a binade
_BINADES: Final = 2.0  # to either side of a point: its neighbours, when those that are closer show nothing new
_SHARE_TIED: Final = 0.125  # points drawn with equal coordinates
_SHARE_MOVED: Final = 0.75  # coordinates in which a step goes
_SHARE_BETWEEN: Final = 0.125  # children that lie between two parents
_SHARE_NEAR: Final = 0.5  # children as far from a parent, at most, as the next parent is; the others are steps of any size


class Trail:
    """What a search has come to know.

    known, scores : int64[m, k] ordinals, and float64[m]; minus infinity where the question makes no sense
    """

    def __init__(self, box: Mapping[str, Interval], dtype: str, random: np.random.Generator) -> None:
        self.lattice, self.random = Lattice(dtype), random
        ends = [self.lattice.ends(box[name].lo, box[name].hi) for name in sorted(box)]
        self.spans: Ordinals = np.array(ends, np.int64)
        self.known: Ordinals = np.empty((0, len(ends)), np.int64)
        self.scores: Floats = np.empty(0)

    def add(self, places: Ordinals, scores: Floats) -> None:
        """Remember points with their scores; NaN is none."""
        self.known = np.vstack([self.known, places])
        self.scores = np.concatenate([self.scores, np.where(np.isnan(scores), -np.inf, scores)])

    def drawn(self, count: int) -> Ordinals:
        """Points at random, half of them uniform over floats and half over reals; a share of them with equal coordinates."""
        columns = [self.random.choice(grid(tuple(span), self.lattice, self.random), count) for span in self.spans.tolist()]
        points = np.column_stack(columns)
        tied = self.random.random(count) < _SHARE_TIED
        points[tied] = np.clip(points[tied][:, :1], self.spans[:, 0], self.spans[:, 1])
        return points

    def best(self, count: int) -> Any:
        """Numbers of the worst points; no more than a few from one neighbourhood."""
        crowds: dict[bytes, int] = {}
        chosen: list[int] = []
        regions = self.known // self._neighbourhood()
        for number in np.lexsort((-np.arange(len(self.scores)), -self.scores)).tolist():  # among equals, the latest
            if len(chosen) == count or self.scores[number] == -np.inf:
                break
            key = regions[number].tobytes()
            crowds[key] = crowds.get(key, 0) + 1
            if crowds[key] <= _CROWD:
                chosen.append(number)
        return np.array(chosen, np.intp)

    def around(self, count: int) -> Ordinals:
        """Points in the binades about the worst ones."""
        parents = self.known[self.best(_PARENTS)]
        binade = 2.0 ** (self.lattice.form.bits - 1)
        chosen = parents[self.random.integers(len(parents), size=count)]
        steps = (_BINADES * binade * (2.0 * self.random.random(chosen.shape) - 1.0)).astype(np.int64)
        found: Ordinals = np.clip(chosen + steps, self.spans[:, 0], self.spans[:, 1])
        return found

    def children(self, count: int) -> Ordinals:
        """Points at steps from the worst ones, and between them."""
        parents = self.known[self.best(_PARENTS)]
        if not len(parents):
            return self.drawn(count)
        order = np.lexsort(parents.T)
        ranks = (len(parents) * self.random.random(count) ** 2).astype(np.intp)  # the worst points have most children
        places = np.argsort(order)[ranks]
        mothers, fathers = parents[order[places]], parents[self.random.integers(len(parents), size=count)]
        nearest = parents[order[np.maximum(places, 1) - 1]].astype(np.float64)
        shares = self.random.random(mothers.shape)
        between = shares * fathers + (1.0 - shares) * mothers
        near = mothers + (2.0 * shares - 1.0) * (nearest - mothers)
        kind = self.random.random((count, 1))
        moved = np.where(kind < _SHARE_BETWEEN, between, near)
        ends = self.spans.astype(np.float64)
        inside = np.clip(moved, ends[:, 0], ends[:, 1]).astype(np.int64)
        mixed = np.where(kind < _SHARE_BETWEEN + _SHARE_NEAR, inside, mothers + self._steps(mothers.shape))
        found: Ordinals = np.clip(mixed, self.spans[:, 0], self.spans[:, 1])
        return found

    def _steps(self, shape: tuple[int, ...]) -> Ordinals:
        """Steps of all sizes and both signs, in one coordinate or in several."""
        ends = self.spans.astype(np.float64)  # the number of floats in a range exceeds the largest int64
        widest = np.log2(np.maximum(ends[:, 1] - ends[:, 0], 1.0))
        sizes = np.exp2(self.random.random(shape) * np.minimum(widest, self.lattice.form.bits + 2))
        moved = self.random.random(shape) < _SHARE_MOVED
        moved |= ~moved.any(axis=1, keepdims=True)
        return np.where(moved, self.random.choice([-1, 1], shape) * sizes.astype(np.int64), 0)

    def _neighbourhood(self) -> int:
        return max(int(2.0 ** (self.lattice.form.bits - 1) * _NEIGHBOURHOOD), 1)


def descended(
    points: Floats, scores: Floats, box: Mapping[str, Interval], dtype: str, count: int, random: np.random.Generator
) -> Floats:
    """So many points of the box at steps of all sizes over the ordered floats from the worst of `points`, and between them.

    Parameters
    ----------
    points, scores : float64[n, k], columns in the order of the sorted names, and float64[n]; NaN is no score
    """
    trail = Trail(box, dtype, random)
    trail.add(trail.lattice.ordinals(points), scores)
    return trail.lattice.floats(trail.children(count))
