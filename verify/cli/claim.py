"""`verify claim`: sentences such as "diff(x**2*exp(x), x) at x=2 is 33.556303", decided one by one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from verify.cli.options import check_target, option, write_json
from verify.core.errors import UsageError

if TYPE_CHECKING:
    from verify.engine.statements.files import Found

_EXCERPT: Final = 120  # characters of a text that is not understood


@click.command()
@click.argument("texts", nargs=-1, metavar="TEXT...")
@click.option("--file", "files", multiple=True, metavar="FILE", help="Claims of text, JSON lines, or ```claims in Markdown.")
@click.option("--quiet", is_flag=True, help="Show only claims that do not hold.")
@option("--json", "json_file", metavar="FILE", help="Write what was found as JSON; - is standard output.")
def claim(texts: tuple[str, ...], files: tuple[str, ...], quiet: bool, json_file: str | None) -> int:
    """Decide claims about values, derivatives and integrals by proof.

    A decimal is judged to half a unit in its last place; everything else must be exactly right, as an identity where
    variables are left free. Exit codes: 0 every claim holds; 1 at least one is refuted; 2 one was not understood or not
    decided.

    \b
      verify claim "diff(x**2*exp(x), x) at x=2 is 33.556303"
      verify claim "diff((x**2+1)**3, x) is 6*x*(x**2+1)**2"
      verify claim "grad(x**2*y + 3*x*y**2, (x, y)) at x=2, y=3 is [39, 40]"
      verify claim "integrate(exp(-x**2), (x, -inf, inf)) is sqrt(pi)"
      verify claim --file README.md
    """
    from verify.engine.statements.files import Found, claims_in

    check_target(json_file)
    given = [Found(text, "") for text in texts] + [found for file in files for found in claims_in(Path(file))]
    if not given:
        raise UsageError('nothing to decide: give a claim, such as "diff(x**2, x) at x=3 is 6", or --file with some in it')
    results = [_decided(given[0])] if len(given) == 1 and not given[0].where else [_judged(found) for found in given]
    if json_file is not None:
        write_json([result for result, _ in results], json_file)
    counts = Counter(result["outcome"] for result, _ in results)
    if json_file != "-":
        shown = [text for result, text in results if not quiet or result["outcome"] != "HOLDS"]
        click.echo("\n\n".join([*shown, _total(counts)] if len(results) > 1 else shown))
    return 1 if counts["WRONG"] else 2 if set(counts) - {"HOLDS"} else 0


def _decided(found: Found) -> tuple[dict[str, Any], str]:
    """What came of one claim, as data and as text."""
    from verify.engine.statements.deciding import claim as decide

    checked = decide(found.text)
    return _placed(checked.as_json(), str(checked), found.where)


def _judged(found: Found) -> tuple[dict[str, Any], str]:
    """The same of one among several: if it is not understood, that keeps no other from being decided."""
    try:
        return _decided(found)
    except UsageError as error:
        text = f"NOT UNDERSTOOD  {found.text[:_EXCERPT]}\n  because  {error}"
        return _placed({"claim": found.text, "outcome": "NOT UNDERSTOOD", "why": str(error)}, text, found.where)


def _placed(result: dict[str, Any], text: str, where: str) -> tuple[dict[str, Any], str]:
    return (result | {"where": where}, f"{where}  {text}") if where else (result, text)


def _total(counts: Counter[str]) -> str:
    words = {"HOLDS": "hold", "WRONG": "wrong", "UNDECIDED": "undecided", "NOT UNDERSTOOD": "not understood"}
    parts = [f"{counts[name]} {word}" for name, word in words.items() if counts[name]]
    return f"{counts.total()} claims: {', '.join(parts)}."
