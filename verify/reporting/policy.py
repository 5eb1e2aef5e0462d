"""What fails a run: verdicts, `--strict`, and the baseline of known findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Final

from verify.core.verdict import Verdict
from verify.reporting import digits
from verify.reporting.baseline import Entry, Key, key_of
from verify.reporting.overview import Counts, Overview
from verify.reporting.source import Record

CLEAN: Final = 0
FINDINGS: Final = 1
NOTHING: Final = 2
_LOOKED_INTO: Final = tuple(verdict for verdict in Verdict if verdict.failure or verdict is Verdict.INACCURATE)


class Standing(Enum):
    """What a finding means for the run; the value is what a person reads."""

    FAILS = "fails the run"
    NEW = "not in the baseline: fails the run"
    EXPIRED = "its place in the baseline has expired: fails the run"
    KNOWN = "known, and in the baseline"
    TOLD = "told, but fails only with --strict"

    @property
    def failing(self) -> bool:
        """Whether the run must not be called clean for it."""
        return self in (Standing.FAILS, Standing.NEW, Standing.EXPIRED)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How a run is judged.

    strict : INACCURATE fails too
    entries : the baseline; None where there is none
    today : the day by which entries expire
    """

    strict: bool = False
    entries: tuple[Entry, ...] | None = None
    today: date = date.min

    @cached_property
    def failing(self) -> tuple[Verdict, ...]:
        """The verdicts that fail a run."""
        return tuple(v for v in Verdict if v.failure or (self.strict and v is Verdict.INACCURATE))

    @cached_property
    def known(self) -> dict[Key, Entry]:
        """Entries by key."""
        return {entry.key: entry for entry in self.entries or ()}

    def standing(self, finding: Record) -> Standing:
        """What `finding` means for the run."""
        if finding.get("verdict") not in {verdict.name for verdict in self.failing}:
            return Standing.TOLD
        if self.entries is None:
            return Standing.FAILS
        entry = self.known.get(key_of(finding))
        if entry is None:
            return Standing.NEW
        return Standing.EXPIRED if entry.expired(self.today) else Standing.KNOWN

    def keys(self, findings: Iterable[Record]) -> list[Key]:
        """Keys of the findings that would fail a run without a baseline: what an update accepts."""
        return list(dict.fromkeys(key_of(finding) for finding in findings if self.standing(finding) is not Standing.TOLD))

    def exit_code(self, counts: Counts, findings: list[Record]) -> int:
        """0 clean, 1 findings, 2 nothing was tested."""
        if any(counts.get(verdict) for verdict in self.failing) and not self.excuses(counts, findings):
            return FINDINGS
        return CLEAN if any(counts.get(verdict) for verdict in Verdict if verdict.decisive) else NOTHING

    def excuses(self, counts: Counts, findings: list[Record]) -> bool:
        """Whether the baseline has every cause of the failing observations among `counts`, as `findings` tell them."""
        standings = [self.standing(finding) for finding in findings]
        if self.entries is None or any(standing.failing for standing in standings) or Standing.KNOWN not in standings:
            return False
        # Findings are looked into worst first, up to a limit: one that is only told shows that no failure was cut off.
        told = sum(int(finding.get("count") or 0) for finding in findings)
        return Standing.TOLD in standings or told >= sum(counts.get(verdict, 0) for verdict in _LOOKED_INTO)


def baseline_lines(policy: Policy, overview: Overview, findings: list[Record]) -> list[str]:
    """What the baseline did to this run, in sentences; none where there is no baseline."""
    if policy.entries is None:
        return []
    keys: dict[Standing, list[Key]] = {standing: [] for standing in Standing}
    for finding in findings:
        keys[policy.standing(finding)].append(key_of(finding))
    known = set(keys[Standing.KNOWN])
    ends = sorted(end for key in known if (end := policy.known[key].expires) is not None)
    until = f", the first until {ends[0]}" if ends else ""
    unseen = len(policy.known.keys() - {key for found in keys.values() for key in found})
    lines = [
        f"Baseline: {len(known)} known{until}; {len(set(keys[Standing.NEW]))} new; "
        f"{len(set(keys[Standing.EXPIRED]))} expired; {unseen} not seen in this run."
    ]
    if known and policy.exit_code(overview.counts, findings) == FINDINGS and not (keys[Standing.NEW] or keys[Standing.EXPIRED]):
        failures = digits.plural(sum(overview.counts[verdict] for verdict in policy.failing), "failing observation")
        lines.append(f"Not every cause of the {failures} was looked into, so that the baseline cannot excuse them.")
    return lines
