"""What changed from one run to another: verdicts, findings, resolution, lost bits, versions and settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import verify
from verify.core.errors import UsageError
from verify.reporting import digits
from verify.reporting.baseline import key_of
from verify.reporting.difference_tables import Table, lost_table, resolution_table, rule_resolution_table
from verify.reporting.overview import Counts, Overview, headline, survey
from verify.reporting.policy import FINDINGS, Policy
from verify.reporting.source import Record, Source

# Settings that say how a run was carried out and not what it asked.
_CIRCUMSTANCES: Final = frozenset({"jobs", "executor", "time_budget", "sympy_seconds", "sympy_share"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two runs."""

    path: Path
    run: Record
    overview: Overview
    answer: str
    problems: list[str]

    @property
    def counts(self) -> Counts:
        return self.overview.counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that has another value in the new run; `what` names it."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A finding of one run or of both. `note` says why it could not have been met in the other run, where that is so."""

    finding: Record
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from the run `old` to the run `new`.

    fresh, gone, same : findings of the new run alone, of the old one alone, of both (as the new one tells them)
    resolution : by operation and method; rule_resolution : by rule and method
    lost : bits by operation and by rule, with the methods
    """

    old: Side
    new: Side
    settings: list[Change]
    versions: list[Change]
    fresh: list[Known]
    gone: list[Known]
    same: list[Known]
    resolution: Table
    rule_resolution: Table
    lost: list[Table]

    @property
    def basis(self) -> str:
        """How far the numbers of the two runs can be compared."""
        if not self.settings:
            return "Both runs asked the same questions: what differs comes from versions, methods or this program."
        return "The runs asked different questions: small changes of numbers, and single findings, may be chance."

    @property
    def answer(self) -> str:
        """The change in one sentence, without a full stop."""
        if not (self.fresh or self.gone):
            return f"no finding has come or gone, {len(self.same) or 'none'} in both runs"
        fresh = digits.plural(len(self.fresh), "new finding") if self.fresh else "no new finding"
        return f"{fresh}, {len(self.gone) or 'none'} gone, {len(self.same) or 'none'} the same"

    def _repr_html_(self) -> str:
        return verify.to_html(self)


def difference(old: Source, new: Source) -> Difference:
    """What changed from `old` to `new`.

    Raises
    ------
    UsageError : both are one folder, or were written with different schemas.
    """
    if old.path.resolve() == new.path.resolve():
        raise UsageError(f"OLD and NEW are the same folder {str(new.path)!r}; a difference needs two runs")
    schemas = [source.run.get("schema") for source in (old, new)]
    if None not in schemas and schemas[0] != schemas[1]:
        raise UsageError(f"the runs are of different schemas ({schemas[0]} and {schemas[1]}); their numbers cannot be compared")
    sides = _side(old), _side(new)
    fresh, gone, same = _findings(old, new)
    return Difference(
        old=sides[0],
        new=sides[1],
        settings=_settings(old.run, new.run),
        versions=_changes(old.run["versions"], new.run["versions"]),
        fresh=fresh,
        gone=gone,
        same=same,
        resolution=resolution_table(old, new),
        rule_resolution=rule_resolution_table(old, new),
        lost=[lost_table(old, new, by) for by in ("operation", "rule")],
    )


def exit_code(found: Difference, policy: Policy) -> int:
    """What the new run brings: 0 nothing that fails, 1 a new finding that does, 2 nothing was tested.

    A new run with failures that it has no finding for (it was interrupted, say) fails, as nothing shows that they are old.
    """
    explained = [*found.fresh, *found.same]
    code = policy.exit_code(found.new.counts, [known.finding for known in explained])
    if code != FINDINGS or not any(policy.standing(known.finding).failing for known in explained):
        return code
    return int(any(policy.standing(known.finding).failing for known in found.fresh))


def _side(source: Source) -> Side:
    overview = survey(source)
    answer = headline(overview, source.findings)
    return Side(path=source.path, run=source.run, overview=overview, answer=answer, problems=source.problems)


def _settings(old: Record, new: Record) -> list[Change]:
    stated = [{"seed": run["seed"], **run["settings"]} for run in (old, new)]
    asked = [{name: value for name, value in each.items() if name not in _CIRCUMSTANCES} for each in stated]
    return _changes(*asked)


def _changes(old: Mapping[str, object], new: Mapping[str, object]) -> list[Change]:
    names = sorted(old.keys() | new.keys())
    pairs = [Change(what=name, old=_written(old, name), new=_written(new, name)) for name in names]
    return [pair for pair in pairs if pair.old != pair.new]


def _written(values: Mapping[str, object], name: str) -> str:
    if name not in values:
        return "not stated"
    value = values[name]
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "default" if value is None else str(value)


def _findings(old: Source, new: Source) -> tuple[list[Known], list[Known], list[Known]]:
    """Findings of the new run alone, of the old one alone, and of both; several with one key are one."""
    before, after = ({key_of(finding): finding for finding in reversed(source.findings)} for source in (old, new))
    return (
        [Known(finding=after[key], note=_unmet(after[key], old, "old")) for key in reversed(after) if key not in before],
        [Known(finding=before[key], note=_unmet(before[key], new, "new")) for key in reversed(before) if key not in after],
        [Known(finding=after[key]) for key in reversed(after) if key in before],
    )


def _unmet(finding: Record, other: Source, which: str) -> str:
    """Why the other run could not have met the finding, as far as it tells."""
    for what, asked in (("method", other.facts("methods")), ("rule", other.facts("rules"))):
        name = finding.get(what)
        if name and asked and name not in asked:
            return f"the {which} run did not ask for {what} {name}"
    return ""
