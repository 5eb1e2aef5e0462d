"""Instances of rules: the one place where a rule's wishes meet the generators' expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

import numpy as np

from verify.core.domain import Interval
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.engine.settings import Settings
from verify.engine.suspicion import suspicious
from verify.generators import Grammar, SeededChooser, draw_operands, draw_points
from verify.rules import Rule, Side

# Operands of an instance that is searched: an operation or two, so that what fails is told by a small expression.
_SMALL_NODES: Final = 4
_SMALL_DEPTH: Final = 2
_SHARE_SUSPICIOUS: Final = 0.5
_MOST_VARIABLES: Final = 3  # points on lines along the axes say little about more


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A rule with operands, its sides entry by entry, and points in the box on which the operands are proved to be fit."""

    rule: Rule
    dtype: str
    operands: Mapping[str, Expression]
    sides: list[tuple[Side, Side]]
    boxes: Mapping[str, Interval]
    points: Any
    arguments: tuple[str, ...]
    sources: list[str]

    def columns(self, arguments: tuple[str, ...]) -> Any:
        """The points, with one column for each of `arguments`."""
        if arguments == self.arguments:
            return self.points
        return np.ascontiguousarray(self.points[:, [self.arguments.index(name) for name in arguments]])

    def shown(self) -> str:
        """The operands, for people."""
        return ", ".join(f"{name} = {operand}" for name, operand in sorted(self.operands.items()))


def draw_instance(rule: Rule, random: Random, settings: Settings, dtype: str, count: int) -> Drawn:
    """One random instance of a rule with `count` points, all exact in `dtype`."""
    chooser = SeededChooser(random)
    grammar = Grammar(operations=settings.operations, max_nodes=settings.nodes, max_depth=settings.depth, dtype=dtype)
    drawn = draw_operands(chooser, grammar, rule.operands, rule.wrt)
    points, sources = draw_points(chooser, drawn.boxes, count, dtype)
    return Drawn(
        rule=rule,
        dtype=dtype,
        operands=drawn.expressions,
        sides=rule.sides(drawn.expressions),
        boxes=drawn.boxes,
        points=points,
        arguments=tuple(sorted(drawn.boxes)),
        sources=sources,
    )


def draw_searched(rule: Rule, random: Random, settings: Settings, dtype: str, count: int) -> Drawn:
    """The same with small operands, and with suspicious points of what its claims are about in the place of some others."""
    small = replace(settings, nodes=min(settings.nodes, _SMALL_NODES), depth=min(settings.depth, _SMALL_DEPTH))
    drawn = draw_instance(rule, random, small, dtype, count)
    claims = [claim for sides in drawn.sides for side in sides for claim in side.holes.values()]
    programs = tuple(dict.fromkeys(c.expression for c in claims if set(variables(c.expression)) <= set(drawn.arguments)))
    if not programs or not 0 < len(drawn.arguments) <= _MOST_VARIABLES:
        return drawn
    found = suspicious(programs, drawn.boxes, dtype, random, int(count * _SHARE_SUSPICIOUS))
    points, sources = np.vstack([found, drawn.points]), ["search"] * len(found) + drawn.sources
    return replace(drawn, points=points[:count], sources=sources[:count])
