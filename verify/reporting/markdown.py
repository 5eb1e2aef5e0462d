"""The result of a run as Markdown, for the summary of a CI step or a comment. Names from outside stay text."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from verify.core.verdict import Verdict
from verify.reporting import digits, queries
from verify.reporting.overview import Overview, headline, resolution_text, survey
from verify.reporting.policy import Policy, baseline_lines
from verify.reporting.sentences import evidence, repeat, said, title
from verify.reporting.source import Record, Source

# GitHub refuses a step's summary of more than this, with all that the step wrote to it before.
MOST_BYTES: Final = 1024 * 1024 - 1
_FINDINGS: Final = 10
_LISTED: Final = 100
_METHODS: Final = 100
_CUT: Final = "\n\nThe rest did not fit; the report has it.\n"


def write_markdown(source: Source, path: Path, policy: Policy) -> None:
    """Writes the summary to `path`."""
    path.write_text(markdown(source, policy), encoding="utf-8")


def append_step_summary(text: str, path: Path) -> None:
    """Adds `text` to a step's summary, as much of it as there is still room for."""
    used = path.stat().st_size if path.exists() else 0
    with path.open("a", encoding="utf-8") as file:
        file.write(fitting(text, MOST_BYTES - used))


def fitting(text: str, room: int) -> str:
    """`text`, cut after a line so that it takes at most `room` bytes."""
    if len(text.encode()) <= room:
        return text
    kept = text.encode()[: max(room - len(_CUT.encode()), 0)].decode(errors="ignore").rpartition("\n")[0]
    return kept + _CUT if kept else ""


def markdown(source: Source, policy: Policy) -> str:
    """The summary of an opened run, under 1 MiB."""
    overview = survey(source)
    parts = [f"## verify: {_escaped(headline(overview, source.findings))}", f"{_capital(resolution_text(overview))}."]
    parts += [f"> {_escaped(said(problem))}" for problem in source.problems[:_FINDINGS]]
    parts += [_escaped(line) for line in baseline_lines(policy, overview, source.findings)]
    parts += [_table(source, overview)] if overview.observations else []
    told = sorted(source.findings, key=lambda finding: not policy.standing(finding).failing)
    parts += ["### Findings", *(_told(finding, policy) for finding in told[:_FINDINGS])] if told else []
    parts += ["\n".join(_line(finding, policy) for finding in told[_FINDINGS:_LISTED])] if len(told) > _FINDINGS else []
    parts += [f"{digits.plural(len(told) - _LISTED, 'more finding')} in the report."] if len(told) > _LISTED else []
    versions = ", ".join(f"{said(name, 60)} {said(version, 60)}" for name, version in source.run["versions"].items())
    parts += [f"Seed {code(source.run['seed'])}, command {code(source.run['command'])}.", f"<sub>{_escaped(versions)}</sub>"]
    return fitting("\n\n".join(parts) + "\n", MOST_BYTES)


def _table(source: Source, overview: Overview) -> str:
    lost = {row["method"]: row for row in queries.spread(source, "method")}
    heads = ["method", *(verdict.name for verdict in Verdict), "lost bits, median", "99 %", "worst"]
    rows = [f"| {' | '.join(heads)} |", f"| --- |{' ---: |' * (len(heads) - 1)}"]
    for method, counts in list(overview.by_method.items())[:_METHODS]:
        spread = [digits.bits(lost.get(method, {}).get(name)) for name in ("median", "p99", "worst")]
        rows.append(f"| {' | '.join([code(method, 80), *map(digits.count, counts.values()), *spread])} |")
    return "\n".join(rows)


def _told(finding: Record, policy: Policy) -> str:
    facts = [f"- {label}: {code(text)}" for label, text in evidence(finding)]
    standing = policy.standing(finding)
    return "\n".join([f"**{_escaped(title(finding))}**", "", f"- {standing.value}", *facts])


def _line(finding: Record, policy: Policy) -> str:
    return f"- {_escaped(title(finding))} ({policy.standing(finding).value}); {code(repeat(finding))}"


def code(text: object, longest: int = 4000) -> str:
    """`text` as code, whatever it holds: as a code span, or by entities where a character could end one."""
    shown = said(text, longest)
    return f"<code>{_escaped(shown)}</code>" if set(shown) & set("|`\\<>&") or not shown.strip() else f"`{shown}`"


def _escaped(text: str) -> str:
    """`text` with everything that Markdown or HTML could read as markup as an entity, which neither reads as markup."""
    return "".join(c if c.isalnum() or c in " .,;=+-/()%'?" else f"&#{ord(c)};" for c in text)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
