"""What changed between two runs, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Final

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from verify.core.verdict import Verdict
from verify.reporting import digits
from verify.reporting.console import STYLES, WIDTH, printable
from verify.reporting.difference import Change, Difference, Known
from verify.reporting.difference_tables import Table
from verify.reporting.sentences import said, title

_FINDINGS: Final = 10
_ROWS: Final = 12
_HEADS: Final = {"median": "median", "p99": "99 %", "resolution": "caught"}
_SIGNS: Final = {"new": "+", "gone": "-", "the same": "="}


def show_difference(found: Difference, written: Mapping[str, Path] | None = None, file: IO[str] | None = None) -> None:
    """Prints the difference to `file` (standard output). Plain where that is no terminal, or NO_COLOR is set."""
    console = Console(file=file, highlight=False)
    if not console.is_terminal:
        console = Console(file=file, highlight=False, width=WIDTH, no_color=True)
    console.print(Text(f"{found.answer[:1].upper()}{found.answer[1:]}.", style="bold"))
    for side, name in ((found.old, "old"), (found.new, "new")):
        console.print(Text(f"{name}  {printable(side.path)}: {side.answer}"), soft_wrap=True)
        for problem in side.problems:
            console.print(Text(f"     Note: {printable(problem)}", style="yellow"), soft_wrap=True)
    console.print(Text(found.basis))
    _print_changes(console, "Settings", found.settings)
    _print_changes(console, "Versions", found.versions)
    console.print()
    console.print(_counts(found))
    for name, listed in (("new", found.fresh), ("gone", found.gone), ("the same", found.same)):
        _print_findings(console, name, listed)
    for table in found.lost:
        _print_table(console, f"Lost bits by {table.by}", table)
    _print_table(console, "Resolution by operation", found.resolution)
    _print_table(console, "Resolution by rule, at half of the points", found.rule_resolution)
    if written:
        console.print()
    for kind, path in written.items() if written else ():
        console.print(Text(f"{kind} report: {printable(str(path))}"), soft_wrap=True)


def _print_changes(console: Console, name: str, changes: Iterable[Change]) -> None:
    for change in changes:
        line = f"{name.lower()}: {said(change.what, 60)}  {said(change.old, 100)} -> {said(change.new, 100)}"
        console.print(Text(line), soft_wrap=True)


def _counts(found: Difference) -> Grid:
    grid = _grid("", *(verdict.name for verdict in Verdict))
    for name, counts in (("old", found.old.counts), ("new", found.new.counts)):
        grid.add_row(name, *(digits.count(counts[verdict]) for verdict in Verdict))
    changes = [found.new.counts[verdict] - found.old.counts[verdict] for verdict in Verdict]
    styles = [STYLES.get(verdict.name, "") if change else "dim" for verdict, change in zip(Verdict, changes, strict=True)]
    grid.add_row("change", *(Text(f"{n:+,}" if n else "0", style=style) for n, style in zip(changes, styles, strict=True)))
    return grid


def _print_findings(console: Console, name: str, listed: list[Known]) -> None:
    if not listed:
        return
    more = f" ({_FINDINGS} of {digits.count(len(listed))})" if len(listed) > _FINDINGS else ""
    console.print()
    console.print(Text(f"Findings: {name}", style="bold") + Text(more, style="dim"))
    for known in listed[:_FINDINGS]:
        note = f" ({known.note})" if known.note else ""
        style = STYLES.get(str(known.finding.get("verdict")), "") if name == "new" else ""
        console.print(Text(f" {_SIGNS[name]} {title(known.finding)}{printable(note)}", style=style), soft_wrap=True)


def _print_table(console: Console, name: str, table: Table) -> None:
    if not table.moved:
        return
    console.print()
    quantities = list(table.moved[0].numbers)
    written = digits.brief if quantities == ["resolution"] else digits.bits
    typed = ["dtype"] if table.moved[0].dtype else []
    heads = [f"{_HEADS[quantity]} {run}" for quantity in quantities for run in ("old", "new")]
    grid = _grid(table.by, *heads, "points old", "new", left=("method", *typed))
    for row in table.moved[:_ROWS]:
        numbers = [written(number) for pair in row.numbers.values() for number in pair]
        dtype = [said(row.dtype, 20)] if typed else []
        grid.add_row(said(row.place, 40), said(row.method, 40), *dtype, *numbers, *map(digits.count, row.points))
    left = f"; the {_ROWS} largest changes" if len(table.moved) > _ROWS else ""
    grid.caption = f"{len(table.moved)} changed{left}, {table.same} did not, {table.only} stand in one run only"
    console.print(Text(name, style="bold"))
    console.print(grid)


def _grid(first: str, *numbers: str, left: tuple[str, ...] = ()) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold", caption_justify="left")
    for name in (first, *left):
        grid.add_column(name, overflow="fold")
    for name in numbers:
        grid.add_column(name, justify="right", no_wrap=True)
    return grid
