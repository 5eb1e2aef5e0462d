"""Findings as SARIF 2.1.0 (OASIS Standard), for code-scanning services."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from verify import __version__
from verify.core.verdict import Kind, Verdict
from verify.reporting.baseline import key_of
from verify.reporting.overview import resolution_text, survey
from verify.reporting.policy import NOTHING, Policy, Standing, baseline_lines
from verify.reporting.sentences import paragraph, said, title
from verify.reporting.source import Record, Source

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# Services keep 5,000 results of a run at most, and refuse more than 25,000.
MOST_RESULTS: Final = 5000
# Services drop results without a place. An installed library has none in the repository but where it is chosen.
STAND_IN: Final = "pyproject.toml"
_SHIPPED: Final = "demo:broken"  # an adapter of ours, and no module `demo` of theirs
_STATES: Final = {Standing.NEW: "new", Standing.EXPIRED: "unchanged", Standing.KNOWN: "unchanged"}


def write_sarif(source: Source, path: Path, policy: Policy) -> None:
    """Writes the document to `path`."""
    text = json.dumps(sarif(source, policy), indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def sarif(source: Source, policy: Policy) -> Record:
    """The document of an opened run."""
    overview = survey(source)
    findings = source.findings[:MOST_RESULTS]
    codes = sorted({_code(finding) for finding in findings})
    run = {
        "tool": {"driver": {"name": "verify", "version": __version__, "rules": [_rule(code) for code in codes]}},
        "automationDetails": {"id": "verify/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": policy.exit_code(overview.counts, source.findings) != NOTHING,
                "commandLine": said(source.run["command"] or "not known"),
            }
        ],
        "results": [_result(finding, codes.index(_code(finding)), policy) for finding in findings],
        "properties": {
            "seed": said(source.run["seed"]),
            "observations": {verdict.name: overview.counts[verdict] for verdict in Verdict},
            "resolution": resolution_text(overview),
            "versions": {said(name): said(version) for name, version in source.run["versions"].items()},
            "baseline": baseline_lines(policy, overview, source.findings),
            "problems": [said(problem) for problem in source.problems],
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _code(finding: Record) -> str:
    return said(finding.get("code") or "unknown", 100)


def _rule(code: str) -> Record:
    """What a code stands for: the prose of its verdict and of its kind."""
    verdict, _, kind = code.upper().replace("-", "_").partition("_")
    prose = [group[name].value for group, name in ((Verdict, verdict), (Kind, kind)) if name in group.__members__]
    failure = verdict in Verdict.__members__ and Verdict[verdict].failure
    return {
        "id": code,
        "shortDescription": {"text": f"{prose[0] if prose else code}"},
        "fullDescription": {"text": "; ".join(prose) or code},
        "help": {"text": f"verify explain {code}"},
        "defaultConfiguration": {"level": "error" if failure else "warning"},
    }


def _result(finding: Record, rule: int, policy: Policy) -> Record:
    standing, key = policy.standing(finding), key_of(finding)
    method = said(finding.get("method"))
    result: dict[str, Any] = {
        "ruleId": _code(finding),
        "ruleIndex": rule,
        "level": "error" if standing.failing else "note" if standing is Standing.KNOWN else "warning",
        "message": {"text": paragraph(finding)},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": quote(artifact(method))}, "region": {"startLine": 1}},
                "logicalLocations": [{"fullyQualifiedName": method, "kind": "function"}],
                "message": {"text": title(finding)},
            }
        ],
        "partialFingerprints": {"verifyFinding/v1": sha256("\0".join(key).encode("utf-8", "replace")).hexdigest()},
    }
    if standing in _STATES:
        result["baselineState"] = _STATES[standing]
    if standing is Standing.KNOWN:
        until = policy.known[key].expires
        said_until = "without end" if until is None else f"until {until}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": f"in the baseline {said_until}"}]
    return result


def artifact(method: str) -> str:
    """The file in the repository that a method's name means: its own, or a stand-in where it has none there."""
    where, colon, _ = method.rpartition(":")
    if method == _SHIPPED:
        return STAND_IN
    if colon and where.endswith(".py"):
        return where
    if colon and all(part.isidentifier() for part in where.split(".")):
        return where.replace(".", "/") + ".py"
    return STAND_IN
