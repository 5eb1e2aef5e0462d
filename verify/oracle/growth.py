"""Expressions near an end of their path: a germ for every operation, from the germs of its operands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from types import MappingProxyType
from typing import Final

from flint import arb

from verify.core.domain import EVERYWHERE
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply
from verify.core.fold import fold
from verify.ops import OPERATIONS
from verify.ops.calculus import ONE
from verify.ops.interval import apply_interval
from verify.oracle import germs
from verify.oracle.balls import expand
from verify.oracle.elasticity import elasticity
from verify.oracle.germs import Germ, exact_germ, exponential_germ, scaled_germ, values_germ
from verify.oracle.primitives import BALLS, Ball
from verify.oracle.spans import INFINITY, PowerSum, Span, from_interval, single

# Largest number of terms and largest integer power to which sums of powers are multiplied out.
_MOST_TERMS: Final = 24
_LARGEST_POWER: Final = 16

Rule = Callable[..., Germ | None]


@dataclass(frozen=True, slots=True)
class End:
    """An end of a path: x = base + side s, for s -> oo or, where `near`, for s -> 0.

    base : a ball
    side : 1 or -1
    """

    base: Ball
    side: int
    near: bool

    def variable(self, start: Ball) -> Germ:
        """The germ of x in y = s, or y = 1/s where near."""
        power = -1 if self.near else 1
        return exact_germ(start, {0: self.base, power: arb(self.side)})

    def distance(self, start: Ball) -> Ball:
        """s where y is `start`."""
        return 1 / start if self.near else start


def germ(expression: Expression, wrt: str, end: End, parameters: Mapping[str, Ball], start: Ball) -> Germ | None:
    """What is known of the expression from `start` on towards the end; None where it may be undefined there."""

    def visit(node: Expression, args: tuple[Germ | None, ...]) -> Germ | None:
        if node.op == VARIABLE:
            return end.variable(start) if node.name == wrt else exact_germ(start, {0: parameters[node.name]})
        if node.op == CONSTANT:
            return exact_germ(start, {0: arb(node.value)})
        known = [arg for arg in args if arg is not None]
        return _apply(node.op, known, start) if len(known) == len(args) else None

    return fold(expand(_steady(expression)), visit)


@lru_cache(maxsize=256)
def _steady(expression: Expression) -> Expression:
    """exp(u) - 1 and 1 - cos(u) in forms that keep their sign in sight where u approaches zero."""

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        if node.op == "subtract":
            left, right = args
            if left.op == "exp" and right is ONE:
                return apply("expm1", *left.args)
            if left is ONE and right.op == "exp":
                return apply("negate", apply("expm1", *right.args))
            if left is ONE and right.op == "cos":
                half = apply("sin", apply("divide", right.args[0], 2.0))
                return apply("multiply", 2.0, apply("multiply", half, half))
        return apply(node.op, *args) if args else node

    return fold(expression, visit)


def _apply(name: str, args: list[Germ], start: Ball) -> Germ | None:
    if all(arg.constant for arg in args):
        value = BALLS[name](*(arg.at for arg in args))
        return exact_germ(start, {0: value}) if value.is_finite() else None
    found = RULES[name](*args) if name in RULES else _elastic(name, args)
    return found if found is not None else _by_values(name, args, start)


def _elastic(name: str, args: list[Germ]) -> Germ | None:
    """An operation of one argument whose elasticity is tabulated, where the argument keeps its sign."""
    if len(args) != 1 or args[0].rate is None:
        return None
    factor = elasticity(name, args[0].values, args[0].shape)
    value = BALLS[name](args[0].at)
    if factor is None or not value.is_finite():
        return None
    found = scaled_germ(args[0], value, factor)
    return found and _within(found, _range(name, args))


def _by_values(name: str, args: list[Germ], start: Ball) -> Germ | None:
    """What monotonicity and the operation's range say of the values."""
    values = _range(name, args)
    return None if values is None else values_germ(start, BALLS[name](*(arg.at for arg in args)), values)


def _range(name: str, args: list[Germ]) -> Span | None:
    row = OPERATIONS[name]
    if row.range is not None and row.where == EVERYWHERE and not all(arg.values.bounded for arg in args):
        return from_interval(row.range)
    found = apply_interval(name, tuple(arg.values.floats() for arg in args))
    return None if found is None else from_interval(found)


def _within(found: Germ, values: Span | None) -> Germ:
    if values is None:
        return found
    both = found.values & values
    return Germ(
        start=found.start, at=found.at, values=both, rate=found.rate, bound=found.bound,
        shape=found.shape or (single(both) if both.bounded else None),
    )  # fmt: skip


def _add(a: Germ, b: Germ) -> Germ:
    return germs.add(a, b)


def _subtract(a: Germ, b: Germ) -> Germ:
    return germs.add(a, germs.negate(b))


def _multiply(a: Germ, b: Germ) -> Germ:
    return germs.multiply(_rough(a), _rough(b)) if _terms(a) * _terms(b) > _MOST_TERMS else germs.multiply(a, b)


def _rough(a: Germ) -> Germ:
    """Without its many powers."""
    return germs.signed_germ(a.start, a.at, a.rate) if a.rate is not None else a


def _terms(a: Germ) -> int:
    return 1 if a.shape is None else len(a.shape.terms)


def _divide(a: Germ, b: Germ) -> Germ | None:
    inverse = germs.reciprocal(b)
    return None if inverse is None else _multiply(a, inverse)


def _power(a: Germ, b: Germ) -> Germ | None:
    if not b.constant:
        exponent = _log(a)
        return None if exponent is None else exponential_germ(_multiply(b, exponent))
    if not (b.at.is_exact() and b.at.is_integer() and abs(b.at) <= _LARGEST_POWER):
        return germs.real_power(a, b.at)
    power = int(float(b.at))
    whole = reduce(_multiply, [a] * abs(power), exact_germ(a.start, {0: arb(1)}))
    return germs.reciprocal(whole) if power < 0 else whole


def _sqrt(a: Germ) -> Germ | None:
    return germs.real_power(a, arb(0.5))


def _cbrt(a: Germ) -> Germ | None:
    return scaled_germ(a, BALLS["cbrt"](a.at), single(Span.of(arb(1) / 3)))


def _exp(a: Germ) -> Germ:
    return exponential_germ(a)


def _log(a: Germ) -> Germ | None:
    """The elasticity is that of the argument, divided by the logarithm."""
    if a.rate is None or not a.at > 0:
        return None
    if a.exact and a.shape is not None and a.shape.terms.get(0) == Span(arb(1), arb(1)):
        beside = _subtract(a, exact_germ(a.start, {0: arb(1)}))
        return _elastic("log1p", [beside])
    values = Span(-INFINITY if a.values.lo <= 0 else a.values.lo.log().lower(), a.values.hi.log().upper())
    found = scaled_germ(a, a.at.log(), single(values.reciprocal())) if values.signed else None
    return _within(found, values) if found is not None else values_germ(a.start, a.at.log(), values)


def _absolute(a: Germ) -> Germ | None:
    return (a if a.at > 0 else germs.negate(a)) if a.rate is not None else _bounded_by(a, a.bound)


def _bounded_by(a: Germ, bound: germs.Bound | None) -> Germ:
    return Germ(start=a.start, at=abs(a.at), values=Span.of(arb(0), a.values.size), bound=bound)


def _minimum(a: Germ, b: Germ) -> Germ | None:
    if a.values.hi <= b.values.lo:
        return a
    return b if b.values.hi <= a.values.lo else None


def _maximum(a: Germ, b: Germ) -> Germ | None:
    lesser = _minimum(a, b)
    return None if lesser is None else (b if lesser is a else a)


def _sign(a: Germ) -> Germ | None:
    return None if a.rate is None else exact_germ(a.start, {0: arb(1 if a.at > 0 else -1)})


def _atan2(a: Germ, b: Germ) -> Germ | None:
    """In the right half-plane it is the angle of the quotient."""
    quotient = _divide(a, b) if b.rate is not None and b.at > 0 else None
    return None if quotient is None else _elastic("atan", [quotient])


def _softplus(a: Germ) -> Germ | None:
    return _elastic("log1p", [exponential_germ(a)])


def _hypot(a: Germ, b: Germ) -> Germ | None:
    total = germs.add(_multiply(a, a), _multiply(b, b))
    return _sqrt(total)


RULES: Final[Mapping[str, Rule]] = MappingProxyType({
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "negate": germs.negate,
    "power": _power,
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "exp": _exp,
    "log": _log,
    "abs": _absolute,
    "min": _minimum,
    "max": _maximum,
    "sign": _sign,
    "atan2": _atan2,
    "softplus": _softplus,
    "hypot": _hypot,
})  # fmt: skip


def divergent(rate: PowerSum) -> bool:
    """Whether the elasticity is at least -1 minus terms c y**-k: |y u(y)| then stays above a positive number."""
    return all(
        c.lo >= 0 if e > 0 else (c.lo >= -1 if e == 0 else c.lo.is_finite())
        for e, c in {0: Span.of(arb(0)), **rate.terms}.items()
    )
