"""Reference pages of what words and numbers mean: verdicts, kinds, columns, budget constants, settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from verify.core import budget as constants_of_the_budget
from verify.core.observation import COLUMNS, INSTANCE_COLUMNS, Column
from verify.core.verdict import Kind, Verdict
from verify.engine.settings import Settings
from verify_docs.described import constants
from verify_docs.described import meanings as described
from verify_docs.markdown import code, plain, table


def verdicts() -> str:
    """The closed set of verdicts."""
    rows = ((f"**{v.name}**", plain(v.value), _yes(v.decisive), _yes(v.failure), str(v.code)) for v in Verdict)
    return table(("verdict", "meaning", "decisive", "fails a run", "code in storage"), rows)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def kinds() -> str:
    """The reasons of verdicts."""
    return table(("kind", "meaning"), ((code(kind.name.lower()), plain(kind.value)) for kind in Kind))


def observations() -> str:
    """Columns of the observations."""
    return _columns(COLUMNS)


def instances() -> str:
    """Columns of the judged expressions."""
    return _columns(INSTANCE_COLUMNS)


def _columns(columns: Iterable[Column]) -> str:
    return table(("column", "type", "meaning"), ((code(c.name), c.type, plain(c.meaning)) for c in columns))


def budget() -> str:
    """The numbers of `verify.core.budget` with what stands above them there."""
    rows = ((code(name), code(value), plain(comment)) for name, value, comment in constants(constants_of_the_budget))
    return table(("constant", "value", "what it is"), rows)


def settings() -> str:
    """The settings of a run, with their defaults."""
    said = described(Settings.__doc__ or "")
    rows = ((code(field.name), code(repr(field.default)), plain(said[field.name])) for field in fields(Settings))
    return table(("setting", "default", "meaning"), rows)
