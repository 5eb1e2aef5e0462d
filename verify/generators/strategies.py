"""Hypothesis strategies over the one grammar: what tests draw and shrink is what runs draw in bulk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from verify.core.claim import (
    Claim,
    Quantity,
    area_slope_of,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    jvp_of,
    mixed_of,
    value_of,
    vjp_of,
)  # fmt: skip
from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import Expression, constant, variable
from verify.generators.chooser import Chooser
from verify.generators.grammar import Grammar, draw
from verify.generators.operands import Drawn, Wanted, draw_operands
from verify.generators.points import draw_points

Draw = Callable[[Any], Any]
Box = Mapping[str, Interval]

T = TypeVar("T")

_SIZES: Final = st.integers(0, 31)
_LIMITS: Final = ("a", "b")  # variables that stand for limits of integration
_OF_TWO: Final = frozenset({Quantity.MIXED, Quantity.DOUBLE})  # claims by two different variables


class HypothesisChooser(Chooser):
    """Choices by Hypothesis, through the `draw` of a composite strategy."""

    __slots__ = ("_draw",)

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self._draw = draw

    def index(self, count: int) -> int:
        return int(self._draw(st.integers(0, count - 1))) if count > 1 else 0

    def size(self, limit: int) -> int:
        # Always the same choice, whatever the limit, so that a part means the same tree wherever shrinking moves it.
        return min(limit, 1 + int(self._draw(_SIZES)))

    def branch(self, build: Callable[..., T], *arguments: int) -> T:
        outer = self._draw
        try:
            return outer(_part(self, partial(build, *arguments)))  # type: ignore[no-any-return]  # Hypothesis returns what `build` does
        finally:
            self._draw = outer

    def within(self, draw: Callable[[Any], Any]) -> None:
        """Draw the coming choices through `draw`."""
        self._draw = draw


@st.composite
def _part(draw: Callable[[Any], Any], chooser: HypothesisChooser, build: Callable[[], Any]) -> Any:
    chooser.within(draw)
    return build()


class Posed(NamedTuple):
    """A claim with a point to ask it at: a value for each of the claim's arguments."""

    claim: Claim
    point: dict[str, float]


@st.composite
def _expressions(draw_from: Draw, settings: Mapping[str, Any]) -> Expression:
    return draw(HypothesisChooser(draw_from), Grammar(**settings))


def expressions(
    operations: Sequence[str] | None = None,
    variables: Sequence[str] = ("x",),
    *,
    boxes: Box | None = None,
    max_nodes: int = 20,
    max_depth: int = 8,
    dtype: str = "float64",
    smooth: bool = True,
) -> SearchStrategy[Expression]:
    """Expressions of the grammar, proved to be defined (and smooth, unless told otherwise) over the boxes.

    Parameters
    ----------
    operations : names to choose from; all by default
    variables : every expression depends on all of them
    boxes : range of each variable; [0.5, 2] where there is none

    Raises
    ------
    UsageError : when drawn, for an argument that is not valid; the message names it, its value and what is valid.
    """
    limits = {"max_nodes": max_nodes, "max_depth": max_depth, "dtype": dtype, "smooth": smooth}
    return _expressions(_settings(operations, variables, boxes, limits))


@st.composite
def _points(draw_from: Draw, box: Box, dtype: str) -> dict[str, float]:
    table, _ = draw_points(HypothesisChooser(draw_from), box, 1, dtype)
    return dict(zip(sorted(box), table[0].tolist(), strict=True))


def points(box: Box, dtype: str = "float64") -> SearchStrategy[dict[str, float]]:
    """Points of the box, name to coordinate, from the mixture of `draw_points`.

    Raises
    ------
    UsageError : when drawn, for an unknown dtype or a range without a number of it.
    """
    return _points(box, dtype)


@st.composite
def _operands(draw_from: Draw, wanted: Sequence[Wanted], wrt: str, settings: Mapping[str, Any]) -> Drawn:
    return draw_operands(HypothesisChooser(draw_from), Grammar(**settings), wanted, wrt)


def operands(
    wanted: Sequence[Wanted],
    wrt: str = "x",
    *,
    operations: Sequence[str] | None = None,
    boxes: Box | None = None,
    max_nodes: int = 20,
    max_depth: int = 8,
    dtype: str = "float64",
) -> SearchStrategy[Drawn]:
    """Operands that meet hypotheses, such as `operands(rule.operands, rule.wrt)`, with the boxes of their variables.

    Raises
    ------
    UsageError : when drawn, as for `expressions`.
    """
    limits = {"max_nodes": max_nodes, "max_depth": max_depth, "dtype": dtype}
    return _operands(tuple(wanted), wrt, _settings(operations, (wrt,), boxes, limits))


@st.composite
def _claims(draw_from: Draw, quantities: tuple[Quantity, ...], settings: Mapping[str, Any]) -> Posed:
    chooser = HypothesisChooser(draw_from)
    grammar = Grammar(**settings)
    if not quantities:
        raise UsageError(f"quantities is empty; valid: {', '.join(quantity.name for quantity in Quantity)}")
    if set(grammar.variables) & set(_LIMITS):
        raise UsageError(f"variables is {grammar.variables!r}; {' and '.join(_LIMITS)} are kept for limits of integration")
    names = draw_from(st.permutations(grammar.variables))
    if len(names) < 2 and set(quantities) <= _OF_TWO:
        raise UsageError(f"variables is {grammar.variables!r}; a {quantities[0].value} needs two of them")
    quantity = chooser.choice([each for each in quantities if len(names) > 1 or each not in _OF_TWO])
    claim = _claim(quantity, draw(chooser, grammar), names, lambda: constant(chooser.integer(-3, 3)))
    box = {name: grammar.box(str(claim.wrt) if name in _LIMITS else name) for name in claim.arguments}
    return Posed(claim, draw_from(points(box, grammar.dtype)))


def claims(
    quantities: Sequence[Quantity] | None = None,
    operations: Sequence[str] | None = None,
    *,
    variables: Sequence[str] = ("x",),
    boxes: Box | None = None,
    max_nodes: int = 20,
    max_depth: int = 8,
    dtype: str = "float64",
) -> SearchStrategy[Posed]:
    """Claims (all quantities by default) of expressions of the grammar, each with a point.

    Limits of integration are variables `a` and `b` in the range of the variable of integration. Mixed derivatives and double
    integrals are left out where there is one variable.

    Raises
    ------
    UsageError : when drawn, as for `expressions`; and for variables called `a` or `b`.
    """
    limits = {"max_nodes": max_nodes, "max_depth": max_depth, "dtype": dtype}
    chosen = tuple(Quantity) if quantities is None else tuple(quantities)
    return _claims(chosen, _settings(operations, variables, boxes, limits))


def _claim(quantity: Quantity, root: Expression, names: Sequence[str], component: Callable[[], Expression]) -> Claim:
    """The claim about `root` by the first of `names`, and where it takes two variables by the second as well."""
    wrt, also = names[0], names[-1]
    lower, upper = map(variable, _LIMITS)
    match quantity:
        case Quantity.VALUE:
            return value_of(root)
        case Quantity.DERIVATIVE:
            return derivative_of(root, wrt)
        case Quantity.MIXED:
            return mixed_of(root, wrt, also)
        case Quantity.JVP:
            return jvp_of(root, [(name, component()) for name in names])
        case Quantity.VJP:
            return vjp_of(root, wrt)
        case Quantity.HVP:
            return hvp_of(root, wrt, [(name, component()) for name in names])
        case Quantity.INTEGRAL:
            return integral_of(root, wrt, lower, upper)
        case Quantity.IMPROPER:
            return improper_of(root, wrt, lower, upper)
        case Quantity.DOUBLE:
            return double_of(root, (wrt, lower, upper), (also, lower, upper))
        case Quantity.AREA_SLOPE:
            return area_slope_of(root, wrt, lower)


def _settings(
    operations: Sequence[str] | None, variables: Sequence[str], boxes: Box | None, limits: Mapping[str, Any]
) -> dict[str, Any]:
    """Arguments of `Grammar`, which checks them when something is drawn."""
    chosen = None if operations is None else tuple(operations)
    return {"operations": chosen, "variables": tuple(variables), "boxes": dict(boxes or {}), **limits}
