"""Operations spelled out in those that have a ball of their own, so that no digits are lost that the operation keeps.

A formula may lose digits for some arguments, and says so by its radius: there, ball arithmetic is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from verify.core.errors import UnsupportedError
from verify.core.expression import CONSTANT, Expression, apply
from verify.core.fold import fold, substitute
from verify.ops import OPERATIONS
from verify.ops.calculus import ONE
from verify.ops.parsing import parse

OWN: Final = (
    "add", "subtract", "multiply", "divide", "negate", "sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "atan", "abs",
    "sign", "min", "max", "erf", "erfc", "softplus", "pi",
)  # fmt: skip

FORMULAS: Final[Mapping[str, Expression]] = MappingProxyType({name: parse(text) for name, text in {
    "exp2": "exp(a*log(2))",
    "log2": "log(a)/log(2)",
    "log10": "log(a)/log(10)",
    "power": "exp(b*log(a))",
    "cbrt": "sign(a)*exp(log(abs(a))/3)",
    "hypot": "sqrt(a*a + b*b)",
    "relu": "max(a, 0)",
    "sinh": "(expm1(a) - expm1(-a))/2",
    "cosh": "(exp(a) + exp(-a))/2",
    "tanh": "expm1(2*a)/(expm1(2*a) + 2)",
    "asinh": "sign(a)*log1p(abs(a) + a*a/(1 + sqrt(1 + a*a)))",
    "acosh": "log1p((a - 1) + sqrt((a - 1)*(a + 1)))",
    "atanh": "(log1p(a) - log1p(-a))/2",
    "tan": "sin(a)/cos(a)",
    "asin": "atan(a/sqrt((1 - a)*(1 + a)))",
    "acos": "2*atan(sqrt((1 - a)/(1 + a)))",
    "atan2": "2*atan(a/(sqrt(a*a + b*b) + b))",
    "sinc": "sin(pi*a)/(pi*a)",
    "dsinc": "(cos(pi*a) - sin(pi*a)/(pi*a))/a",
    "sigmoid": "1/(1 + exp(-a))",
    "logaddexp": "b + softplus(a - b)",
}.items()})  # fmt: skip

_BUNDLE: Final = "outputs"  # no operation: holds several expressions together
_LARGEST_UNROLLED: Final = 1024  # exponents that become products


def spelled(roots: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The expressions in the operations that have a ball of their own; what they share is written once."""
    return fold(apply(_BUNDLE, *roots), _visit).args


def _visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
    if not node.args or node.op in OWN or node.op == _BUNDLE:
        return node if args == node.args else apply(node.op, *args)
    return _written(node.op, args)


@lru_cache(maxsize=4096)
def _written(op: str, args: tuple[Expression, ...]) -> Expression:
    if op == "power" and args[1].op == CONSTANT:
        exponent = args[1].value
        if exponent == int(exponent) and abs(exponent) <= _LARGEST_UNROLLED:
            return _integer_power(args[0], int(exponent))
    return substitute(_formula(op), dict(zip(OPERATIONS[op].arguments, args, strict=True)))


def _formula(op: str) -> Expression:
    row = OPERATIONS.get(op)
    if op not in FORMULAS and (row is None or row.spec is None):
        raise UnsupportedError(f"operation {op} has no formula in double-double")
    return FORMULAS[op] if op in FORMULAS or row is None else spelled((parse(str(row.spec)),))[0]


def _integer_power(base: Expression, exponent: int) -> Expression:
    """The power by squaring; of exponent 0 as one that exists only where its base does."""
    if exponent == 0:
        return ONE + 0.0 * base
    found, square, left = None, base, abs(exponent)
    while left:
        if left & 1:
            found = square if found is None else found * square
        left >>= 1
        square = square * square if left else square
    assert found is not None
    return found if exponent > 0 else ONE / found
