"""`verify report` and `verify merge`: what is done with runs that are on disk, and how every run ends."""

from __future__ import annotations

from pathlib import Path

import click

from verify.cli.options import check_target, note, output, strict, write_json


@click.command()
@click.argument("run")
@click.option("--out", metavar="DIR", help="Folder for the reports.  [default: the run's own]")
@output
@strict
def report(run: str, out: str | None, json_file: str | None, kinds: tuple[str, ...], strict: bool) -> int:
    """Write the reports of the run in the folder RUN again, also of one that was interrupted.

    \b
      verify report reports/run-20250101-120000-seed1
      verify report reports/run-20250101-120000-seed1 --json - | jq .counts
    """
    check_target(json_file)
    check_kinds(kinds)
    return conclude(Path(run), kinds, json_file, strict=strict, out=out)


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--out", metavar="DIR", required=True, help="Folder of the merged run.")
@output
@strict
def merge(runs: tuple[str, ...], out: str, json_file: str | None, kinds: tuple[str, ...], strict: bool) -> int:
    """Make one run, and its report, of several: from other seeds or other machines.

    \b
      verify merge reports/monday reports/tuesday --out reports/both
    """
    from verify.engine.merge import merge as merge_runs

    check_target(json_file)
    check_kinds(kinds)
    folder = merge_runs([Path(run) for run in runs], Path(out))
    return conclude(folder.path, kinds, json_file, strict=strict)


def check_kinds(kinds: tuple[str, ...]) -> None:
    """Refuse unknown kinds of report before the work is done."""
    from verify.core.errors import choose
    from verify.reporting import WRITERS

    choose("report", kinds, WRITERS)


def conclude(folder: Path, kinds: tuple[str, ...], json_file: str | None, *, strict: bool, out: str | None = None) -> int:
    """Write the reports, show the result on standard output, and return the exit code."""
    from verify.reporting import console_text, open_run, show, summary, survey, write_report

    written = write_report(folder, out, kinds)
    if json_file is not None:
        write_json(summary(folder), json_file)
    if json_file == "-":
        note(console_text(folder, written))  # standard output holds the JSON and nothing else
    else:
        show(folder, written)
    with open_run(folder) as source:
        counts = {verdict.name: count for verdict, count in survey(source).counts.items()}
    return status(counts, strict=strict)


def status(counts: dict[str, int], *, strict: bool) -> int:
    """The exit code for observations by verdict: 0 clean, 1 findings, 2 nothing was tested."""
    from verify.core.verdict import Verdict

    failing = {verdict.name for verdict in Verdict if verdict.failure} | ({Verdict.INACCURATE.name} if strict else set())
    if any(counts.get(name) for name in failing):
        return 1
    if not any(counts.get(verdict.name) for verdict in Verdict if verdict.decisive):
        note("verify: nothing was tested: no observation was decisive")
        return 2
    return 0
