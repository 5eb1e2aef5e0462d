"""Baselines: findings that are known and, until they expire, do not fail a run. docs/reference/baseline.md has the format.

An entry is recognised by method, place, code and smallest expression. Nothing that is drawn at random stands in it: neither
points nor constants nor names of variables, so that another seed finds the same entry again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from verify.core.claim import INTEGRALS, Quantity
from verify.core.codec import decode
from verify.core.document import read_json
from verify.core.errors import StoreError, UsageError, VerifyError
from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold, size
from verify.reporting.source import Record

SCHEMA: Final = 1
EXPIRES_AFTER: Final = timedelta(days=90)
# Larger constants are random; exponents and small factors say which formula it is.
_TELLING: Final = 10
_ASSEMBLED: Final = "assembled"  # sides that are put together from a method's answers, of which none fails alone
_UNSHRUNK: Final = frozenset(quantity.value for quantity in (*INTEGRALS, Quantity.AREA_SLOPE))
_LARGEST: Final = 200  # nodes; what is larger was not made small, whatever it says


class Key(NamedTuple):
    """What identifies a finding across seeds. `place` is the rule where only the rule can be blamed, else the operation."""

    method: str
    place: str
    code: str
    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One known finding. `expires` None is never."""

    key: Key
    first_seen: date
    last_seen: date
    expires: date | None

    def expired(self, today: date) -> bool:
        """Whether it fails a run again: the day of expiry is the first that does."""
        return self.expires is not None and today >= self.expires


def key_of(finding: Record) -> Key:
    """The key of a finding."""
    method, rule, code = (str(finding.get(name) or "") for name in ("method", "rule", "code"))
    root = _read(finding)
    if root is None or size(root) > _LARGEST or finding.get("side") == _ASSEMBLED or finding.get("quantity") in _UNSHRUNK:
        # Its expression is as it was drawn; only what it was drawn for stays the same.
        return Key(method, rule or (root.op if root is not None else ""), code, "")
    return Key(method, root.op, code, shape(root))


def shape(root: Expression) -> str:
    """`root` with variables numbered as they occur and every constant that may be random written `c`."""
    names: dict[str, str] = {}

    def visit(node: Expression, args: tuple[str, ...]) -> str:
        if node.op == VARIABLE:
            return names.setdefault(str(node.name), f"x{len(names) + 1}")
        if node.op == CONSTANT:
            value = float(node.value or 0.0)
            return str(int(value)) if value.is_integer() and abs(value) <= _TELLING else "c"
        return f"{node.op}({', '.join(args)})"

    return fold(root, visit)


def read_baseline(path: Path) -> list[Entry]:
    """The entries of a file.

    Raises
    ------
    UsageError : the file cannot be read, or an entry is not as it should be; the message says which.
    """
    try:
        document = read_json(path)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the baseline {str(path)!r}: {error}") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA or not isinstance(document.get("findings"), list):
        raise UsageError(f"{str(path)!r} is no baseline of schema {SCHEMA}; make one with --update-baseline")
    return [_entry(found, number, path) for number, found in enumerate(document["findings"], 1)]


def write_baseline(path: Path, entries: Iterable[Entry]) -> None:
    """Write entries, sorted, so that a change of one is a change of one place in the file."""
    findings = [
        {**entry.key._asdict(), "first_seen": entry.first_seen, "last_seen": entry.last_seen, "expires": entry.expires}
        for entry in sorted(entries, key=lambda entry: entry.key)
    ]
    text = json.dumps({"schema": SCHEMA, "findings": findings}, indent=2, ensure_ascii=False, default=str)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot write the baseline {str(path)!r}: {error.strerror or error}") from None


def updated(entries: Sequence[Entry], seen: Iterable[Key], today: date) -> list[Entry]:
    """The baseline that accepts everything seen today.

    What was not seen stays until it expires: a run of another seed or selection need not have met it. Accepting an expired
    entry anew keeps the day it was first seen.
    """
    known = {entry.key: entry for entry in entries}
    kept = {key: entry for key, entry in known.items() if not entry.expired(today)}
    for key in seen:
        if key in kept:
            kept[key] = replace(kept[key], last_seen=today)
        else:
            first = known[key].first_seen if key in known else today
            kept[key] = Entry(key=key, first_seen=first, last_seen=today, expires=today + EXPIRES_AFTER)
    return list(kept.values())


def _read(finding: Record) -> Expression | None:
    try:
        return decode(finding.get("rows"))
    except VerifyError:
        return None


def _entry(found: Any, number: int, path: Path) -> Entry:
    names = Key._fields
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in names):
        raise UsageError(f"entry {number} of the baseline {str(path)!r} must have {', '.join(names)}, each a text")
    dates = {name: _date(found.get(name), name, number, path) for name in ("first_seen", "last_seen", "expires")}
    first, last = dates["first_seen"], dates["last_seen"]
    if first is None or last is None:
        raise UsageError(f"entry {number} of the baseline {str(path)!r} must have first_seen and last_seen, like 2026-01-31")
    return Entry(key=Key(*(found[name] for name in names)), first_seen=first, last_seen=last, expires=dates["expires"])


def _date(text: Any, name: str, number: int, path: Path) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise UsageError(
            f"{name} = {text!r} in entry {number} of the baseline {str(path)!r} is no date like 2026-01-31"
        ) from None
