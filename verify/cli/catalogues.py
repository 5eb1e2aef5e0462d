"""`verify list` and `verify explain`: what there is, and what words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import click

Rows = Iterable[tuple[str, ...]]
_CELL: Final = 60  # characters of a long expression that are shown


def _rules() -> Rows:
    from verify.rules import RULES

    return [(name, rule.statement, rule.where) for name, rule in RULES.items()]


def _operations() -> Rows:
    from verify.ops import DRAWN

    return [(name, row.meaning, row.domain or "everywhere", row.reference) for name, row in DRAWN.items()]


def _methods() -> Rows:
    from verify.kernels import METHODS

    return [_method(name, method) for name, method in METHODS.items()]


def _adapters() -> Rows:
    from verify.adapters import ADAPTERS, Library

    return [
        _library(method) if isinstance(method, Library) else (*_method(name, method), "") for name, method in ADAPTERS.items()
    ]


def _library(library: Any) -> tuple[str, ...]:
    """Told without importing it."""
    here = f"{library.distribution} {library.version}" if library.installed else f"not installed: {library.remedy}"
    return library.name, library.answers, library.model.value, here


def _method(name: str, method: object) -> tuple[str, ...]:
    can = method.capabilities  # type: ignore[attr-defined]  # a core.method.Method
    return name, ", ".join(sorted(quantity.value for quantity in can.quantities)), method.model.value  # type: ignore[attr-defined]


def _catalogue() -> Rows:
    from verify.cli.outcomes import shortened
    from verify.generators import CATALOGUE, PROCEDURES, Example, Procedure

    entries: list[Example | Procedure] = [*CATALOGUE.values(), *PROCEDURES.values()]
    return [
        (entry.name, *(shortened(text, _CELL) for text in (entry.statement, entry.expected)), entry.source) for entry in entries
    ]


_LISTS: Final[dict[str, tuple[tuple[str, ...], Callable[[], Rows]]]] = {
    "rules": (("rule", "statement", "where"), _rules),
    "operations": (("operation", "meaning", "domain", "reference"), _operations),
    "methods": (("method", "answers", "errs by"), _methods),
    "adapters": (("adapter", "answers", "errs by", "library"), _adapters),
    "catalogue": (("entry", "what", "expected", "source"), _catalogue),
}


@click.command("list")
@click.argument("what", metavar="|".join(_LISTS))
def list_(what: str) -> None:
    """List what a run can choose from.

    \b
      verify list rules
      verify list operations
    """
    from verify.core.errors import choose

    [(heads, rows)] = choose("list", [what], _LISTS)
    table = [heads, *rows()]
    widths = [max(len(row[column]) for row in table) for column in range(len(heads))]
    for row in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what a verdict, a kind, or a finding's code means.

    \b
      verify explain WRONG
      verify explain inaccurate-formula
    """
    from verify.engine.api import explain as explanation

    click.echo(explanation(code))
