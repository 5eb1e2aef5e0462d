"""The smallest case that still shows a finding: of an expression, of several operands, of a point, of a whole case."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar

from verify.analysis.descent import descend
from verify.analysis.simplicity import cost, replace, shorter_decimals, simpler_expressions
from verify.core.expression import Expression, variable
from verify.core.fold import nodes, variables
from verify.ops.parsing import evaluate

LIMIT: Final = 400

T = TypeVar("T")
Point = Mapping[str, float]
_Coordinates = tuple[float, ...]


def shrink(expression: Expression, holds: Callable[[Expression], bool], *, limit: int = LIMIT) -> Expression:
    """The simplest expression found for which `holds` is true: fewest nodes, then fewest variables, then short constants.

    Parameters
    ----------
    expression : known to hold; `holds` is not asked about it
    holds : asked about valid expressions only (no constant part overflows or is undefined), at most `limit` times

    Notes
    -----
    Deterministic. Greedy, so what is returned is minimal for single steps: a sub-expression for the whole, a node for one of
    its operands, a variable or 0, 1, 2, and a constant for a shorter one.
    """
    return descend(expression, simpler_expressions, holds, limit)


def shrink_operands(
    operands: Mapping[str, Expression], holds: Callable[[Mapping[str, Expression]], bool], *, limit: int = LIMIT
) -> dict[str, Expression]:
    """The same over several named operands at once, one of them changed at a time; the simplest change first."""
    names = tuple(sorted(operands))

    def simpler(current: tuple[Expression, ...]) -> list[tuple[Expression, ...]]:
        # By what goes, so that the largest operand gives way first.
        changed = [(cost(new)[0] - cost(old)[0], i, new) for i, old in enumerate(current) for new in simpler_expressions(old)]
        changed.sort(key=lambda change: change[0])
        return [(*current[:i], new, *current[i + 1 :]) for _, i, new in changed]

    start = tuple(operands[name] for name in names)
    return _named(names, descend(start, simpler, lambda current: holds(_named(names, current)), limit))


def shrink_point(
    point: Point, holds: Callable[[Point], bool], *, limit: int = LIMIT, dtype: str = "float64"
) -> dict[str, float]:
    """The same for coordinates, towards 0, small integers and short decimals, each exact in `dtype`."""
    names = tuple(sorted(point))

    def simpler(current: _Coordinates) -> Iterator[_Coordinates]:
        for i, value in enumerate(current):
            yield from ((*current[:i], near, *current[i + 1 :]) for near in shorter_decimals(value, dtype))

    start = tuple(point[name] for name in names)
    return _named(names, descend(start, simpler, lambda current: holds(_named(names, current)), limit))


def shrink_case(
    expression: Expression,
    point: Point,
    holds: Callable[[Expression, Point], bool],
    *,
    limit: int = LIMIT,
    dtype: str = "float64",
) -> tuple[Expression, dict[str, float]]:
    """An expression together with its point: an inner sub-expression may also become a variable *with its value*.

    `tanh(x**2 + 9)` at x = 4 becomes `tanh(x)` at x = 25, which neither `shrink` nor `shrink_point` alone would find. Half of
    `limit` at most goes into the expression; the rest is for the point.
    """

    def simpler(current: tuple[Expression, _Coordinates]) -> Iterator[tuple[Expression, _Coordinates]]:
        root, values = current
        candidates = [(cost(candidate), candidate, values) for candidate in simpler_expressions(root)]
        candidates += [(cost(candidate), candidate, moved) for candidate, moved in _cuts(root, names, values)]
        candidates.sort(key=lambda candidate: candidate[0])
        return ((candidate, moved) for _, candidate, moved in candidates)

    names = tuple(sorted(point))
    start = (expression, tuple(point[name] for name in names))
    root, values = descend(start, simpler, lambda case: holds(case[0], _named(names, case[1])), limit // 2)
    settled = _named(names, values)
    return root, shrink_point(settled, lambda moved: holds(root, moved), limit=limit - limit // 2, dtype=dtype)


def _cuts(root: Expression, names: tuple[str, ...], values: _Coordinates) -> Iterator[tuple[Expression, _Coordinates]]:
    """`root` with an inner node become one of the variables in it, which moves to the node's value."""
    for node in nodes(root)[:-1]:
        value = evaluate(node, _named(names, values)) if node.args else math.nan
        if math.isfinite(value):
            for name in variables(node):
                moved = tuple(value if own == name else old for own, old in zip(names, values, strict=True))
                yield replace(root, node, variable(name)), moved


def _named(names: tuple[str, ...], values: tuple[T, ...]) -> dict[str, T]:
    return dict(zip(names, values, strict=True))
