"""The tables of the page: verdicts, the map of rules and methods, its worst cases, methods, rules, reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from verify.core.verdict import Verdict
from verify.reporting import digits, queries
from verify.reporting.cases import kind_prose
from verify.reporting.overview import Counts, Overview, Resolution, decisive_share
from verify.reporting.source import Record, Source
from verify.reporting.typeset import shade, shorten

# Rows of worst cases on the whole page, shared among the cells of the map.
_WORST_ROWS: Final = 1500
_WORST_EACH: Final = 5
NO_RULE: Final = "no rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One verdict in the bar of all: its share is its width."""

    verdict: str
    count: str
    percent: str
    share: float
    prose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCell:
    """Lost bits of one method under one rule; empty where nothing was measured."""

    anchor: str
    rule: str
    method: str
    p99: str
    shade: int
    says: str


def segments(counts: Counts) -> list[Segment]:
    """The verdicts that occur, in their order, worst ones never too thin to be seen."""
    total = sum(counts.values())
    return [
        Segment(verdict=v.name, count=digits.count(n), percent=digits.percent(n / total), share=n / total, prose=v.value)
        for v, n in counts.items()
        if n
    ]


def rule_map(source: Source, overview: Overview) -> tuple[list[str], list[tuple[str, list[MapCell]]]]:
    """Methods, and for each rule its cells in that order."""
    found = {(row["rule"], row["method"]): row for row in queries.spread(source, "rule", "method")}
    methods = list(overview.by_method)
    rules = sorted({rule for rule, _ in found})
    return methods, [
        (rule or NO_RULE, [_cell(rule, method, found.get((rule, method))) for method in methods]) for rule in rules
    ]


def _cell(rule: str, method: str, row: Record | None) -> MapCell:
    if row is None:
        return MapCell(anchor="", rule=rule or NO_RULE, method=method, p99="", shade=0, says="nothing measured")
    figures = (
        f"median {digits.bits(row['median'])}, 99 % {digits.bits(row['p99'])}, worst {digits.bits(row['worst'])} bits lost"
    )
    says = f"{rule or NO_RULE}, {method}: {figures}, {digits.plural(row['n'], 'observation')}"
    anchor = _anchor(rule, method)
    return MapCell(
        anchor=anchor, rule=rule or NO_RULE, method=method, p99=digits.bits(row["p99"]), shade=shade(row["p99"]), says=says
    )


def worst_cases(source: Source, cells: int) -> list[Record]:
    """The worst rows of each cell, with the anchor of the cell on its first row."""
    rows = queries.worst(source, max(1, min(_WORST_EACH, _WORST_ROWS // max(cells, 1))))
    seen: set[tuple[str, str]] = set()
    shown = []
    for row in rows[:_WORST_ROWS]:
        key = (row["rule"], row["method"])
        compared = digits.compare(row["computed"], row["exact"], row["dtype"])
        shown.append({
            "anchor": "" if key in seen else _anchor(*key),
            "rule": row["rule"] or NO_RULE,
            "method": row["method"],
            "bits": digits.bits(row["lost_bits"]),
            "claim": shorten(row["claim"], 160),
            "point": shorten(row["point"], 120),
            "side": row["side"],
            "dtype": row["dtype"],
            "computed": compared.computed,
            "exact": compared.exact,
            "condition": digits.brief(row["condition"]),
            "verdict": Verdict.from_code(row["verdict"]).name,
            "kind": row["kind"],
        })  # fmt: skip
        seen.add(key)
    return shown


def compare_methods(source: Source, overview: Overview) -> list[Record]:
    """One row for each method: counts, decisive share, lost bits, cost in microseconds per observation; best first."""
    spread = {row["method"]: row for row in queries.spread(source, "method")}
    facts = source.facts("methods")
    rows = [
        _method_row(name, counts, spread.get(name), facts.get(name, {}), overview.resolution)
        for name, counts in overview.by_method.items()
    ]
    return sorted(rows, key=lambda row: (row["median"] is None, row["p99"] or 0.0, row["median"] or 0.0, row["method"]))


def _method_row(name: str, counts: Counts, spread: Record | None, known: Record, resolution: Resolution | None) -> Record:
    total, seconds = sum(counts.values()), known.get("seconds")
    caught = sorted(row["resolution"] for row in (resolution.each if resolution else ()) if row.get("method") == name)
    return {
        "method": name,
        "version": str(known.get("version", "")),
        "model": str(known.get("model", "")),
        "observations": total,
        "counts": [(verdict.name, counts[verdict]) for verdict in Verdict],
        "decisive": digits.percent(decisive_share(counts)),
        "n": spread["n"] if spread else 0,
        **{key: spread[key] if spread else None for key in ("median", "p99", "worst")},
        "cost": seconds / total * 1e6 if isinstance(seconds, int | float) and seconds > 0 and total else None,
        "caught": caught[len(caught) // 2] if caught else None,
    }


def rule_rows(source: Source, overview: Overview) -> list[Record]:
    """One row for each rule: what it says, what became of its broken twins, how much of it was decisive."""
    facts = source.facts("rules")
    return [
        {
            "rule": name or NO_RULE,
            "statement": shorten(facts.get(name, {}).get("statement", ""), 200),
            "twins": [(str(twin), shorten(said, 200)) for twin, said in (facts.get(name, {}).get("twins") or {}).items()],
            "observations": digits.count(sum(counts.values())),
            "decisive": digits.percent(decisive_share(counts)),
        }
        for name, counts in overview.by_rule.items()
    ]


def reason_rows(source: Source, overview: Overview) -> list[Record]:
    """UNDECIDED, OUTSIDE and CRASHED by reason, most frequent first, with an example and the methods concerned."""
    grouped: dict[tuple[int, str], list[Record]] = {}
    for row in queries.reasons(source):
        grouped.setdefault((row["verdict"], row["kind"]), []).append(row)
    return [
        {
            "verdict": Verdict.from_code(code).name,
            "kind": kind,
            "prose": kind_prose(kind),
            "n": sum(row["n"] for row in rows),
            "percent": digits.percent(sum(row["n"] for row in rows) / overview.observations),
            "methods": [(row["method"], digits.count(row["n"])) for row in rows],
            "example": f"{shorten(rows[0]['example']['claim'], 120)} at {shorten(rows[0]['example']['point'], 80)}",
        }
        for (code, kind), rows in sorted(grouped.items(), key=lambda item: -sum(row["n"] for row in item[1]))
    ]


def _anchor(rule: str, method: str) -> str:
    said = f"{rule or NO_RULE}--{method}"
    plain = re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", said)
    return f"worst-{plain}"
