"""`verify run`: the property suite, or one case of it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from verify.cli import configuration
from verify.cli.options import check_target, note, option, selection, several
from verify.cli.outcomes import show_outcomes
from verify.cli.outputs import Outputs, conclude, outputs
from verify.cli.single import judge_all
from verify.core.document import read_json
from verify.core.errors import ClusterError, UsageError, VerifyError

if TYPE_CHECKING:
    from verify.engine.settings import Settings

_HELP = """Run the property suite, or judge one case.

\b
  verify run
  verify run --trees 1000 --seed 7 --jobs 2 --time-budget 10m
  verify run --rules product,chain --operations sin,exp,multiply
  verify run --methods dual,liar:sin:1e-9        a method that is wrong on purpose
  verify run --catalogue                         worked examples of textbooks, one line for each
  verify run --methods mypackage.adapter:backend --strict
  verify run --resume reports/run-20250101-120000-seed1
  verify run --expression "x**2*exp(x)" --at "x=2" --methods dual,reverse
  verify run --expression "sin(x*y)" --at "x=1, y=2" --wrt x,y --dtype float32

Every setting can also stand in the environment (VERIFY_TREES=100) or under [tool.verify] in pyproject.toml; flags win over
the environment, and the environment over the file. VERIFY_CACHE_DIR names the folder of compiled machines and of
SymPy's answers; VERIFY_SYMPY_CACHE=off asks SymPy anew.
"""

# Settings of what else a run consists of.
_NOT_OF_THE_CATALOGUE: Final = ("trees", "depth", "nodes", "rules")
_NOT_OF_ONE_CASE: Final = ("kinds", "baseline", "update", "github")
# Who does the work, which may change on the way.
_WHO: Final = ("jobs", "executor")

_one_case = several(
    click.option("--expression", metavar="TEXT", help="Judge this expression alone."),
    click.option("--at", metavar='"x=2, y=1"', default="", help="The point, a value for each variable."),
    click.option("--wrt", metavar="X,Y", default="", help="Variables of differentiation, or of integration."),
    click.option("--order", type=int, default=1, show_default=True, metavar="N", help="Order of the derivative."),
    click.option("--quantity", default="derivative", show_default=True, help="derivative, value or integral."),
    click.option("--lower", metavar="A", help="Lower limit of an integral."),
    click.option("--upper", metavar="B", help="Upper limit of an integral."),
)


class _Configured(click.Command):
    """A command whose defaults `[tool.verify]` may change."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not {"--help", "-h"} & set(args):  # help is given whatever stands in a file
            configuration.apply(ctx)
        return super().parse_args(ctx, args)


@click.command(cls=_Configured, help=_HELP)
@selection
@option("--out", metavar="DIR", help="Folder of the run.  [default: a new one in reports/]")
@click.option("--resume", metavar="RUN", help="Continue the run in this folder.")
@click.option("--catalogue", is_flag=True, help="Only the textbook catalogue, by all methods, with a table of outcomes.")
@outputs
@_one_case
@click.pass_context
def run(
    context: click.Context, /, out: str | None, resume: str | None, outputs: Outputs,
    expression: str | None, catalogue: bool, **chosen: Any,
) -> int:  # fmt: skip
    """Judge one case if an expression is given, and the suite otherwise."""
    case = {name: chosen.pop(name) for name in ("at", "wrt", "order", "quantity", "lower", "upper")}
    if expression is not None:  # the reports, whose import takes a third of a second, have no part in it
        _refuse(context, _NOT_OF_ONE_CASE, "has no part in one case")
        check_target(outputs.json_file)
        return judge_all(
            expression,
            **case,
            methods=chosen["methods"],
            dtypes=chosen["dtype"],
            json_file=outputs.json_file,
            strict=outputs.strict,
        )
    outputs.check()
    _refuse(context, case, "belongs to one case; add --expression TEXT")
    if catalogue:
        _refuse(context, _NOT_OF_THE_CATALOGUE, "has no part in --catalogue")
        chosen |= {"trees": 0, "rules": (), "methods": chosen["methods"] or ("all",)}
    if resume is not None:
        fixed = (*(name for name in chosen if name not in _WHO), "out", "catalogue")
        _refuse(context, fixed, "cannot be changed by --resume")
        folder = _continue(Path(resume), outputs, chosen)
    else:
        folder = begun(settings_from(chosen), out, outputs, context.obj)
    code = conclude(folder, outputs)
    if catalogue:
        code = max(code, show_outcomes(folder, prose=outputs.json_file == "-"))
    return code or (0 if resume is None and chosen["time_budget"] is not None else _complete(folder))


def settings_from(chosen: dict[str, Any]) -> Settings:
    """The settings of a run from options, of which None leaves the default."""
    from verify.engine.settings import Settings

    given = {name: value for name, value in chosen.items() if value is not None}
    if "dtype" in given:
        given["dtypes"] = given.pop("dtype")
    return Settings(**given)


def begun(settings: Settings, out: str | None, outputs: Outputs, arguments: list[str], **how: Any) -> Path:
    """Do a new run, in a new folder in reports/ unless `out` names one; the folder. `how` goes to `verify.engine.run.start`."""
    from verify.engine.run import default_folder, start

    folder = Path(out) if out is not None else default_folder(settings)
    command = shlex.join(["verify", *arguments])
    return _watched(folder, outputs, lambda listener: start(settings, folder, command=command, on_event=listener, **how))


def _continue(folder: Path, outputs: Outputs, chosen: dict[str, Any]) -> Path:
    from verify.engine.run import resume

    who = {name: chosen[name] for name in _WHO}
    return _watched(folder, outputs, lambda listener: resume(folder, **who, on_event=listener))


def _complete(folder: Path) -> int:
    """0 if all tasks of a run were done; 2, with a sentence, if some were given up: what nobody judged is not clean."""
    tasks = read_json(folder / "run.json")["tasks"]
    left = tasks["planned"] - tasks["finished"]
    if not left:
        return 0
    note(f"verify: {left} of {tasks['planned']} tasks were given up; go on with: verify run --resume {folder}")
    return VerifyError.exit_code


def _watched(folder: Path, outputs: Outputs, work: Any) -> Path:
    """Do the work under a progress bar. A run that was interrupted, or lost its cluster, is reported as far as it came."""
    from verify.reporting import Progress, write_report

    try:
        with Progress() as progress:
            work(progress.event)
    except (KeyboardInterrupt, ClusterError) as error:
        if (folder / "run.json").is_file():
            written = write_report(folder, kinds=outputs.kinds, policy=outputs.policy())
            here = " --executor processes" if isinstance(error, ClusterError) else ""
            partial = [f"the partial {kind} report is {path}" for kind, path in written.items()]
            note(", ".join([*partial, f"go on with: verify run --resume {folder}{here}"]))
        raise
    return folder


def _refuse(context: click.Context, names: Any, why: str) -> None:
    for parameter in context.command.params:
        if parameter.name in names and context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE:
            raise UsageError(f"{parameter.opts[0]} {why}")
