"""Rules of calculus as data, one family a file, collected here. The entry-point group `verify.rules` may add more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Final

from verify.core.errors import UsageError
from verify.rules import (
    activations,
    circular,
    combining,
    curves,
    elementary,
    higher,
    improper,
    integrals,
    integration,
    losses,
    many,
    mappings,
    multiple,
    network,
    optimisation,
    probability,
    second,
    several,
    softmax,
    sums,
)
from verify.rules.operand import KINDS, Case, Operand
from verify.rules.rule import Rule
from verify.rules.template import Side, expand

_FAMILIES: Final = (
    activations, circular, combining, curves, elementary, higher, improper, integrals, integration, losses, many, mappings,
    multiple, network, optimisation, probability, second, several, softmax, sums,
)  # fmt: skip
_GROUP: Final = "verify.rules"


def collect(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    """Rules by name, sorted and read-only.

    Raises
    ------
    UsageError : two rules have one name.
    """
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.name in found:
            raise UsageError(f"two rules are called {rule.name!r}")
        found[rule.name] = rule
    return MappingProxyType(dict(sorted(found.items())))


RULES: Final = collect(rule for family in _FAMILIES for rule in family.RULES)


@cache
def all_rules() -> Mapping[str, Rule]:
    """`RULES` and those of installed packages, whose entry points name a `Rule` or an iterable of them.

    Raises
    ------
    UsageError : an entry point holds something else, or a name that is taken.
    """
    return collect(
        [*RULES.values(), *(rule for point in entry_points(group=_GROUP) for rule in _loaded(point.name, point.load()))]
    )


def _loaded(name: str, found: object) -> list[Rule]:
    rules = [found] if isinstance(found, Rule) else list(found) if isinstance(found, Iterable) else [found]
    for rule in rules:
        if not isinstance(rule, Rule):
            raise UsageError(f"entry point {name!r} of {_GROUP} holds a {type(rule).__name__}, not a Rule")
        rule.check()
    return rules  # type: ignore[return-value]  # checked above


__all__ = ["KINDS", "RULES", "Case", "Operand", "Rule", "Side", "all_rules", "collect", "expand"]
