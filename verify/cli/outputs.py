"""How every command that makes or reads a run ends: which reports it writes, what fails it, and what it tells CI."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from verify.cli.options import Names, check_target, note, option, several, strict, write_json
from verify.core.errors import StoreError, UsageError

if TYPE_CHECKING:
    from verify.reporting import Policy, Source

_KINDS: Final = "Reports: html, json, junit, sarif, markdown, pytest."
_STEP_SUMMARY: Final = "GITHUB_STEP_SUMMARY"
_NO_TIME: Final = "SOURCE_DATE_EPOCH"  # the usual way to hold the clock still

_options = several(
    option("--json", "json_file", metavar="FILE", help="Write the summary as JSON; - is standard output."),
    option("--report", "kinds", type=Names(), default="html", metavar="A,B", show_default=True, help=_KINDS),
    strict,
    option("--baseline", metavar="FILE", help="Findings in FILE do not fail the run until they expire."),
    click.option("--update-baseline", "update", is_flag=True, help="Accept all findings of this run into --baseline."),
    option("--github", is_flag=True, help="Print GitHub annotations, and add to the step's summary."),
)


@dataclass(frozen=True, slots=True)
class Outputs:
    """The values of those options."""

    json_file: str | None
    kinds: tuple[str, ...]
    strict: bool
    baseline: str | None
    update: bool
    github: bool

    def check(self) -> None:
        """Refuse what cannot work before an hour is spent on a run.

        Raises
        ------
        UsageError : no such report, a file that cannot be written or read, or `--update-baseline` without a file.
        """
        from verify.core.errors import choose
        from verify.reporting import WRITERS

        check_target(self.json_file)
        choose("report", self.kinds, WRITERS)
        if self.update and self.baseline is None:
            raise UsageError("--update-baseline needs --baseline FILE, the file to update")
        self.policy()

    def policy(self) -> Policy:
        """What fails a run, with the baseline as it stands on disk; a file that is not there yet may only be made."""
        from verify.reporting.baseline import read_baseline
        from verify.reporting.policy import Policy

        if self.baseline is None:
            return Policy(strict=self.strict)
        path = Path(self.baseline)
        if self.update and not path.exists():
            if not path.resolve().parent.is_dir():
                raise UsageError(f"cannot write --baseline {self.baseline!r}: its folder does not exist")
            return Policy(strict=self.strict, entries=(), today=today())
        return Policy(strict=self.strict, entries=tuple(read_baseline(path)), today=today())


def outputs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options to a click command's function, which gets them as one argument, `outputs`.

    @click.command()
    @outputs
    def check(outputs: Outputs) -> int:
        outputs.check()
        ...
        return conclude(folder, outputs)
    """
    names = [field.name for field in fields(Outputs)]

    @functools.wraps(command)
    def wrapper(*args: Any, **given: Any) -> Any:
        stated = Outputs(**{name: given.pop(name) for name in names})
        return command(*args, **given, outputs=stated)

    return _options(wrapper)


def today() -> date:
    """The day by which baselines expire, in UTC; SOURCE_DATE_EPOCH in the environment sets it.

    Raises
    ------
    UsageError : SOURCE_DATE_EPOCH is no number of seconds.
    """
    stated = os.environ.get(_NO_TIME)
    if stated is None:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(stated), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{_NO_TIME} is {stated!r}; it must be a whole number of seconds since 1970") from None


def conclude(folder: Path, outputs: Outputs, *, out: str | None = None) -> int:
    """Write the reports, update the baseline, show the result on standard output, and return the exit code."""
    from verify.reporting import console_text, open_run, show, summary, survey, write_report
    from verify.reporting.policy import NOTHING, baseline_lines

    policy = outputs.policy()
    with open_run(folder) as source:
        if outputs.update:
            policy = _accept(source, policy, Path(str(outputs.baseline)))
        overview = survey(source)
        code = policy.exit_code(overview.counts, source.findings)
        known = baseline_lines(policy, overview, source.findings)
        told = _for_github(source, policy) if outputs.github else []
    written = write_report(folder, out, outputs.kinds, policy)
    aside = outputs.json_file == "-"  # standard output holds the JSON and nothing else
    if outputs.json_file is not None:
        write_json(summary(folder), outputs.json_file)
    if aside:
        note(console_text(folder, written))
    else:
        show(folder, written)
    for line in (*known, *told):
        click.echo(line, err=aside)
    if code == NOTHING:
        note("verify: nothing was tested: no observation was decisive")
    return code


def _accept(source: Source, policy: Policy, path: Path) -> Policy:
    """Write the baseline that knows every failing finding of the run; the policy with it."""
    from verify.reporting.baseline import updated, write_baseline
    from verify.reporting.policy import Policy

    entries = updated(policy.entries or (), policy.keys(source.findings), policy.today)
    write_baseline(path, entries)
    return Policy(strict=policy.strict, entries=tuple(entries), today=policy.today)


def _for_github(source: Source, policy: Policy) -> list[str]:
    """The lines of annotations; the step's summary is written where the runner says."""
    from verify.reporting.annotations import workflow_commands
    from verify.reporting.markdown import append_step_summary, markdown

    target = os.environ.get(_STEP_SUMMARY)
    if target:
        try:
            append_step_summary(markdown(source, policy), Path(target))
        except OSError as error:
            raise StoreError(f"cannot write the step's summary {target!r}: {error.strerror or error}") from None
    return workflow_commands(source, policy)
