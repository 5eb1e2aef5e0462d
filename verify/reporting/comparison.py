"""Several methods side by side: lost bits by operation and by rule, findings, and speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

import verify
from verify.reporting import digits, queries
from verify.reporting.baseline import key_of
from verify.reporting.console import WIDTH
from verify.reporting.overview import Overview, survey
from verify.reporting.sections import compare_methods
from verify.reporting.sentences import said
from verify.reporting.source import Record, Source

# More columns than this cannot be read side by side.
MOST_METHODS: Final = 12
_PER_METHOD: Final = 17  # characters of a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one method lost at the `n` numbers of one row, in bits; `findings` is how many root causes were found there."""

    n: int
    median: float
    p99: float
    worst: float
    findings: int

    def __str__(self) -> str:
        lost = [digits.bits(number) for number in (self.median, self.p99, self.worst)] if self.n else []
        return " ".join([*lost, *([f"!{self.findings}"] if self.findings else [])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table: `by` operation or rule, its rows as cells in the order of the methods; None where nothing was measured."""

    by: str
    rows: list[tuple[str, list[Cell | None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Methods side by side.

    methods : one record each, as `compare_methods` makes them, with `findings` by verdict
    expressions : how many each method was asked for, by its name
    common : how many numbers were decided for every method; if none, each is told on what it answered itself
    """

    methods: list[Record]
    expressions: Mapping[str, int]
    common: int
    parts: list[Part]

    @property
    def basis(self) -> str:
        """What the figures are about, in a sentence."""
        if self.common:
            numbers = digits.plural(self.common, "number")
            return f"Compared on {numbers} that every method answered: the same expressions, points and precisions."
        return "No number was answered by every method: each is told on what it answered itself, so rows compare with care."

    @property
    def reach(self) -> str:
        """How many expressions each method has answered for, and why not all of them for the same, in two sentences."""
        by_count: dict[int, list[str]] = {}
        for name, count in self.expressions.items():
            by_count.setdefault(count, []).append(said(name, 40))
        each = "; ".join(f"{digits.count(count)} {', '.join(names)}" for count, names in sorted(by_count.items(), reverse=True))
        why = "a kind of claim, an operation or a precision that it lacks, or an operation that is wrong by itself"
        return f"All were asked for the same expressions, but for what one cannot be asked: {why}. Expressions: {each}."

    def _repr_html_(self) -> str:
        return verify.to_html(self)


def comparison(source: Source, overview: Overview) -> Comparison | None:
    """The methods of a run side by side; None for one alone, and for too many."""
    names = sorted(overview.by_method)
    if not 2 <= len(names) <= MOST_METHODS:
        return None
    common = queries.answered_by_all(source, names)
    known = {row["method"]: row for row in compare_methods(source, overview)}
    found = {name: Counter(str(f.get("verdict")) for f in source.findings if f.get("method") == name) for name in names}
    return Comparison(
        methods=[{**known[name], "findings": dict(found[name])} for name in names],
        expressions=queries.expressions(source),
        common=common,
        parts=[_part(source, names, by, paired=common > 0) for by in ("operation", "rule")],
    )


def _part(source: Source, names: list[str], by: str, *, paired: bool) -> Part:
    rows = {(row[by], row["method"]): row for row in queries.side_by_side(source, names, by=by, paired=paired)}
    causes = Counter((_place(finding, by), str(finding.get("method"))) for finding in source.findings)
    places = sorted({place for place, _ in rows} | {place for place, method in causes if place and method in names})
    return Part(by=by, rows=[(p, [_cell(rows.get((p, name)), causes[p, name]) for name in names]) for p in places])


def _place(finding: Record, by: str) -> str:
    return str(finding.get("rule") or "") if by == "rule" else key_of({**finding, "rule": None}).place


def _cell(row: Mapping[str, float] | None, findings: int) -> Cell | None:
    if row is None and not findings:
        return None
    lost = {name: float(row[name]) if row else float("nan") for name in ("median", "p99", "worst")}
    return Cell(n=int(row["n"]) if row else 0, **lost, findings=findings)


def show_comparison(source: Source, file: IO[str] | None = None) -> None:
    """Prints the comparison to `file` (standard output): a table of methods, then one by operation and one by rule."""
    console = Console(file=file, highlight=False)
    found = comparison(source, survey(source))
    if found is None:
        return
    if not console.is_terminal:
        console = Console(
            file=file, highlight=False, width=max(WIDTH, 30 + (_PER_METHOD + 2) * len(found.methods)), no_color=True
        )
    console.print()
    console.print(_methods(found))
    for part in found.parts:
        if part.rows:
            console.print()
            console.print(_rows(part, [said(row["method"], 40) for row in found.methods]))
    console.print()
    console.print(Text(f"{found.basis} {found.reach}"))
    environment = ", ".join(f"{said(name, 40)} {said(version, 60)}" for name, version in source.run["versions"].items())
    console.print(Text(f"Environment: {environment}"))


def _methods(found: Comparison) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("method", "version"):
        table.add_column(name, overflow="fold")
    for name in ("median", "99 %", "worst", "µs each", "WRONG", "CRASHED", "INACCURATE"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in found.methods:
        lost = [digits.bits(row[name]) for name in ("median", "p99", "worst")]
        cost = "–" if row["cost"] is None else digits.brief(row["cost"])
        causes = [digits.count(row["findings"].get(name, 0)) for name in ("WRONG", "CRASHED", "INACCURATE")]
        table.add_row(said(row["method"], 40), said(row["version"], 20), *lost, cost, *causes)
    table.caption = (
        "lost bits of all that each answered; findings by root cause; time with all that the library does at first use"
    )
    table.caption_justify = "left"
    return table


def _rows(part: Part, methods: list[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(part.by, overflow="fold")
    for name in methods:
        table.add_column(name, justify="right", overflow="fold", min_width=_PER_METHOD)
    for place, cells in part.rows:
        table.add_row(said(place, 60), *("–" if cell is None else str(cell) for cell in cells))
    table.caption = "lost bits: median, 99 %, worst; !n: findings"
    table.caption_justify = "left"
    return table
