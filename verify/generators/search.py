"""The search for the worst inputs: from suspicious points, by descent over the ordered floats, towards lost bits.

What is lost is told by whoever asks, as a `Score`: a cheap guess at many points, and the truth at fewer. The search knows no
method and no exact value. It repeats itself exactly for one seed: its effort is a number of evaluations, not a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

import numpy as np

from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.generators.lattice import Floats, Ordinals
from verify.generators.suspects import suspects, with_neighbours
from verify.generators.trail import Trail

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


_SHARE_GUESSED: Final = 0.625  # points asked for the sake of their guesses; the others are chosen at random
# Where nothing right is left of an answer: rounds without progress among neighbours, and then as many in the binades about.
_IDLE: Final = 8
_PROGRESS: Final = 0.125  # bits; less is none


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
    random = np.random.default_rng(seed)
    climb = _Climb(score, box, dtype, random)
    lattice = climb.lattice
    suspected = lattice.ordinals(suspects(score.formulas, arguments, box, score.evaluate, lattice, random))
    climb.ask(suspected if len(suspected) <= effort.first else climb.promising(suspected, effort.first))
    climb.ask(climb.promising(np.vstack([with_neighbours(suspected, climb.spans), climb.drawn(effort.drawn)]), effort.first))
    reached, idle = -np.inf, 0
    for _ in range(effort.rounds):
        worst = climb.scores.max()
        hopeless = worst >= score.hopeless
        if worst < reached + _PROGRESS:
            idle += 1
        else:
            reached, idle = worst, 0
        if worst >= score.ceiling or (hopeless and idle > 2 * _IDLE):
            break
        # Where any answer may be wrong in all its digits, guesses are all alike.
        if hopeless:
            climb.ask((climb.around if idle > _IDLE else climb.children)(effort.asked))
        else:
            climb.ask(climb.promising(climb.children(effort.children), effort.asked))
    best = climb.best(keep)
    return Found(lattice.floats(climb.known[best]), climb.scores[best], len(climb.known))


class _Climb(Trail):
    """A trail that asks for scores itself, of no point twice."""

    def __init__(self, score: Score, box: Mapping[str, Interval], dtype: str, random: np.random.Generator) -> None:
        super().__init__(box, dtype, random)
        self.score = score
        self.seen: set[tuple[int, ...]] = set()

    def ask(self, points: Ordinals) -> None:
        """Score what is not known yet."""
        fresh = dict.fromkeys(place for place in map(tuple, points.tolist()) if place not in self.seen)
        self.seen.update(fresh)
        new = np.array(list(fresh), np.int64).reshape(-1, points.shape[1])
        self.add(new, self.score.exact(self.lattice.floats(new)))

    def promising(self, points: Ordinals, count: int) -> Ordinals:
        """So many of the points: those with the highest guesses, and some of the others at random."""
        points = self.random.permutation(points)
        guesses = self.score.guess(self.lattice.floats(points))
        order = np.argsort(-np.where(np.isnan(guesses), np.inf, guesses), kind="stable")
        first = int(count * _SHARE_GUESSED)
        chosen: Ordinals = points[np.concatenate([order[:first], self.random.permutation(order[first:])[: count - first]])]
        return chosen
