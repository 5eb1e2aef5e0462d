"""Intervals of floats, and domains: where an operation is defined, as conditions that any arithmetic can check."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from verify.core.errors import ExpressionError, UsageError
from verify.core.expression import Expression, apply, constant
from verify.core.reader import convert, read_ast


@dataclass(frozen=True, slots=True)
class Interval:
    """The reals from `lo` to `hi`, both included; ends may be infinite."""

    lo: float
    hi: float

    def __post_init__(self) -> None:
        if not self.lo <= self.hi:
            raise UsageError(f"interval [{self.lo}, {self.hi}] is empty; the first end must not exceed the second")

    def __contains__(self, value: float) -> bool:
        return self.lo <= value <= self.hi

    def __or__(self, other: Interval) -> Interval:
        return Interval(min(self.lo, other.lo), max(self.hi, other.hi))

    def __and__(self, other: Interval) -> Interval:
        return Interval(max(self.lo, other.lo), min(self.hi, other.hi))

    def widened(self, ulps: int) -> Interval:
        """Both ends moved outwards by so many floats, but not across zero: rounding does not change a sign."""
        lo, hi = _step(self.lo, -math.inf, ulps), _step(self.hi, math.inf, ulps)
        return Interval(max(lo, 0.0) if self.lo >= 0.0 else lo, min(hi, 0.0) if self.hi <= 0.0 else hi)


REALS: Final = Interval(-math.inf, math.inf)


def _step(value: float, towards: float, count: int) -> float:
    for _ in range(count):
        value = math.nextafter(value, towards)
    return value


class Condition(NamedTuple):
    """`left relation 0`, with relation one of `>`, `>=`, `!=`; or `left` is an `integer`.

    `left` moves by no more than the sum of its arguments' movements (it is an argument, a difference of two, or a sine or
    cosine of one), so that an error bound of the arguments is one of `left`.
    """

    left: Expression
    relation: str


# Any one of the conjunctions suffices; ((),) holds everywhere.
Domain = tuple[tuple[Condition, ...], ...]
EVERYWHERE: Final[Domain] = ((),)

_SIGNS: Final = {ast.Gt: ">", ast.GtE: ">=", ast.NotEq: "!="}
_TURNED: Final = {ast.Lt: ">", ast.LtE: ">="}


@cache
def read_domain(text: str) -> Domain:
    """The domain that `text` says, such as `"-1 <= a <= 1"` or `"a > 0 or integer(b) and a != 0"`.

    Raises
    ------
    ExpressionError : anything but comparisons by < <= > >= !=, `integer(...)`, `and`, `or`.
    """
    return _alternatives(read_ast(text)) if text else EVERYWHERE


def _alternatives(node: ast.expr) -> Domain:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return tuple(alternative for value in node.values for alternative in _alternatives(value))
    return (_conjunction(node),)


def _conjunction(node: ast.expr) -> tuple[Condition, ...]:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return tuple(condition for value in values for condition in _conjunction(value))
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [left, *comparators]
            return tuple(_comparison(sides[i], op, sides[i + 1]) for i, op in enumerate(ops))
        case ast.Call(func=ast.Name(id="integer"), args=[argument]):
            return (Condition(_side(argument), "integer"),)
    raise ExpressionError(f"{ast.unparse(node)!r} is no condition", node.col_offset + 1)


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Condition:
    if type(op) in _SIGNS:
        return Condition(_difference(_side(left), _side(right)), _SIGNS[type(op)])
    if type(op) in _TURNED:
        return Condition(_difference(_side(right), _side(left)), _TURNED[type(op)])
    raise ExpressionError(f"{type(op).__name__} is no relation of a domain; use < <= > >= !=", left.col_offset + 1)


def _side(node: ast.expr) -> Expression:
    return convert(node, lambda name, args, _: apply(name, *args))


def _difference(left: Expression, right: Expression) -> Expression:
    zero = constant(0.0)
    if right is zero:
        return left
    return apply("negate", right) if left is zero else apply("subtract", left, right)
