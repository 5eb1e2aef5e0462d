"""Numbers of two runs side by side: what moved, by how much, and from how many points it is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from verify.reporting import digits, queries
from verify.reporting.source import Record, Source

QUANTILES: Final = ("median", "p99")

_Rows = dict[tuple[str, str, str], tuple[dict[str, float], int]]  # numbers, and of how many points, by (place, method, dtype)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Numbers of one row, place by method, that both runs have: (old, new) for each name.

    points : how many observations they come from, old and new
    size : of the largest change: a difference of bits, or a factor
    """

    place: str
    method: str
    dtype: str
    numbers: Mapping[str, tuple[float, float]]
    points: tuple[int, int]
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one kind that changed, largest change first; `same` rows did not, `only` rows stand in one run alone."""

    by: str
    moved: list[Moved]
    same: int
    only: int


def resolution_table(old: Source, new: Source) -> Table:
    """The smallest relative faults that each run would have caught, by operation, method and precision."""
    return _table("operation", _resolutions(old.resolution), _resolutions(new.resolution), _FACTORS)


def _resolutions(rows: Iterable[Record]) -> _Rows:
    found: _Rows = {}
    for row in rows:
        place = str(row.get("operation", "")), str(row.get("method", "")), str(row.get("dtype", ""))
        if isinstance(row.get("resolution"), int | float):
            points = row.get("points")
            found[place] = {"resolution": float(row["resolution"])}, points if isinstance(points, int) else 0
    return found


def rule_resolution_table(old: Source, new: Source) -> Table:
    """The relative faults that half of the points of each run would have shown, by rule, method and precision."""
    return _table("rule", _rule_resolutions(old), _rule_resolutions(new), _FACTORS)


def _rule_resolutions(source: Source) -> _Rows:
    return {
        (str(row["rule"]), str(row["method"]), str(row["dtype"])): ({"resolution": float(row["resolution"])}, int(row["n"]))
        for row in queries.resolutions_by_rule(source)
    }


def lost_table(old: Source, new: Source, by: str) -> Table:
    """Lost bits `by` operation or rule, and by method."""
    return _table(by, _losses(old, by), _losses(new, by), _BITS)


def _losses(source: Source, by: str) -> _Rows:
    methods = [str(row["method"]) for row in source.rows("SELECT DISTINCT method FROM observations")]
    return {
        (str(row[by]), str(row["method"]), ""): ({name: float(row[name]) for name in QUANTILES}, int(row["n"]))
        for row in queries.side_by_side(source, methods, by=by, paired=False)
    }


def _table(by: str, old: _Rows, new: _Rows, scale: _Scale) -> Table:
    """The rows of both runs: as changed counts what a reader can see, as the numbers are written."""
    distance, written = scale
    rows = []
    for key in sorted(old.keys() & new.keys()):
        (before, n), (after, m) = old[key], new[key]
        numbers = {name: (before[name], after[name]) for name in before}
        size = max(distance(*pair) for pair in numbers.values())
        rows.append(Moved(place=key[0], method=key[1], dtype=key[2], numbers=numbers, points=(n, m), size=size))
    seen = [row for row in rows if any(written(a) != written(b) for a, b in row.numbers.values())]
    moved = sorted(seen, key=lambda row: -row.size)
    return Table(by=by, moved=moved, same=len(rows) - len(moved), only=len(old.keys() ^ new.keys()))


def _apart(old: float, new: float) -> float:
    return abs(new - old)


def _factor(old: float, new: float) -> float:
    low, high = sorted((old, new))
    return high / low if low > 0 else math.inf


# How far apart two numbers of a row are, and how they are written.
_Scale = tuple[Callable[[float, float], float], Callable[[float], str]]
_BITS: Final[_Scale] = (_apart, digits.bits)
_FACTORS: Final[_Scale] = (_factor, digits.brief)
