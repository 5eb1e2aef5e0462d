"""`verify check`: one adapter, or all modes of one library, within a minute."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from verify.cli.options import Duration, Names, note, option, several
from verify.cli.outputs import Outputs, conclude, outputs
from verify.cli.suite import begun, settings_from
from verify.core.errors import UsageError

if TYPE_CHECKING:
    from verify.engine.contract import Standing
    from verify.engine.settings import Settings

_HELP = """Check somebody's derivatives: an adapter, a library with all its modes, or a backend of your own.

\b
  verify check autograd
  verify check jax                                every mode: forward, reverse, jit
  verify check mypackage.adapter:backend
  verify check path/to/file.py:backend --dtype float64
  verify check demo:broken                        what a red run looks like

First, whether it keeps its contract; then every kind of claim; then every operation alone, at random and at suspicious points;
then operations inside operations and small instances of rules, at suspicious points; last the textbook catalogue and rules with
random trees. The target may also be a list: `check = ["jax", "adapter.py:backend"]` under [tool.verify] in pyproject.toml, if
none is given.
"""

TREES: Final = 428  # four times every rule, twice of them searched
SECONDS: Final = 32.0  # after which no new task is begun; what remains of a minute is for findings and the report

PATIENCE: Final = 30.0  # seconds: several times what a library needs to compile its first answer on a busy machine

_selection = several(
    option("--trees", type=int, default=TREES, show_default=True, metavar="N", help="Rule instances."),
    option("--pairs", type=int, metavar="N", help="Operations inside operations.  [default: each inside each, if time allows]"),
    option("--points", type=int, metavar="N", help="Points for each of them.  [default: 64]"),
    option("--seed", type=int, metavar="S", help="Everything random follows from it.  [default: 1]"),
    option("--rules", type=Names(), metavar="A,B", help="Only these rules; see `verify list rules`."),
    option("--operations", type=Names(), metavar="A,B", help="Only these operations."),
    option("--dtype", type=Names(), metavar="A,B", help="Precisions.  [default: all that it computes in]"),
    option("--jobs", type=int, metavar="N", help="Worker processes.  [default: one for each core]"),
    option("--executor", metavar="NAME", help="inline, processes, dask or dask:ADDRESS.  [default: processes]"),
    option(
        "--patience", type=Duration(), default=PATIENCE, show_default=True, metavar="TIME",
        help="How long one answer may take; what hangs, or ends its process, is a finding, and the run goes on.",
    ),
    option(
        "--time-budget", type=Duration(), default=SECONDS, show_default=True, metavar="TIME",
        help="Start no new task after 60, 60s, 2m or 1h. The contract may take half of it.",
    ),
)  # fmt: skip


@click.command(help=_HELP)
@click.argument("targets", nargs=-1, metavar="TARGET...")
@_selection
@option("--out", metavar="DIR", help="Folder of the run.  [default: a new one in reports/]")
@outputs
@click.pass_obj
def check(arguments: list[str], /, targets: tuple[str, ...], out: str | None, outputs: Outputs, **chosen: Any) -> int:
    """Contract first, then the suite for these methods alone."""
    from verify.engine.contract import standings
    from verify.engine.methods import find_method, with_jacobians

    outputs.check()
    began = time.perf_counter()
    names = with_jacobians(methods_of(targets or configured()))
    for name in names:
        find_method(name)
    asked = standings(names)
    for standing in asked:
        _introduce(standing)
    able = [standing for standing in asked if not standing.fatal]
    complaints = any(standing.complaints for standing in asked)
    if not able:
        note("verify: nothing was tested: no method could be asked")
        return 2
    patience = float(chosen.pop("patience"))
    spent = min(time.perf_counter() - began, chosen["time_budget"] / 2)
    folder = begun(_settings(able, chosen), out, outputs, arguments, patience=patience, spent=spent)
    return max(conclude(folder, outputs), int(complaints))


def methods_of(targets: Sequence[str]) -> tuple[str, ...]:
    """Names of methods: a library's name stands for all its modes.

    Raises
    ------
    UsageError : there is no target.
    """
    from verify.engine.methods import chosen_methods

    if not targets:
        raise UsageError("nothing to check; name an adapter, module:object or path.py:object, such as verify check autograd")
    return chosen_methods(targets)


def configured() -> tuple[str, ...]:
    """The targets under `check` in `[tool.verify]` of pyproject.toml."""
    from verify.cli.configuration import FILE, TARGETS, read

    found = read(Path(FILE)).get(TARGETS, [])
    listed = [found] if isinstance(found, str) else found
    if not isinstance(listed, list) or not all(isinstance(target, str) for target in listed):
        raise UsageError(f"check = {found!r} in [tool.verify] of {FILE} must be a target, or a list of them")
    return tuple(listed)


def _introduce(standing: Standing) -> None:
    """What is judged, what is left out, and which promises are broken."""
    if not standing.fatal:
        lacking = f"; it lacks {', '.join(standing.lacking)}" if standing.lacking else ""
        note(f"verify: {standing.name} {standing.version} in {', '.join(standing.dtypes)}{lacking}")
    for complaint in standing.complaints:
        note(f"verify: {standing.name} breaks its contract: {complaint}")


def _settings(able: Sequence[Standing], chosen: dict[str, Any]) -> Settings:
    dtypes = chosen["dtype"] or tuple(sorted({dtype for standing in able for dtype in standing.dtypes}, reverse=True))
    operations = chosen["operations"] or tuple(sorted({operation for standing in able for operation in standing.operations}))
    names = tuple(standing.name for standing in able)
    fixed = {"methods": names, "twins": False, "search": True}
    return settings_from({**chosen, **fixed, "dtype": dtypes, "operations": operations})
