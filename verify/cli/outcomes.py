"""What became of the textbook catalogue: a row for each entry, and one for each misprint with the right value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

_HEADS: Final = ("name", "what", "expected", "outcome")
_WIDEST: Final = (52, 52, 36)


def show_outcomes(folder: Path, *, prose: bool = False) -> int:
    """Print the table of a run's catalogue; the exit code, 1 if anything is not as it should be.

    prose : to standard error, because standard output is taken
    """
    from verify.engine.store import RunFolder

    found: dict[str, Mapping[str, Any]] = {}
    for report in RunFolder.open(folder).tasks().values():
        found |= report.get("catalogue", {})
    for line in aligned([_HEADS, *(row for name, outcome in found.items() for row in rows(name, outcome))]):
        click.echo(line, err=prose)
    misprints = sum(not outcome.get("misprint", {}).get("right", True) for outcome in found.values())
    bad = [name for name, outcome in found.items() if not as_it_should(outcome)]
    click.echo(f"\n{len(found) - len(bad)} of {len(found)} entries confirmed, {misprints} misprints refuted.", err=prose)
    return int(bool(bad))


def rows(name: str, outcome: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """The entry's own row; then its printed decimal if that is wrong, and what was misprinted."""
    what, exact, printed = outcome["statement"], outcome["found"], outcome.get("printed")
    if not outcome["confirmed"]:
        yield name, what, outcome["expected"], f"NOT CONFIRMED, found: {exact}"
    elif printed is None:
        yield name, what, outcome["expected"], f"confirmed: {exact}"
    else:
        yield name, what, printed["text"], f"{'confirmed' if printed['right'] else 'REFUTED, right is'}: {exact}"
    if "misprint" in outcome:
        verdict = "NOT REFUTED" if outcome["misprint"]["right"] else "refuted, right is"
        yield f"{name}, misprinted", what, outcome["misprint"]["text"], f"{verdict}: {exact}"


def as_it_should(outcome: Mapping[str, Any]) -> bool:
    """Whether the entry is confirmed, its printed decimal right, and its misprint wrong."""
    printed, misprint = outcome.get("printed", {}).get("right", True), outcome.get("misprint", {}).get("right", False)
    return bool(outcome["confirmed"]) and printed and not misprint


def aligned(table: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Lines of a table; all columns but the last are cut to their greatest width."""
    cut = [(*map(shortened, row, _WIDEST), row[-1]) for row in table]
    widths = [max(len(row[column]) for row in cut) for column in range(len(_WIDEST))]
    for row in cut:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])


def shortened(text: str, width: int) -> str:
    """The text, or its beginning and three dots."""
    return text if len(text) <= width else f"{text[: width - 3]}..."
