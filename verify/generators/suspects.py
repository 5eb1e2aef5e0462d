"""Points under suspicion: where an inner node of a program has a zero, a pole, a tie, or leaves the range.

At a zero of a node its condition number has a pole: its relative error is unbounded there. At a tie of `min` or `max`, at
exponents 0, 1 and 2, and where a sum no longer notices one of its terms, a program takes another branch, or a derivative's
formula degenerates. Each of these is a change of class of some expression that the program implies: negative, zero, positive,
infinite, undefined, or still the value that it has at an end of the range, which is saturation. A change between two floats is
found by cutting the floats between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from verify.core.domain import Interval
from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import nodes, size, substitute, variables
from verify.generators.lattice import Floats, Lattice, Ordinals
from verify.ops import OPERATIONS
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse

# An expression's values at points float64[n, k], as a program in the precision under test.
Evaluate = Callable[[Expression, Floats], Floats]
Ranges = Sequence[tuple[int, int]]  # of ordinals, one for each coordinate

# What to watch besides an operation's own value: ties, degenerate exponents, and terms that are absorbed by a sum.
_WATCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "add": ("a + b - a", "a + b - b"),
    "subtract": ("a - b - a", "a - b + b"),
    "min": ("a - b",),
    "max": ("a - b",),
    "power": ("a - 1", "b", "b - 1", "b - 2"),
}
_MOST_WATCHED: Final = 48
_LARGEST_SLOPE: Final = 60  # nodes; a slope that grew beyond is not watched
_CHANGES: Final = 12  # changes of class of one expression along a line that are followed
_CUTS: Final = 64  # parts into which the floats between two classes are cut at a time
LINES: Final = 6
_GRID: Final = 1024  # floats on a line, half of them uniform over floats and half over reals
_NEIGHBOURS: Final = tuple(sign * (1 << power) for power in (0, 1, 3, 8, 16, 24, 32, 40, 48) for sign in (1, -1))


def watched(formula: Expression) -> tuple[Expression, ...]:
    """The expressions whose changes of class make inputs of `formula` suspicious."""
    found = dict.fromkeys(_implied(formula))
    return tuple(each for each in found if variables(each))[:_MOST_WATCHED]


def _implied(formula: Expression) -> Iterator[Expression]:
    inner = [node for node in nodes(formula) if node.op not in (VARIABLE, CONSTANT) and node.args]
    yield from inner
    for node in inner:
        named = dict(zip(OPERATIONS[node.op].arguments, node.args, strict=True))
        yield from (substitute(parse(text), named) for text in _WATCHED.get(node.op, ()))
        within = OPERATIONS[node.op].range
        yield from (node - end for end in ((within.lo, within.hi) if within else ()) if math.isfinite(end))
    for node in inner:
        if node.op in ("add", "subtract"):  # a sum may touch zero without crossing it, where its slope does cross
            slopes = [differentiate(node, name) for name in variables(node)]
            yield from (slope for slope in slopes if slope.args and size(slope) <= _LARGEST_SLOPE)


def suspects(
    formulas: Sequence[Expression],
    arguments: Sequence[str],
    box: Mapping[str, Interval],
    evaluate: Evaluate,
    lattice: Lattice,
    random: np.random.Generator,
    lines: int = LINES,
) -> Floats:
    """Suspicious points, float64[n, len(arguments)], inside the box and exact in the lattice's precision.

    Those on both sides of a change are next to one another.

    Parameters
    ----------
    formulas : programs whose inner nodes are looked at, such as an expression and its written-out derivative
    evaluate : values of an expression in the precision under test
    lines : lines through the box, for each variable, where there is more than one variable
    """
    ranges = [lattice.ends(box[name].lo, box[name].hi) for name in arguments]
    watch = tuple(dict.fromkeys(each for formula in formulas for each in watched(formula)))
    found: list[Ordinals] = []
    for base in _bases(ranges, lattice, random, lines):
        for axis, span in enumerate(ranges):
            line = _Line(base, axis, lattice, evaluate)
            changes = line.changes(watch, grid(span, lattice, random))
            found.append(line.at(changes))
    return np.unique(lattice.floats(np.vstack(found)), axis=0)


def grid(span: tuple[int, int], lattice: Lattice, random: np.random.Generator) -> Ordinals:
    """Sorted ordinals of a range: its ends, powers of two, numbers spread over its floats and over its reals, at random."""
    low, high = lattice.floats(np.array(span)).tolist()
    shares = (np.arange(_GRID // 2) + random.random(_GRID // 2)) / (_GRID // 2)
    spread = np.array([span[0] + int(share * (span[1] - span[0])) for share in shares.tolist()], np.int64)
    reals = lattice.ordinals(low * (1.0 - shares) + high * shares)
    exponents = np.arange(math.frexp(lattice.form.smallest)[1], math.frexp(lattice.form.huge)[1])
    powers = lattice.ordinals(np.ldexp(1.0, exponents))
    found = np.concatenate([np.array([*span, 0]), spread, reals, powers, -powers])
    return np.unique(found[(found >= span[0]) & (found <= span[1])])


def with_neighbours(points: Ordinals, spans: Ordinals) -> Ordinals:
    """Points at distances of powers of two on both sides in any one coordinate, inside the ranges int64[k, 2]."""
    steps = np.array(_NEIGHBOURS, np.int64)
    moves = np.vstack([steps[:, None] * axis for axis in np.eye(len(spans), dtype=np.int64)])
    around = (points[:, None, :] + moves).reshape(-1, len(spans))
    return np.unique(np.clip(around, spans[:, 0], spans[:, 1]), axis=0)


def _bases(ranges: Ranges, lattice: Lattice, random: np.random.Generator, lines: int) -> Ordinals:
    """Where lines cross: any point for one variable; otherwise ones, small whole numbers and points at random."""
    count = 1 if len(ranges) == 1 else lines
    columns = []
    for low, high in ranges:
        simple = np.clip(lattice.ordinals(random.choice([0.0, 1.0, 2.0, -1.0, 0.5, 3.0], count)), low, high)
        drawn = grid((low, high), lattice, random)
        columns.append(np.where(random.random(count) < 0.5, simple, random.choice(drawn, count)))
    return np.column_stack(columns)


class _Line:
    """The points that differ from `base` in one coordinate, by the ordinals of that coordinate."""

    def __init__(self, base: Ordinals, axis: int, lattice: Lattice, evaluate: Evaluate) -> None:
        self.base, self.axis, self.lattice, self.evaluate = base, axis, lattice, evaluate

    def at(self, positions: Ordinals) -> Ordinals:
        """Points as ordinals, int64[n, k]."""
        points = np.repeat(self.base[None, :], len(positions), axis=0)
        points[:, self.axis] = positions
        return points

    def changes(self, watch: Sequence[Expression], positions: Ordinals) -> Ordinals:
        """Positions on both sides of changes of class of any of the expressions, next to one another."""
        found = [positions[:0]]
        for each in watch:
            codes = self.codes(each, positions, positions[[0, -1]])
            places = np.flatnonzero(codes[1:] != codes[:-1])
            chosen = places[np.linspace(0, len(places) - 1, min(_CHANGES, len(places))).astype(int)]
            found.extend(self.bisect(each, positions[chosen], positions[chosen + 1], positions) if len(chosen) else ())
        return np.unique(np.concatenate(found))

    def codes(self, watch: Expression, positions: Ordinals, ends: Ordinals) -> Any:
        """Classes: by sign, infinite or undefined, and whether the value is the one at either end: a plateau reaches so far."""
        values = self.evaluate(watch, self.lattice.floats(self.at(np.concatenate([ends, positions]))))
        (first, last), values = values[:2], values[2:]
        signs = np.where(values > 0.0, 1, np.where(values < 0.0, -1, 0))
        classes = np.where(np.isnan(values), 3, np.where(np.isinf(values), 2 * signs, signs)).astype(np.int8)
        return classes + 8 * (values == first).astype(np.int8) + 16 * (values == last).astype(np.int8)

    def bisect(self, watch: Expression, low: Ordinals, high: Ordinals, positions: Ordinals) -> tuple[Ordinals, Ordinals]:
        """Neighbouring ordinals between `low` and `high` at which the class changes first; all brackets at once."""
        ends = positions[[0, -1]]
        first = self.codes(watch, low, ends)
        rows = np.arange(len(low))
        cuts = np.arange(_CUTS + 1)
        while np.any(high - low > 1):
            low, gap = low[:, None], (high - low)[:, None]
            # Quotient and remainder apart: the product of a gap and a number of cuts would not fit.
            table = low + gap // _CUTS * cuts + gap % _CUTS * cuts // _CUTS
            differs = self.codes(watch, table.ravel(), ends).reshape(table.shape) != first[:, None]
            differs[:, 0], differs[:, -1] = False, True
            place = np.argmax(differs, axis=1)
            low, high = table[rows, place - 1], table[rows, place]
        return low, high
