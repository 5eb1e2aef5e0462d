"""Operands for rules: expressions that meet stated hypotheses, with the boxes that their variables range over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from verify.core.domain import Interval
from verify.core.errors import UsageError, unknown
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant, variable
from verify.core.fold import fold, substitute, variables
from verify.generators.chooser import Chooser, cumulative
from verify.generators.grammar import Grammar, draw
from verify.generators.grow import CONSTANTS, EXPONENTS
from verify.generators.image import Pair, image
from verify.generators.reach import MAGNITUDE
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
_LEAST_NODES: Final = 3
_GAP: Final = 0.25


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
    trees = sum(operand.kind in ("expression", "outer") for operand in wanted)
    smaller = replace(grammar, max_nodes=max(_LEAST_NODES, grammar.max_nodes // max(1, trees)))
    expressions: dict[str, Expression] = {}
    for operand in wanted:
        expressions[operand.name] = operand_for(chooser, smaller, operand, expressions, boxes)
        if operand.kind == "limit":
            boxes[operand.name] = grammar.boxes.get(operand.name, boxes[wrt])
    return Drawn(expressions=expressions, boxes=boxes)


def operand_for(
    chooser: Chooser,
    grammar: Grammar,
    wanted: Wanted,
    earlier: Mapping[str, Expression],
    boxes: Mapping[str, Interval],
) -> Expression:
    """One operand; `earlier` ones and the variables' boxes are what its `inner` texts refer to."""
    match wanted.kind:
        case "constant":
            return _constant(chooser, wanted)
        case "exponent":
            return _exponent(chooser, grammar, _inside(wanted.inner[0], earlier, boxes))
        case "limit":
            return variable(wanted.name)
        case "expression":
            own = {name: boxes[name] for name in wanted.variables}
            return expression(chooser, grammar.over(own), wanted.nonzero, wanted.positive, wanted.smooth)
        case "outer":
            inside = [_inside(text, earlier, boxes) for text in wanted.inner]
            # Where the variable is also one of the rule's, the function is taken there as well.
            own = {n: i | boxes.get(n, i) for n, i in zip(wanted.variables, inside, strict=True)}
            return expression(chooser, grammar.over(own), wanted.nonzero, wanted.positive, wanted.smooth)
    raise unknown("kind of operand", wanted.kind, ("expression", "outer", "constant", "exponent", "limit"))


def expression(
    chooser: Chooser, grammar: Grammar, nonzero: bool = False, positive: bool = False, smooth: bool = True
) -> Expression:
    """A random expression that is nonzero or positive on the whole box where asked."""
    grammar = replace(grammar, smooth=smooth)
    if not (nonzero or positive):
        return draw(chooser, grammar)
    root = draw(chooser, replace(grammar, max_nodes=max(1, grammar.max_nodes - 2)))
    low, high = enclosure(root, {name: grammar.box(name) for name in grammar.variables})
    if low > 0.0 or (nonzero and not positive and high < 0.0):
        return root
    if nonzero and not positive and chooser.boolean():
        return apply("subtract", root, constant(_beyond(high)))
    return apply("add", root, constant(_beyond(-low)))


def _beyond(edge: float) -> float:
    """A short number clearly above `edge` >= 0."""
    return _GAP * (edge // _GAP + 2.0)


def enclosure(root: Expression, boxes: Mapping[str, Interval]) -> Pair:
    """An interval, as a pair, that contains every value of `root` over the boxes.

    Raises
    ------
    UsageError : some operation leaves its domain.
    """

    def visit(node: Expression, args: tuple[Pair, ...]) -> Pair:
        if node.op == VARIABLE:
            return boxes[node.name].lo, boxes[node.name].hi
        if node.op == CONSTANT:
            return node.value, node.value
        found = image(node.op, False)(args)
        if found is None:
            raise UsageError(f"{node} is not proved to be defined over {dict(boxes)}")
        return found

    return fold(root, visit)


def _boxes(chooser: Chooser, grammar: Grammar, wanted: Iterable[Wanted], wrt: str) -> dict[str, Interval]:
    """A box for the rule's variable, for those of expressions, and for those that inner texts mention."""
    names = {wrt}
    for operand in wanted:
        names |= {name for text in operand.inner for name in variables(parse(text))}
        if operand.kind == "expression":
            names |= set(operand.variables)
    names -= {operand.name for operand in wanted}
    functions = {name for operand in wanted for name in operand.variables if operand.kind in ("expression", "outer")}
    bases = {name for operand in wanted if operand.kind == "exponent" for name in variables(parse(operand.inner[0]))}
    found = {}
    for name in sorted(names):
        along = name not in functions | bases
        found[name] = grammar.boxes.get(name) or (_LINE_BOX if along else draw_box(chooser))
    return found


def _inside(text: str, earlier: Mapping[str, Expression], boxes: Mapping[str, Interval]) -> Interval:
    return Interval(*enclosure(substitute(parse(text), earlier), boxes))


def _constant(chooser: Chooser, wanted: Wanted) -> Expression:
    return constant(chooser.choice([value for value in CONSTANTS if value > 0.0 or not wanted.positive]))


def _exponent(chooser: Chooser, grammar: Grammar, base: Interval) -> Expression:
    """A power that is smooth on the base's box, and so is the power by one less."""
    power, pair = image("power", True), (base.lo, base.hi)
    limit = math.ldexp(1.0, MAGNITUDE[grammar.dtype])
    fitting = [n for n in _MORE_EXPONENTS if all(_moderate(power((pair, (m, m))), limit) for m in (n, n - 1.0))]
    return constant(chooser.choice(fitting))


def _moderate(pair: Pair | None, limit: float) -> bool:
    return pair is not None and -limit <= pair[0] and pair[1] <= limit
