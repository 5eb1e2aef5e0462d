"""How far a run came, in numbers of what was planned: nothing is left out silently."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from verify.engine.plan import Task

# Kinds of tasks, in words; those of all kinds of claims, a catalogue's family and a rule's twins count one each.
_WORDS: Final = MappingProxyType({
    "quantities": "rounds of all kinds of claims",
    "operations": "operations alone",
    "searched": "operations searched",
    "integrals": "integrals for SymPy",
    "pairs": "pairs of operations",
    "catalogue": "families of the catalogue",
    "twins": "rules' broken twins",
    "instances": "instances of rules",
})  # fmt: skip

Reached = Mapping[str, tuple[int, int]]


def reached(planned: Iterable[Task], finished: Collection[int]) -> Reached:
    """By kind of task, how many of its subjects have been judged, of how many."""
    found: dict[str, tuple[int, int]] = {}
    for task in planned:
        count, (done, total) = task.count or 1, found.get(task.kind, (0, 0))
        found[task.kind] = (done + count * (task.number in finished), total + count)
    return found


def told(found: Reached) -> str:
    """The same in words: "40 of 40 operations alone, 212 of 3,200 pairs of operations"."""
    return ", ".join(f"{done:,} of {total:,} {_WORDS[kind]}" for kind, (done, total) in found.items())
