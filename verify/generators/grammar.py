"""The one grammar of random expressions, and the settings it is drawn with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from verify.core.domain import Interval
from verify.core.errors import UsageError, unknown
from verify.core.expression import Expression
from verify.core.precision import precision
from verify.generators.chooser import Chooser
from verify.generators.grow import Grower
from verify.generators.palette import Palette
from verify.ops import DRAWN

DEFAULT_BOX: Final = Interval(0.5, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Which trees are drawn: every one is proved to be defined, and smooth if asked, on the whole box.

    operations : names to choose from, None for all that are drawn
    variables : names; every tree depends on all of them
    boxes : range of each variable; `DEFAULT_BOX` where there is none
    max_nodes : nodes of the tree
    max_depth : operations on a path
    dtype : constants are exact in it, and values keep well inside its range
    smooth : kinks and vertical tangents stay outside the box
    """

    operations: tuple[str, ...] | None = None
    variables: tuple[str, ...] = ("x",)
    boxes: Mapping[str, Interval] = field(default_factory=dict)
    max_nodes: int = 20
    max_depth: int = 8
    dtype: str = "float64"
    smooth: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "boxes", MappingProxyType(dict(self.boxes)))
        for name in self.operations or ():
            if name not in DRAWN:
                raise unknown("operation", name, DRAWN)
        if self.operations is not None and not self.operations:
            raise UsageError("operations is empty; give at least one, or None for all")
        if not self.variables or len(set(self.variables)) < len(self.variables):
            raise UsageError(f"variables is {self.variables!r}; give at least one name, each once")
        for name in ("max_nodes", "max_depth"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name} is {getattr(self, name)!r}; it must be a whole number from 1")
        precision(self.dtype)
        for name, box in self.boxes.items():
            if not (math.isfinite(box.lo) and math.isfinite(box.hi)):
                raise UsageError(f"the box of {name} is [{box.lo}, {box.hi}]; both ends must be finite")

    def box(self, name: str) -> Interval:
        """The range of a variable."""
        return self.boxes.get(name, DEFAULT_BOX)

    def over(self, boxes: Mapping[str, Interval]) -> Grammar:
        """The same grammar over other variables."""
        return replace(self, variables=tuple(boxes), boxes=boxes)


def draw(chooser: Chooser, grammar: Grammar) -> Expression:
    """A random expression of the grammar.

    Its operations are proved to be defined (and smooth, if asked) on the whole box; it depends on every variable, and in no
    variable is its derivative zero by structure, as long as the operations and `max_nodes` chosen allow that.
    """
    boxes = tuple((name, (grammar.box(name).lo, grammar.box(name).hi)) for name in grammar.variables)
    palette = Palette.of(grammar.operations or tuple(DRAWN), grammar.dtype, grammar.smooth)
    return Grower(chooser, palette, boxes, grammar.max_depth).tree(grammar.max_nodes)
