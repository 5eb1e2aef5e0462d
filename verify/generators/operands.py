"""Operands for rules: expressions that meet stated hypotheses, with the boxes that their variables range over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Protocol

from verify.core.domain import REALS, Interval
from verify.core.errors import unknown
from verify.core.expression import Expression, constant, variable
from verify.core.fold import substitute, variables
from verify.generators.chooser import Chooser, cumulative
from verify.generators.fitting import enclosure, expression, fitted
from verify.generators.grammar import Grammar
from verify.generators.grow import CONSTANTS, EXPONENTS
from verify.generators.image import Pair, image
from verify.generators.invertible import draw_invertible, inverse_of
from verify.generators.reach import MAGNITUDE
from verify.ops.calculus import ZERO, differentiate
from verify.ops.parsing import parse

# Ranges that variables are drawn over, exact in every format; the first is the simplest.
BOXES: Final = (
    Interval(0.5, 2.0), Interval(1.0, 4.0), Interval(-3.0, 3.0), Interval(-1.0, 1.0), Interval(0.125, 8.0),
    Interval(-2.0, -0.5), Interval(0.0, 1.0), Interval(10.0, 40.0), Interval(-40.0, 40.0), Interval(1.0, 1024.0),
    Interval(2.0**-20, 2.0**-10),
)  # fmt: skip
_BOX_WEIGHTS: Final = cumulative((4, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1))

# A parameter that only leads along a line stays short, or it would lead too far for most functions.
_LINE_BOX: Final = Interval(-0.5, 0.5)
_MORE_EXPONENTS: Final = (*EXPONENTS, 10.0, 7.0, 2.5, -3.0)
_COUNTS: Final = (2.0, 3.0, 4.0, 5.0)
_LEAST_NODES: Final = 3
_KINDS: Final = (
    "expression", "outer", "constant", "count", "exponent", "limit", "variable", "choice", "invertible", "inverse",
)  # fmt: skip
_TREES: Final = frozenset({"expression", "outer"})
# Kinds that are functions of the rule's variables, whose boxes they need.
_OVER: Final = frozenset({"expression", "invertible"})


_read: Final = cache(parse)  # of the texts of rules, which are few


class Wanted(Protocol):
    """What is asked of an operand, as `verify.rules.Operand` says it."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def variables(self) -> tuple[str, ...]: ...
    @property
    def inner(self) -> tuple[str, ...]: ...
    @property
    def nonzero(self) -> bool: ...
    @property
    def positive(self) -> bool: ...
    @property
    def smooth(self) -> bool: ...
    @property
    def curved(self) -> bool: ...
    @property
    def within(self) -> tuple[float, float] | None: ...
    @property
    def among(self) -> tuple[str, ...]: ...
    @property
    def nodes(self) -> int | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Operands by name, and the range of every variable that a point must give a value for."""

    expressions: Mapping[str, Expression]
    boxes: Mapping[str, Interval]


def draw_box(chooser: Chooser) -> Interval:
    """One of `BOXES`."""
    return BOXES[chooser.weighted(_BOX_WEIGHTS)]


def draw_operands(chooser: Chooser, grammar: Grammar, wanted: Sequence[Wanted], wrt: str = "x") -> Drawn:
    """Operands that meet the hypotheses of a rule with the variable `wrt`, in the order in which they are declared.

    Variables without a box in `grammar.boxes` get one of `BOXES`. Together the expressions keep to `grammar.max_nodes`.

    Raises
    ------
    UsageError : an operand of a kind that is unknown.
    """
    boxes = _boxes(chooser, grammar, wanted, wrt)
    # Ranges of the operands' own variables too, so that an inner text may name an outer operand; no point gives them values.
    known = dict(boxes)
    trees = sum(operand.kind in _TREES for operand in wanted)
    smaller = replace(grammar, max_nodes=max(_LEAST_NODES, grammar.max_nodes // max(1, trees)))
    expressions: dict[str, Expression] = {}
    for operand in wanted:
        expressions[operand.name] = operand_for(chooser, smaller, operand, expressions, known)
        if operand.kind == "limit":
            over = boxes.get(operand.variables[0], boxes[wrt])
            known[operand.name] = boxes[operand.name] = grammar.boxes.get(operand.name, over)
    return Drawn(expressions=expressions, boxes=boxes)


def operand_for(
    chooser: Chooser,
    grammar: Grammar,
    wanted: Wanted,
    earlier: Mapping[str, Expression],
    boxes: dict[str, Interval],
) -> Expression:
    """One operand; `earlier` ones and the variables' boxes are what its `inner` texts refer to.

    The ranges of its own variables are added to `boxes`.
    """
    match wanted.kind:
        case "constant":
            return _constant(chooser, wanted)
        case "count":
            return constant(chooser.choice(_COUNTS))
        case "exponent":
            return _exponent(chooser, grammar, _inside(wanted.inner[0], earlier, boxes), wanted.nonzero)
        case "limit" | "variable":
            return variable(wanted.name)
        case "expression":
            own = {name: boxes[name] for name in wanted.variables}
            return _tree(chooser, grammar.over(own), wanted)
        case "outer":
            inside = [_inside(text, earlier, boxes) for text in wanted.inner]
            # Where the variable is also one of the rule's, the function is taken there as well.
            own = {n: i | boxes.get(n, i) for n, i in zip(wanted.variables, inside, strict=True)}
            boxes.update(own)
            return _tree(chooser, grammar.over(own), wanted)
        case "choice":
            return _read(chooser.choice(wanted.among))
        case "invertible":
            (name,) = wanted.variables
            return draw_invertible(chooser, name, (boxes[name].lo, boxes[name].hi))
        case "inverse":
            (name,) = wanted.variables
            boxes[name] = _inside(wanted.inner[0], earlier, boxes)
            return inverse_of(earlier[wanted.inner[0]], name)
    raise unknown("kind of operand", wanted.kind, _KINDS)


def _tree(chooser: Chooser, grammar: Grammar, wanted: Wanted) -> Expression:
    if wanted.nodes is not None:
        grammar = replace(grammar, max_nodes=min(grammar.max_nodes, wanted.nodes))
    if wanted.within is not None:
        return fitted(chooser, replace(grammar, smooth=wanted.smooth), Interval(*wanted.within))
    root = expression(chooser, grammar, wanted.nonzero, wanted.positive, wanted.smooth)
    return root if not wanted.curved or _curved(root) else root * root


def _curved(root: Expression) -> bool:
    return all(differentiate(root, name, 2) is not ZERO for name in variables(root))


def _boxes(chooser: Chooser, grammar: Grammar, wanted: Iterable[Wanted], wrt: str) -> dict[str, Interval]:
    """A box for the rule's variable, for those of expressions, and for those that inner texts mention."""
    names = {wrt}
    for operand in wanted:
        names |= {name for text in operand.inner for name in variables(_read(text))}
        if operand.kind in _OVER:
            names |= set(operand.variables)
    ranges = {operand.name: Interval(*operand.within) for operand in wanted if operand.kind == "variable" and operand.within}
    names = (names - {operand.name for operand in wanted}) | ranges.keys()
    # Own variables of outer operands get their ranges from what is put in for them.
    names -= {name for operand in wanted if operand.kind == "inverse" for name in operand.variables}
    functions = {name for operand in wanted for name in operand.variables if operand.kind in _TREES | _OVER}
    bases = {name for operand in wanted if operand.kind == "exponent" for name in variables(_read(operand.inner[0]))}
    found = {}
    for name in sorted(names):
        along = name not in functions | bases
        if name in grammar.boxes:
            found[name] = grammar.boxes[name]
        elif name in ranges:
            found[name] = _part(chooser, ranges[name])
        else:
            found[name] = _LINE_BOX if along else draw_box(chooser)
    return found


def _part(chooser: Chooser, room: Interval) -> Interval:
    """One of `BOXES` that lies in `room`, or all of it."""
    return chooser.choice([*(box for box in BOXES if box.lo in room and box.hi in room), room])


def _inside(text: str, earlier: Mapping[str, Expression], boxes: Mapping[str, Interval]) -> Interval:
    return Interval(*enclosure(substitute(_read(text), earlier), boxes))


def _constant(chooser: Chooser, wanted: Wanted) -> Expression:
    room = Interval(*wanted.within) if wanted.within else REALS
    fitting = [value for value in CONSTANTS if value in room and (value > 0.0 or not wanted.positive)]
    return constant(chooser.choice(fitting))


def _exponent(chooser: Chooser, grammar: Grammar, base: Interval, nonzero: bool) -> Expression:
    """A power that is smooth on the base's box, and so is the power by one less."""
    power, pair = image("power", True), (base.lo, base.hi)
    limit = math.ldexp(1.0, MAGNITUDE[grammar.dtype])
    fitting = [n for n in _MORE_EXPONENTS if all(_moderate(power((pair, (m, m))), limit) for m in (n, n - 1.0))]
    return constant(chooser.choice([n for n in fitting if n != 0.0 or not nonzero]))


def _moderate(pair: Pair | None, limit: float) -> bool:
    return pair is not None and -limit <= pair[0] and pair[1] <= limit
