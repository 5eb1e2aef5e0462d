"""What changed between two runs as one JSON document, for programs. docs/reference/difference.md describes its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from verify.core.verdict import Verdict
from verify.reporting.difference import Change, Difference, Known, Side
from verify.reporting.difference_tables import Table
from verify.reporting.source import Record
from verify.reporting.summary import FINDING_KEYS, MOST_FINDINGS, strict

DIFFERENCE_SCHEMA: Final = 1


def difference_summary(found: Difference) -> Record:
    """The document, of schema DIFFERENCE_SCHEMA: same runs, same document. Lists longer than MOST_FINDINGS are cut."""
    lists = {"new": found.fresh, "gone": found.gone, "same": found.same}
    document = {
        "schema": DIFFERENCE_SCHEMA,
        "answer": found.answer,
        "basis": found.basis,
        "old": _side(found.old),
        "new": _side(found.new),
        "settings": _changes(found.settings),
        "versions": _changes(found.versions),
        "findings": {name: [_finding(known) for known in listed[:MOST_FINDINGS]] for name, listed in lists.items()},
        "resolution": _table(found.resolution),
        "resolution_by_rule": _table(found.rule_resolution),
        "lost_bits": [_table(table) for table in found.lost],
        "left_out": {name: max(len(listed) - MOST_FINDINGS, 0) for name, listed in lists.items()},
    }
    return {key: strict(value) for key, value in document.items()}


def write_difference_summary(found: Difference, path: Path) -> None:
    """Writes the document to `path`."""
    text = json.dumps(difference_summary(found), indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _side(side: Side) -> Record:
    return {
        "id": side.run["id"],
        "state": side.overview.state,
        "answer": side.answer,
        "observations": side.overview.observations,
        "counts": {verdict.name: side.counts[verdict] for verdict in Verdict},
        "problems": side.problems,
    }


def _changes(changes: list[Change]) -> Record:
    return {change.what: {"old": change.old, "new": change.new} for change in changes}


def _finding(known: Known) -> Record:
    return {**{key: known.finding.get(key) for key in FINDING_KEYS}, "note": known.note or None}


def _table(table: Table) -> Record:
    changed = [
        {table.by: row.place, "method": row.method, "dtype": row.dtype or None}
        | {name: {"old": old, "new": new} for name, (old, new) in row.numbers.items()}
        | {"points": {"old": row.points[0], "new": row.points[1]}}
        for row in table.moved[:MOST_FINDINGS]
    ]
    return {"by": table.by, "changed": changed, "unchanged": table.same, "in_one_run_only": table.only}
