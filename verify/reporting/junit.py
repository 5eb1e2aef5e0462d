"""A run as JUnit XML: a suite for each method, a case for each rule and precision.

Every failing observation is a `failure` whose `type` is the finding's code, crashes too: the dialects disagree on how an
error is spelled, and all of them know failures. The document is valid under both schemas that are published for it, that of
Ant's reports (the stricter one: totals belong to suites, and what a case says to its suite) and Jenkins' junit-10.xsd.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

from verify.core.verdict import Verdict
from verify.reporting import digits
from verify.reporting.overview import Counts, Overview, resolution_text, survey
from verify.reporting.policy import Policy, Standing, baseline_lines
from verify.reporting.sections import NO_RULE
from verify.reporting.sentences import paragraph, said
from verify.reporting.source import Record, Source

_TOLD_IN_FULL: Final = 3
_NO_STAMP: Final = "1970-01-01T00:00:00"  # where a run does not say when it began: the format demands something
_HOST: Final = "localhost"  # reports name no machine

Place = tuple[str, str, str]  # method, rule, dtype


def write_junit(source: Source, path: Path, policy: Policy) -> None:
    """Writes the document to `path`."""
    path.write_text(junit(source, policy), encoding="utf-8")


def junit(source: Source, policy: Policy) -> str:
    """The document of an opened run."""
    overview = survey(source)
    places = _places(overview)
    suites = ET.Element("testsuites")
    for method, total in overview.by_method.items():
        findings = [finding for finding in source.findings if finding.get("method") == method]
        excused = policy.excuses(total, findings)
        cases = [
            _case(place, counts, findings, policy, excused=excused) for place, counts in places.items() if place[0] == method
        ]
        _suite(suites, source, method, cases)
    if not overview.decisive:
        _suite(suites, source, "verify", [_vacuous()])
    for number, suite in enumerate(suites):
        suite.insert(0, _properties(source, overview, policy) if number == 0 else ET.Element("properties"))
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


class _Case(NamedTuple):
    """A case, what its suite says of it, and the number of its observations, by which it gets its part of the time."""

    element: ET.Element
    told: str
    size: int


def _case(place: Place, counts: Counts, findings: list[Record], policy: Policy, *, excused: bool) -> _Case:
    method, rule, dtype = place
    case = ET.Element("testcase", name=f"{said(rule or NO_RULE)} [{said(dtype)}]", classname=f"verify.{said(method)}")
    failing = {verdict: counts[verdict] for verdict in policy.failing if counts[verdict]}
    causes = _here(findings, place) if failing else []
    shown = [_told(finding, policy) for finding in causes[:_TOLD_IN_FULL]]
    summed = ", ".join(f"{digits.count(n)} {verdict.name}" for verdict, n in counts.items() if n)
    told = f"{case.get('name')}: {summed}"
    if failing and not excused:
        first = next((finding for finding in causes if policy.standing(finding).failing), {})
        kind = said(first.get("code") or next(iter(failing)).name.lower())
        failure = _text(case, "failure", "\n\n".join([summed, *shown]))
        failure.attrib |= {"type": kind, "message": summed}
    elif not any(counts[verdict] for verdict in Verdict if verdict.decisive):
        _text(case, "skipped", summed).set("message", "nothing was decided here")
    else:
        told = "\n\n".join([told, *shown])
    return _Case(case, told, sum(counts.values()))


def _told(finding: Record, policy: Policy) -> str:
    standing = policy.standing(finding)
    return paragraph(finding) + ("" if standing is Standing.FAILS else f"\n  standing  {standing.value}")


def _vacuous() -> _Case:
    case = ET.Element("testcase", name="something was tested", classname="verify")
    _text(case, "failure", "no observation was decisive").attrib |= {"type": "nothing", "message": "nothing was tested"}
    return _Case(case, "nothing was tested", 1)


def _suite(parent: ET.Element, source: Source, method: str, cases: list[_Case]) -> None:
    """Adds the suite of a method; its seconds are divided among its cases by their observations."""
    suite = ET.SubElement(parent, "testsuite", name=said(method).strip() or "?", package="verify", id=str(len(parent)))
    seconds = _seconds(source.facts("methods").get(method, {}).get("seconds"))
    suite.attrib |= {"hostname": _HOST, "timestamp": _stamp(source.run["started"]), "time": _time(seconds)}
    suite.attrib |= {"tests": str(len(cases)), "errors": "0"}
    for name, tag in (("failures", "failure"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.element.find(tag) is not None for case in cases)))
    observations = sum(case.size for case in cases)
    for case in cases:
        case.element.set("time", _time(seconds * case.size / observations))
        suite.append(case.element)
    _text(suite, "system-out", "\n".join(case.told for case in cases))
    _text(suite, "system-err", "")


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


def _stamp(started: object) -> str:
    """When the run began, without its zone, which the format has no place for."""
    try:
        return datetime.fromisoformat(str(started)).replace(tzinfo=None).isoformat(timespec="seconds")
    except ValueError:
        return _NO_STAMP


def _seconds(given: object) -> float:
    """Seconds from a file, 0 where it has none."""
    return float(given) if isinstance(given, int | float) and 0.0 <= given < float("inf") else 0.0


def _time(seconds: float) -> str:
    """Seconds to the millisecond: the format allows no more."""
    return f"{seconds:.3f}"
