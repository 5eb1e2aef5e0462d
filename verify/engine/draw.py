"""Instances of rules: the one place where a rule's wishes meet the generators' expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from verify.core.expression import Expression
from verify.engine.settings import Settings
from verify.generators import Grammar, SeededChooser, draw_operands, draw_points
from verify.rules import Rule, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A rule with operands, its sides entry by entry, and points in the box on which the operands are proved to be fit."""

    rule: Rule
    dtype: str
    operands: Mapping[str, Expression]
    sides: list[tuple[Side, Side]]
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
        points=points,
        arguments=tuple(sorted(drawn.boxes)),
        sources=sources,
    )
