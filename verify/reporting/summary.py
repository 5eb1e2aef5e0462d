"""The summary of a run as one JSON document, for programs. docs/reference/summary.md describes its schema."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Final

from verify.core.verdict import Verdict
from verify.reporting.overview import Overview, decisive_share, headline, survey
from verify.reporting.source import Record, Source, open_run

SUMMARY_SCHEMA: Final = 1

# What a finding has, in this order; what the run does not know of it is null.
FINDING_KEYS: Final = (
    "id", "code", "verdict", "kind", "method", "version", "quantity", "claim", "dtype", "rule", "side", "expression",
    "variables", "point", "computed", "exact", "exact_decimal", "budget", "textbook", "relative_error", "lost_bits",
    "cause", "region", "born_at", "amplified_by", "cancellation", "remedy", "reproduce", "replay", "count",
)  # fmt: skip
# Findings are grouped by root cause; a run with more of them than this says so in `problems`.
MOST_FINDINGS: Final = 1000


def summary(run_folder: str | Path) -> Record:
    """The summary of the run in `run_folder`, of schema SUMMARY_SCHEMA; same run, same document.

    Numbers that JSON cannot hold are the strings "nan", "inf" and "-inf".

    Raises
    ------
    StoreError : the folder holds no run.
    """
    with open_run(run_folder) as source:
        return summarize(source, survey(source))


def summarize(source: Source, overview: Overview) -> Record:
    """The summary of an opened run."""
    run, resolution = source.run, overview.resolution
    document = {
        "schema": SUMMARY_SCHEMA,
        "id": run["id"],
        "state": overview.state,
        "answer": headline(overview, source.findings),
        "seed": run["seed"],
        "versions": run["versions"],
        "command": run["command"],
        "started": run["started"],
        "seconds": run["seconds"],
        "tasks": run["tasks"],
        "trees": overview.expressions,
        "observations": overview.observations,
        "counts": {verdict.name: overview.counts[verdict] for verdict in Verdict},
        "counts_by_method": {name: {v.name: counts[v] for v in Verdict} for name, counts in overview.by_method.items()},
        "decisive": {name: decisive_share(counts) for name, counts in overview.by_rule.items()},
        "resolution": {
            "dtype": resolution.dtype if resolution else None,
            "median": resolution.median if resolution else None,
            "worst": resolution.worst["resolution"] if resolution else None,
            "each": source.resolution,
        },
        "hot_spots": [_finding(spot) for spot in source.hot_spots[:MOST_FINDINGS]],
        "findings": [_finding(finding) for finding in source.findings[:MOST_FINDINGS]],
        "sympy_witness": source.run["sympy_witness"],
        "sympy_integrals": source.run["sympy_integrals"],
        "problems": [*source.problems, *_left_out(source)],
    }
    return {key: strict(value) for key, value in document.items()}


def write_json(source: Source, path: Path) -> None:
    """Writes the summary to `path`."""
    text = json.dumps(summarize(source, survey(source)), indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _finding(finding: Record) -> Record:
    return {key: finding.get(key) for key in FINDING_KEYS}


def _left_out(source: Source) -> list[str]:
    return [
        f"{len(entries) - MOST_FINDINGS} of {len(entries)} {name} are left out of the summary."
        for name, entries in (("findings", source.findings), ("hot spots", source.hot_spots))
        if len(entries) > MOST_FINDINGS
    ]


def strict(value: Any) -> Any:
    """`value` with numbers that JSON lacks as text."""
    if isinstance(value, dict):
        return {str(key): strict(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [strict(entry) for entry in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
