"""One case: `verify run --expression ...` and `verify replay`."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from verify.cli.options import option, strict, write_json
from verify.cli.stored import status
from verify.core.errors import UsageError

if TYPE_CHECKING:
    from verify.engine.one import Judgement


@click.command()
@click.argument("word", metavar="ID")
@option("--json", "json_file", metavar="FILE", help="Write the judgement as JSON; - is standard output.")
@strict
def replay(word: str, json_file: str | None, strict: bool) -> int:
    """Judge one case of a report again, from its ID alone.

    The ID carries expression, point, method and precision, so that it works on any machine without the run's files.
    """
    from verify.engine.one import replay as replay_case

    return show([replay_case(word)], json_file, strict=strict)


def judge_all(
    expression: str, *, at: str, wrt: str, methods: tuple[str, ...] | None, dtypes: tuple[str, ...] | None,
    json_file: str | None, strict: bool, quantity: str, **facts: Any,
) -> int:  # fmt: skip
    """Judge one expression at one point: by each method, in each precision, for each variable."""
    from verify.engine.methods import ALL, chosen_methods
    from verify.engine.one import judge

    point = read_point(at)
    cases = itertools.product(chosen_methods(methods or (ALL,)), dtypes or ("float64",), _names(wrt))
    judged: list[Judgement] = []
    refused: list[UsageError] = []
    for method, dtype, variable in cases:
        try:
            judged.append(judge(method, expression, at=point, quantity=quantity, wrt=variable, dtype=dtype, **facts))
        except UsageError as error:
            if methods is not None:
                raise
            refused.append(error)  # of the built-in methods, those that can answer do
    if not judged:
        raise refused[0] if len({*map(str, refused)}) == 1 else UsageError(f"no built-in method answers this; {refused[0]}")
    return show(judged, json_file, strict=strict)


def _names(text: str) -> list[str | None]:
    named: list[str | None] = [name.strip() for name in text.split(",") if name.strip()]
    return named or [None]


def read_point(text: str) -> dict[str, float]:
    """The point that `"x=2, y=-1.5"` says.

    Raises
    ------
    UsageError : a part is no `name=number`, or a name occurs twice.
    """
    point: dict[str, float] = {}
    for part in filter(str.strip, text.split(",")):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not (name and equals and math.isfinite(value)):
            raise UsageError(f"{part.strip()!r} in --at is no name=number; write a point like x=2, y=-1.5")
        if name in point:
            raise UsageError(f"{name} has two values in --at {text!r}")
        point[name] = value
    return point


def show(judged: list[Judgement], json_file: str | None, *, strict: bool) -> int:
    """Print judgements, or write them as JSON; the exit code."""
    if json_file is not None:
        write_json([as_json(found) for found in judged], json_file)
    if json_file != "-":
        click.echo("\n\n".join(map(str, judged)))
    return status(Counter(found.verdict.name for found in judged), strict=strict)


def as_json(found: Judgement) -> dict[str, Any]:
    """A judgement under the names that findings have in a run's summary."""
    numbers = {"computed": found.computed, "error": found.error, "ulps": found.ulps, "lost_bits": found.lost_bits}
    numbers |= {"budget": found.tight, "textbook": found.textbook, "condition": found.condition}
    return {
        "verdict": found.verdict.name,
        "kind": found.kind.name.lower(),
        "method": found.method,
        "quantity": found.claim.quantity.value,
        "claim": str(found.claim),
        "expression": str(found.claim.expression),
        "variables": list(found.claim.arguments),
        "dtype": found.dtype,
        "point": dict(found.point),
        "exact": list(found.exact),
        **{name: value if math.isfinite(value) else str(value) for name, value in numbers.items()},
        "replay": found.replay,
    }
