"""`verify report` and `verify merge`: what is done with runs that are on disk."""

from __future__ import annotations

from pathlib import Path

import click

from verify.cli.options import note
from verify.cli.outputs import Outputs, conclude, outputs


@click.command()
@click.argument("run")
@click.option("--out", metavar="DIR", help="Folder for the reports.  [default: the run's own]")
@outputs
def report(run: str, out: str | None, outputs: Outputs) -> int:
    """Write the reports of the run in the folder RUN again, also of one that was interrupted.

    \b
      verify report reports/run-20250101-120000-seed1
      verify report reports/run-20250101-120000-seed1 --json - | jq .counts
      verify report reports/run-20250101-120000-seed1 --report junit,sarif,markdown --out ci
    """
    outputs.check()
    return conclude(Path(run), outputs, out=out)


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
