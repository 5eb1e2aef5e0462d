"""`verify compare`: several methods on the same expressions and points, side by side."""

from __future__ import annotations

import sys
from typing import Any, Final

import click

from verify.cli.options import note, option, selection
from verify.cli.outputs import Outputs, conclude, outputs
from verify.cli.suite import begun, settings_from
from verify.core.errors import UsageError

SECONDS: Final = 85.0  # after which no new task is begun; what remains of two minutes is for findings and the report


@click.command()
@click.argument("targets", nargs=-1, metavar="TARGET TARGET...")
@selection
@option("--out", metavar="DIR", help="Folder of the run.  [default: a new one in reports/]")
@outputs
@click.pass_context
def compare(context: click.Context, /, targets: tuple[str, ...], out: str | None, outputs: Outputs, **chosen: Any) -> int:
    """Compare methods on the same expressions and points: digits lost, findings and speed, side by side.

    TARGET is a library's name, which stands for all its modes, an adapter's, module:object, path.py:object, or a built-in
    method.

    \b
      verify compare jax torch autograd casadi
      verify compare dual mypackage.adapter:backend --trees 100
      verify compare jax torch --time-budget 10m

    Operations alone come first, then each rule, then the catalogue, then more of each rule. Without a --time-budget no new
    task is begun after 85 s, which is enough for all of it but for libraries that compile every expression, such as JAX.
    """
    outputs.check()
    methods = methods_of(targets, chosen["methods"])
    if chosen["time_budget"] is None:
        chosen["time_budget"] = SECONDS
    settings = settings_from(chosen | {"methods": methods, "twins": False})  # twins would test the checker, and no method
    from verify.reporting import open_run
    from verify.reporting.comparison import show_comparison

    folder = begun(settings, out, outputs, context.obj)
    code = conclude(folder, outputs)
    with open_run(folder) as source:
        show_comparison(source, sys.stderr if outputs.json_file == "-" else None)
        if source.run.get("state") == "interrupted":
            note(f"verify: to compare on the rest as well, go on with: verify run --resume {folder}")
    return code


def methods_of(targets: tuple[str, ...], methods: tuple[str, ...] | None) -> tuple[str, ...]:
    """The methods to compare; a library's name stands for all its modes.

    Raises
    ------
    UsageError : fewer than two different ones, more than fit side by side, one that does not exist, or `--methods` as well.
    """
    from verify.engine.methods import chosen_methods, find_method
    from verify.reporting.comparison import MOST_METHODS

    if methods is not None:
        raise UsageError(f"--methods {','.join(methods)} has no part in compare; name the methods as TARGETs")
    chosen = chosen_methods(targets)
    if not 2 <= len(chosen) <= MOST_METHODS:
        named = ", ".join(chosen) or "none"
        raise UsageError(f"compare needs 2 to {MOST_METHODS} different methods, not {len(chosen)} ({named})")
    for name in chosen:
        find_method(name)
    return chosen
