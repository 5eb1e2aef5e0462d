"""Options that mean the same in every command, and the texts they are read from."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from verify.core.errors import StoreError, UsageError

F = TypeVar("F", bound=Callable[..., Any])

_UNITS: Final = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


class Names(click.ParamType[tuple[str, ...]]):
    """Names separated by commas, as a tuple. Whether they exist is for the engine to say."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        parts = value if isinstance(value, list | tuple) else str(value).split(",")  # a file may hold true or 3
        return tuple(part.strip() for part in map(str, parts) if part.strip())


class Duration(click.ParamType[float]):
    """Seconds as a number, from `60`, `60s`, `2m` or `1h`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        found = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([smh]?)\s*", str(value), re.ASCII)
        seconds = float(found[1]) * _UNITS[found[2]] if found else 0.0
        if not 0.0 < seconds < float("inf"):
            self.fail(f"{value!r} is no time; write 60, 60s, 2m or 1h", param, ctx)
        return seconds


def option(*names: str, **facts: Any) -> Callable[[F], F]:
    """An option that `VERIFY_NAME` of the environment sets too."""
    return click.option(*names, envvar=f"VERIFY_{names[0].strip('-').replace('-', '_').upper()}", **facts)


def several(*options: Callable[[F], F]) -> Callable[[F], F]:
    """One decorator from several options, listed in `--help` in this order."""

    def decorate(command: F) -> F:
        for single in reversed(options):
            command = single(command)
        return command

    return decorate


selection: Final[Callable[[Any], Any]] = several(
    option("--trees", type=int, metavar="N", help="Rule instances with random operands.  [default: 214]"),
    option("--points", type=int, metavar="N", help="Points for each of them.  [default: 64]"),
    option("--depth", type=int, metavar="N", help="Deepest random tree, in operations on a path.  [default: 8]"),
    option("--nodes", type=int, metavar="N", help="Largest random tree, in nodes.  [default: 32]"),
    option("--seed", type=int, metavar="S", help="Everything random follows from it.  [default: 1]"),
    option("--rules", type=Names(), metavar="A,B", help="Only these rules; see `verify list rules`."),
    option("--operations", type=Names(), metavar="A,B", help="Only these operations in random trees."),
    option("--methods", type=Names(), metavar="A,B", help="Only these methods: built-in, module:object, path.py:object."),
    option("--dtype", type=Names(), metavar="A,B", help="Precisions under test.  [default: float64,float32]"),
    option("--jobs", type=int, metavar="N", help="Worker processes.  [default: one for each core]"),
    option("--executor", metavar="NAME", help="inline, processes, dask or dask:ADDRESS.  [default: processes]"),
    option(
        "--sympy-share", type=float, metavar="SHARE",
        help="Share of the trees on which SymPy is the third witness, 0 to 1.  [default: 1 up to 500 trees, then 500/trees]",
    ),
    option("--time-budget", type=Duration(), metavar="TIME", help="Start no new task after 60, 60s, 2m or 1h."),
)  # fmt: skip

strict: Final = option("--strict", is_flag=True, help="INACCURATE fails too.")


def write_json(document: Any, target: str) -> None:
    """`document` to the file `target`, or to standard output if that is `-`."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    if target == "-":
        click.echo(text)
        return
    try:
        Path(target).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")  # which is JSON's escape, too
    except OSError as error:
        raise StoreError(f"cannot write {target!r}: {error.strerror or error}") from None


def check_target(target: str | None) -> None:
    """Refuse a file that cannot be written before an hour is spent on what goes into it."""
    if target is None or target == "-":
        return
    path = Path(target).resolve()
    why = "it is a folder" if path.is_dir() else "" if path.parent.is_dir() else "its folder does not exist"
    if why:
        raise UsageError(f"cannot write --json {target!r}: {why}")


def note(sentence: str) -> None:
    """Prose, on standard error."""
    print(sentence, file=sys.stderr, flush=True)
