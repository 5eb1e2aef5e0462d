"""The textbook catalogue: worked examples and procedures of tutorials, one family a file, collected here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar

from verify.core.errors import UsageError
from verify.generators.catalogue import curves, differences, integrals, learning, networks, probability, several, sums
from verify.generators.catalogue.example import Example
from verify.generators.catalogue.procedures import Procedure

Entry = TypeVar("Entry", Example, Procedure)


def collect(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """Entries by name.

    Raises
    ------
    UsageError : two have one name.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.name in found:
            raise UsageError(f"two entries of the catalogue have one name, {entry.name!r}")
        found[entry.name] = entry
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class Family:
    """The entries of one file, by name."""

    examples: Mapping[str, Example]
    procedures: Mapping[str, Procedure]


_FILES: Final = {
    "curves": curves,
    "differences": differences,
    "several": several,
    "integrals": integrals,
    "probability": probability,
    "sums": sums,
    "learning": learning,
    "networks": networks,
}

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {name: Family(collect(file.EXAMPLES), collect(file.PROCEDURES)) for name, file in _FILES.items()}
)
CATALOGUE: Final = collect(example for family in FAMILIES.values() for example in family.examples.values())
PROCEDURES: Final = collect(procedure for family in FAMILIES.values() for procedure in family.procedures.values())

__all__ = ["CATALOGUE", "FAMILIES", "PROCEDURES", "Example", "Family", "Procedure"]
