"""Findings as workflow commands of GitHub Actions: lines that the runner turns into annotations of a commit."""

from __future__ import annotations

from typing import Final

from verify.reporting.overview import headline, survey
from verify.reporting.policy import NOTHING, Policy, baseline_lines
from verify.reporting.sarif import STAND_IN, artifact
from verify.reporting.sentences import paragraph, said, title
from verify.reporting.source import Record, Source

# GitHub shows ten of each level for a step; one for each code says more than ten of the first.
MOST: Final = 10


def workflow_commands(source: Source, policy: Policy) -> list[str]:
    """One line for each code of failure, worst first, at most ten; then one warning for what is told but fails nothing.

    What the baseline knows is left out, as it is in the summary.
    """
    overview = survey(source)
    groups: dict[str, list[Record]] = {}
    for finding in source.findings:
        if policy.standing(finding).failing:
            groups.setdefault(said(finding.get("code"), 100), []).append(finding)
    lines = [_annotation(code, findings) for code, findings in groups.items()]
    if len(lines) > MOST:
        rest = list(groups)[MOST - 1 :]
        lines = [*lines[: MOST - 1], command("error", f"verify: and {', '.join(rest)}", "the report has them")]
    code = policy.exit_code(overview.counts, source.findings)
    if code and not lines:  # nothing was tested, or failures that nobody looked into
        what = "nothing was tested" if code == NOTHING else "failing observations"
        lines = [command("error", f"verify: {what}", headline(overview, source.findings))]
    known = baseline_lines(policy, overview, source.findings)
    return lines + ([command("notice", "verify: baseline", " ".join(known))] if known and len(lines) < MOST else [])


def _annotation(code: str, findings: list[Record]) -> str:
    more = f"\nand {len(findings) - 1} more of this code" if len(findings) > 1 else ""
    file = artifact(said(findings[0].get("method")))
    place = {} if file == STAND_IN else {"file": file, "line": "1"}
    return command("error", f"{code}: {title(findings[0])}", paragraph(findings[0]) + more, **place)


def command(level: str, heading: str, message: str, **properties: str) -> str:
    """One workflow command. No text can end it early or begin another."""
    pairs = [f"{name}={_escaped_property(value)}" for name, value in {"title": heading, **properties}.items()]
    return f"::{level} {','.join(pairs)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
