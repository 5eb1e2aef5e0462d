"""The page of the textbook catalogue: every entry with what became of it, in a run that is made when the page is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import verify
from verify.engine.store import RunFolder
from verify.generators import FAMILIES, Example
from verify.generators.catalogue import Family
from verify_docs.markdown import code, plain, table

Outcome = Mapping[str, Any]


def misprints() -> str:
    """What tutorials print wrongly, and what is right."""
    header = ("entry", "what", "printed", "verdict", "right is")
    rows = ((name, outcome["statement"], outcome) for name, outcome in _outcomes().items() if "misprint" in outcome)
    return table(header, ((plain(name), plain(what), *_refuted(outcome)) for name, what, outcome in rows))


def _refuted(outcome: Outcome) -> tuple[str, str, str]:
    misprint = outcome["misprint"]
    return misprint["text"], "NOT REFUTED" if misprint["right"] else "**refuted**", plain(outcome["found"])


def catalogue() -> str:
    """The textbook examples, family by family, and the procedures."""
    return "\n".join(part for name, family in FAMILIES.items() for part in _family(name, family))


def _family(name: str, family: Family) -> Iterator[str]:
    yield f"## {name.capitalize()}\n"
    entries = [*family.examples.values(), *family.procedures.values()]
    yield f"From tutorials on {', '.join(dict.fromkeys(entry.source for entry in entries))}.\n"
    if family.examples:
        header = ("example", "claim", "exact answer", "printed", "verdict, and the first digits")
        yield table(header, (_example(example, _outcomes()[name]) for name, example in family.examples.items()))
    if family.procedures:
        header = ("procedure", "what is done", "what must come out", "verdict, and what came out")
        rows = ((one, _outcomes()[name]) for name, one in family.procedures.items())
        yield table(header, ((*map(plain, (one.name, one.statement, one.expected)), _verdict(found)) for one, found in rows))


def _example(example: Example, outcome: Outcome) -> tuple[str, ...]:
    claim = code(example.statement) if example.statement == str(example.claim) else plain(example.statement)
    printed = outcome.get("printed", {"text": "", "right": True})
    wrong = "" if printed["right"] else " (wrong)"
    return plain(example.name), claim, code(example.expected), printed["text"] + wrong, _verdict(outcome)


def _verdict(outcome: Outcome) -> str:
    return f"{'confirmed' if outcome['confirmed'] else '**NOT CONFIRMED**'}: {plain(outcome['found'])}"


@cache
def _outcomes() -> Mapping[str, Outcome]:
    """By name; the exact side confirms or refutes, so that one method is enough, and one operation beside them."""
    only: dict[str, Any] = {"methods": ("tape",), "operations": ("add",), "dtypes": ("float64",)}
    with TemporaryDirectory() as place:
        run = verify.run(trees=0, rules=(), **only, executor="inline", out=Path(place) / "run")
        reports = RunFolder.open(run.path).tasks().values()
        return {name: outcome for report in reports for name, outcome in report.get("catalogue", {}).items()}
