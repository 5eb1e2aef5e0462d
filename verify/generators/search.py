"""The search for the worst inputs: from suspicious points, by descent over the ordered floats, towards lost bits.

What is lost is told by whoever asks, as a `Score`: a cheap guess at many points, and the truth at fewer. The search knows no
method and no exact value. It repeats itself exactly for one seed: its effort is a number of evaluations, not a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import numpy as np

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.generators.lattice import Floats, Lattice, Ordinals
from verify.generators.suspects import grid, suspects, with_neighbours

_MOST_VARIABLES: Final = 2


class Score(Protocol):
    """What a search asks about points float64[n, k], which are exact in the precision under test."""

    @property
    def formulas(self) -> Sequence[Expression]:
        """The programs whose inner nodes tell where to look."""
        ...

    @property
    def ceiling(self) -> float:
        """The worst score that there is; where it is found the search ends."""
        ...

    @property
    def hopeless(self) -> float:
        """From this score on nothing right is left of an answer, and the search need not look long for worse."""
        ...

    def evaluate(self, expression: Expression, points: Floats) -> Floats:
        """Values of any expression over the same arguments, in the precision under test."""
        ...

    def guess(self, points: Floats) -> Floats:
        """How bad each point may be, cheaply, float64[n]; infinite where nothing is known."""
        ...

    def exact(self, points: Floats) -> Floats:
        """How bad each point is, float64[n]; minus infinity where the question makes no sense."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to search, in evaluations.

    drawn : points of the box drawn at random besides the suspects
    first : so many suspects are asked, and so many of their neighbours and of what was drawn: promising ones, and some others
    rounds : of descent
    children : points guessed in a round
    asked : how many of them are asked
    """

    drawn: int = 2048
    first: int = 1024
    rounds: int = 48
    children: int = 6144
    asked: int = 384

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not getattr(self, name) >= 1:
                raise UsageError(f"effort {name} is {getattr(self, name)!r}; it must be a whole number from 1")


USUAL: Final = Effort()


class Found(NamedTuple):
    """The worst points, worst first: float64[m, k] with their scores float64[m], of `asked` whose score was asked."""

    points: Floats
    scores: Floats
    asked: int


# Points of one round from which the next starts; and how many of them may lie in one neighbourhood, of so many floats.
_PARENTS: Final = 32
_CROWD: Final = 4
_NEIGHBOURHOOD: Final = 2.0**-7  # of a binade
_SHARE_GUESSED: Final = 0.625  # points asked for the sake of their guesses; the others are chosen at random
_SHARE_TIED: Final = 0.125  # points drawn with equal coordinates
_SHARE_HOPELESS: Final = 0.875  # rounds that are made where nothing right is left of an answer
_SHARE_MOVED: Final = 0.75  # coordinates in which a step goes
_SHARE_BETWEEN: Final = 0.125  # children that lie between two parents
_SHARE_NEAR: Final = 0.5  # children as far from a parent, at most, as the next parent is; the others are steps of any size


def search(
    score: Score,
    box: Mapping[str, Interval],
    dtype: str = "float64",
    *,
    seed: int = 0,
    effort: Effort = USUAL,
    keep: int = 16,
) -> Found:
    """Points of the box at which the score is worst.

    Parameters
    ----------
    box : a range for every argument, of one or two arguments; infinite ends stand for the largest floats
    dtype : precision under test
    keep : how many points to return, from different neighbourhoods

    Raises
    ------
    UsageError : more than two arguments, or a range without a float.

    Notes
    -----
    Steps are of all sizes alike, from one float to a whole range of them: the score of neighbours in a cancellation is noise
    about a trend, and both are climbed.
    """
    arguments = tuple(sorted(box))
    if not 1 <= len(arguments) <= _MOST_VARIABLES:
        raise UsageError(f"box has {len(arguments)} sides; worst inputs are sought in 1 or {_MOST_VARIABLES} variables")
    lattice = Lattice(dtype)
    spans = np.array([lattice.ends(box[name].lo, box[name].hi) for name in arguments], np.int64)
    random = np.random.default_rng(seed)
    climb = _Climb(score, lattice, spans, random)
    suspected = lattice.ordinals(suspects(score.formulas, arguments, box, score.evaluate, lattice, random))
    climb.ask(suspected if len(suspected) <= effort.first else climb.promising(suspected, effort.first))
    climb.ask(climb.promising(np.vstack([with_neighbours(suspected, spans), climb.drawn(effort.drawn)]), effort.first))
    for done in range(effort.rounds):
        worst = climb.scores.max()
        hopeless = worst >= score.hopeless
        if worst >= score.ceiling or (hopeless and done >= effort.rounds * _SHARE_HOPELESS):
            break
        # Where any answer may be wrong in all its digits, guesses are all alike.
        climb.ask(climb.children(effort.asked) if hopeless else climb.promising(climb.children(effort.children), effort.asked))
    best = climb.best(keep)
    return Found(lattice.floats(climb.known[best]), climb.scores[best], len(climb.known))


class _Climb:
    """Points whose score is known, as ordinals, and where to look next."""

    def __init__(self, score: Score, lattice: Lattice, spans: Ordinals, random: np.random.Generator) -> None:
        self.score, self.lattice, self.spans, self.random = score, lattice, spans, random
        self.known: Ordinals = np.empty((0, len(spans)), np.int64)
        self.scores: Floats = np.empty(0)
        self.seen: set[tuple[int, ...]] = set()

    def ask(self, points: Ordinals) -> None:
        """Score what is not known yet."""
        fresh = dict.fromkeys(place for place in map(tuple, points.tolist()) if place not in self.seen)
        self.seen.update(fresh)
        new = np.array(list(fresh), np.int64).reshape(-1, points.shape[1])
        found = self.score.exact(self.lattice.floats(new))
        self.known = np.vstack([self.known, new])
        self.scores = np.concatenate([self.scores, np.where(np.isnan(found), -np.inf, found)])

    def drawn(self, count: int) -> Ordinals:
        """Points at random, half of them uniform over floats and half over reals; a share of them with equal coordinates."""
        columns = [self.random.choice(grid(tuple(span), self.lattice, self.random), count) for span in self.spans.tolist()]
        points = np.column_stack(columns)
        tied = self.random.random(count) < _SHARE_TIED
        points[tied] = np.clip(points[tied][:, :1], self.spans[:, 0], self.spans[:, 1])
        return points

    def promising(self, points: Ordinals, count: int) -> Ordinals:
        """So many of the points: those with the highest guesses, and some of the others at random."""
        points = self.random.permutation(points)
        guesses = self.score.guess(self.lattice.floats(points))
        order = np.argsort(-np.where(np.isnan(guesses), np.inf, guesses), kind="stable")
        first = int(count * _SHARE_GUESSED)
        chosen: Ordinals = points[np.concatenate([order[:first], self.random.permutation(order[first:])[: count - first]])]
        return chosen

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
