"""The report as one HTML file: offline, self-contained, readable without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from verify.core.verdict import Kind, Verdict
from verify.reporting import digits
from verify.reporting.cases import present
from verify.reporting.comparison import comparison
from verify.reporting.drawing import trusted
from verify.reporting.evidence import point_text
from verify.reporting.failing_rules import failing_rules
from verify.reporting.figures import figures, method_figures
from verify.reporting.overview import Overview, headline, resolution_text, survey, tone
from verify.reporting.page import assets, environment
from verify.reporting.peers import sympy_integrals, sympy_witness
from verify.reporting.sections import compare_methods, reason_rows, rule_map, rule_rows, segments, worst_cases
from verify.reporting.source import Record, Source
from verify.reporting.typeset import shorten

# Told in full; what lies beyond is listed in one line each, up to the second number.
MOST_FINDINGS: Final = 40
MOST_LISTED: Final = 400
MOST_HOT_SPOTS: Final = 12


def write_html(source: Source, path: Path) -> None:
    """Writes the page to `path`."""
    path.write_text(render(source), encoding="utf-8")


def render(source: Source) -> str:
    """The page of an opened run."""
    known = len(source.problems)
    context = _context(source, survey(source))
    if len(source.problems) > known:  # a shard proved to be damaged on the way: every number must leave it out
        context = _context(source, survey(source))
    return str(environment().get_template("report.html.j2").render(context))


def _context(source: Source, overview: Overview) -> Record:
    methods, rows = rule_map(source, overview)
    cells = sum(bool(cell.anchor) for _, row in rows for cell in row)
    compared = compare_methods(source, overview)
    with trusted():
        drawn, costs = figures(source, overview), method_figures(compared)
    return {
        "run": source.run,
        "overview": overview,
        "answer": headline(overview, source.findings),
        "tone": tone(overview),
        "resolution": resolution_text(overview),
        "problems": source.problems,
        "segments": segments(overview.counts),
        "facts": _facts(source, overview),
        "findings": present(source.findings[:MOST_FINDINGS], "finding"),
        "more_findings": [line(case) for case in source.findings[MOST_FINDINGS:MOST_LISTED]],
        "unlisted": max(len(source.findings) - MOST_LISTED, 0),
        "hot_spots": present(source.hot_spots[:MOST_HOT_SPOTS], "hot"),
        "methods": methods,
        "map": rows,
        "worst": worst_cases(source, cells),
        "figures": drawn,
        "compared": compared,
        "side_by_side": comparison(source, overview),
        "method_figures": costs,
        "rules": rule_rows(source, overview),
        "reasons": reason_rows(source, overview),
        "failing": failing_rules(source),
        "sympy": sympy_integrals(source),
        "witness": sympy_witness(source),
        "problems_total": len(source.problems),
        "verdicts": list(Verdict),
        "kinds": list(Kind),
        **assets(),
    }


def _facts(source: Source, overview: Overview) -> list[tuple[str, str, str]]:
    """The figures beside the answer: label, number, what it means."""
    decisive = "of the observations tested something; the rest is counted, never passed"
    facts = [*_resolution_fact(overview), ("decisive", digits.percent(overview.decisive), decisive)]
    if source.hot_spots:
        spot = source.hot_spots[0]
        said = f"lost in {shorten(spot.get('expression'), 60)} at {shorten(point_text(spot), 40)}, within the budget"
        facts.append(("most bits", digits.bits(spot.get("lost_bits")), said))
    checked = (
        digits.plural(overview.expressions, "expression"),
        digits.plural(len(overview.by_method), "method"),
        digits.plural(len(overview.by_rule.keys() - {""}), "rule"),
    )
    return [*facts, ("checked in", digits.seconds(source.run["seconds"].get("total")), ", ".join(checked))]


def _resolution_fact(overview: Overview) -> list[tuple[str, str, str]]:
    found = overview.resolution
    if found is None:
        return []
    where = f"{shorten(found.worst.get('method'), 40)}, {shorten(found.worst.get('operation'), 40)}"
    others = "".join(f"; {digits.brief(median)} in {shorten(name, 20)}" for name, median in found.coarser.items())
    said = f"smallest relative fault that would have shown, in the median; at worst {digits.brief(found.worst['resolution'])}"
    return [("resolution", digits.brief(found.median), f"{said} ({where}){others}")]


def line(case: Record) -> Record:
    """A finding for a row of a table."""
    keys = ("verdict", "kind", "method", "expression", "replay")
    said = {key: shorten(case.get(key), 160) for key in keys}
    return {**said, "point": shorten(point_text(case), 160), "bits": digits.bits(case.get("lost_bits"))}
