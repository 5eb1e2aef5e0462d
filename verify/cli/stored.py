"""`verify report` and `verify merge`: what is done with runs that are on disk."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from verify.cli.options import check_target, note, write_json
from verify.cli.outputs import Outputs, conclude, outputs


@click.command()
@click.argument("run")
@click.argument("new", required=False)
@click.option("--out", metavar="DIR", help="Folder for the reports.  [default: the (new) run's own]")
@outputs
def report(run: str, new: str | None, out: str | None, outputs: Outputs) -> int:
    """Write the reports of the run in the folder RUN again, also of one that was interrupted.

    With a second folder NEW: what changed from the one run to the other. The exit code is then 1 if a finding is new that
    fails a run.

    \b
      verify report reports/run-20250101-120000-seed1
      verify report reports/run-20250101-120000-seed1 --json - | jq .counts
      verify report reports/run-20250101-120000-seed1 --report junit,sarif,markdown --out ci
      verify report reports/yesterday reports/today --json difference.json
    """
    if new is not None:
        return report_difference(Path(run), Path(new), outputs, out)
    outputs.check()
    return conclude(Path(run), outputs, out=out)


def report_difference(old: Path, new: Path, outputs: Outputs, out: str | None) -> int:
    """Show and write what changed from the run in `old` to the one in `new`; the exit code.

    Raises
    ------
    UsageError : an option that says nothing about two runs, one folder twice, or two schemas.
    """
    from verify.core.errors import UsageError, choose
    from verify.reporting import DIFFERENCE_WRITERS, compare_runs, difference_summary, show_difference, write_differences
    from verify.reporting.difference import exit_code

    for given, name in ((outputs.update, "--update-baseline"), (outputs.github and _typed("github"), "--github")):
        if given:
            raise UsageError(f"{name} is about one run, and {str(old)!r} and {str(new)!r} are two; leave it out")
    check_target(outputs.json_file)
    # What settings ask of every run may be more than there is of two.
    kinds = outputs.kinds if _typed("kinds") else tuple(kind for kind in outputs.kinds if kind in DIFFERENCE_WRITERS)
    choose("report of two runs", kinds, DIFFERENCE_WRITERS)
    policy = outputs.policy()
    found = compare_runs(old, new)
    written = write_differences(found, out if out is not None else new, kinds)
    if outputs.json_file is not None:
        write_json(difference_summary(found), outputs.json_file)
    show_difference(found, written, sys.stderr if outputs.json_file == "-" else None)
    return exit_code(found, policy)


def _typed(name: str) -> bool:
    """Whether an option stands on the command line, and not in the environment or a file."""
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--out", metavar="DIR", required=True, help="Folder of the merged run.")
@outputs
def merge(runs: tuple[str, ...], out: str, outputs: Outputs) -> int:
    """Make one run, and its report, of several: from other seeds or other machines.

    \b
      verify merge reports/monday reports/tuesday --out reports/both
    """
    from verify.engine.merge import merge as merge_runs

    outputs.check()
    folder = merge_runs([Path(run) for run in runs], Path(out))
    return conclude(folder.path, outputs)


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
