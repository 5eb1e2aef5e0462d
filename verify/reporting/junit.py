"""A run as JUnit XML: a suite for each method, a case for each rule and precision.

Every failing observation is a `failure` whose `type` is the finding's code, crashes too: the dialects disagree on how an
error is spelled, and all of them know failures.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from verify.core.verdict import Verdict
from verify.reporting import digits
from verify.reporting.overview import Counts, Overview, resolution_text, survey
from verify.reporting.policy import Policy, Standing, baseline_lines
from verify.reporting.sections import NO_RULE
from verify.reporting.sentences import paragraph, said
from verify.reporting.source import Record, Source

_TOLD_IN_FULL: Final = 3
_STAMP: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d).*", re.ASCII)

Place = tuple[str, str, str]  # method, rule, dtype


def write_junit(source: Source, path: Path, policy: Policy) -> None:
    """Writes the document to `path`."""
    path.write_text(junit(source, policy), encoding="utf-8")


def junit(source: Source, policy: Policy) -> str:
    """The document of an opened run."""
    overview = survey(source)
    places = _places(overview)
    suites = ET.Element("testsuites", name="verify", time=_time(source.run["seconds"].get("total")))
    for method, total in overview.by_method.items():
        findings = [finding for finding in source.findings if finding.get("method") == method]
        excused = policy.excuses(total, findings)
        cases = [
            _case(place, counts, findings, policy, excused=excused) for place, counts in places.items() if place[0] == method
        ]
        suites.append(_suite(source, method, cases))
    suites.extend([_suite(source, "verify", [_vacuous()])] if not overview.decisive else [])
    for name in ("tests", "failures", "errors"):
        suites.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    if len(suites):
        suites[0].insert(0, _properties(source, overview, policy))
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _places(overview: Overview) -> dict[Place, Counts]:
    found: dict[Place, Counts] = {}
    for row in overview.tally:
        place = (str(row["method"]), str(row["rule"] or ""), str(row["dtype"]))
        found.setdefault(place, dict.fromkeys(Verdict, 0))[row["verdict"]] += row["n"]
    return found


def _here(findings: list[Record], place: Place) -> list[Record]:
    """The findings of a method that first showed at this place; all of it where they showed elsewhere first."""
    return [f for f in findings if tuple(str(f.get(name) or "") for name in ("method", "rule", "dtype")) == place] or findings


def _case(place: Place, counts: Counts, findings: list[Record], policy: Policy, *, excused: bool) -> ET.Element:
    method, rule, dtype = place
    case = ET.Element("testcase", name=f"{said(rule or NO_RULE)} [{said(dtype)}]", classname=f"verify.{said(method)}")
    failing = {verdict: counts[verdict] for verdict in policy.failing if counts[verdict]}
    causes = _here(findings, place) if failing else []
    shown = [_told(finding, policy) for finding in causes[:_TOLD_IN_FULL]]
    summed = ", ".join(f"{digits.count(n)} {verdict.name}" for verdict, n in counts.items() if n)
    if failing and not excused:
        first = next((finding for finding in causes if policy.standing(finding).failing), {})
        kind = said(first.get("code") or next(iter(failing)).name.lower())
        failure = _text(case, "failure", "\n\n".join([summed, *shown]))
        failure.attrib |= {"type": kind, "message": summed}
    elif not any(counts[verdict] for verdict in Verdict if verdict.decisive):
        _text(case, "skipped", summed).set("message", "nothing was decided here")
    else:
        _text(case, "system-out", "\n\n".join([summed, *shown]))
    return case


def _told(finding: Record, policy: Policy) -> str:
    standing = policy.standing(finding)
    return paragraph(finding) + ("" if standing is Standing.FAILS else f"\n  standing  {standing.value}")


def _vacuous() -> ET.Element:
    case = ET.Element("testcase", name="something was tested", classname="verify")
    _text(case, "failure", "no observation was decisive").attrib |= {"type": "nothing", "message": "nothing was tested"}
    return case


def _suite(source: Source, method: str, cases: list[ET.Element]) -> ET.Element:
    seconds = source.facts("methods").get(method, {}).get("seconds")
    suite = ET.Element("testsuite", name=said(method), tests=str(len(cases)), errors="0", time=_time(seconds))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    stamp = _STAMP.fullmatch(str(source.run["started"] or ""))
    if stamp:
        suite.set("timestamp", stamp[1])
    suite.extend(cases)
    return suite


def _properties(source: Source, overview: Overview, policy: Policy) -> ET.Element:
    stated: dict[str, Any] = {name: source.run[name] for name in ("seed", "command")}
    stated["resolution"] = resolution_text(overview)
    stated |= {f"version of {name}": version for name, version in source.run["versions"].items()}
    stated |= {f"problem {number}": problem for number, problem in enumerate(source.problems, 1)}
    stated |= dict(zip(("baseline", "baseline, note"), baseline_lines(policy, overview, source.findings), strict=False))
    properties = ET.Element("properties")
    for name, value in stated.items():
        ET.SubElement(properties, "property", name=said(name), value=said(value))
    return properties


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = text
    return element


def _time(seconds: object) -> str:
    """Seconds to the millisecond: the format allows no more."""
    return f"{seconds:.3f}" if isinstance(seconds, int | float) and 0.0 <= seconds < float("inf") else "0.000"
