"""Operations in mpmath at 60 digits: a judge of the operations' facts that shares nothing with `verify`.

Most names are mpmath's own; the rest is defined here by what the textbook says.
"""

import operator

import mpmath

from verify.core.domain import Interval
from verify.core.expression import CONSTANT, VARIABLE
from verify.core.fold import fold
from verify.ops import OPERATIONS
from verify.ops.interval import holds
from verify.ops.parsing import parse

MP = mpmath.MPContext()
MP.dps = 60


def cbrt(a):
    return MP.cbrt(a) if a >= 0 else -MP.cbrt(-a)


def dsinc(a):
    return (MP.cospi(a) - MP.sincpi(a)) / a if a else MP.zero


DEFINED = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "negate": operator.neg,
    "abs": abs,
    "min": min,
    "max": max,
    "pi": lambda: +MP.pi,
    "cbrt": cbrt,
    "exp2": lambda a: MP.mpf(2) ** a,
    "log2": lambda a: MP.log(a, 2),
    "sinc": MP.sincpi,
    "dsinc": dsinc,
    "sigmoid": lambda a: 1 / (1 + MP.exp(-a)),
    "softplus": lambda a: MP.log1p(MP.exp(a)),
    "relu": lambda a: max(a, MP.zero),
    "logaddexp": lambda a, b: MP.log(MP.exp(a) + MP.exp(b)),
}


def function(name):
    """The operation `name` on mpf numbers: defined above, mpmath's own, or what the row specifies in terms of others."""
    return DEFINED.get(name) or getattr(MP, name, None) or specified(OPERATIONS[name])


def specified(row):
    """An operation by its specification, which may cancel: with as many digits as squares of the smallest floats need."""

    def evaluate(*args):
        with MP.workdps(700):
            found = value(parse(row.spec), dict(zip(row.arguments, args, strict=True)))
        return +found

    return evaluate


_LARGEST = 4096  # exponent of the largest number that is followed further


def value(root, point):
    """The expression at a point (names to numbers), as an mpf; ValueError where that is no real number.

    OverflowError far beyond any format: mpmath would take all memory for the exponential of such a number.
    """
    numbers = {name: MP.mpf(number) for name, number in point.items()}

    def visit(node, args):
        if node.op == VARIABLE:
            return numbers[node.name]
        found = MP.mpf(node.value) if node.op == CONSTANT else function(node.op)(*args)
        if not isinstance(found, MP.mpf):
            raise ValueError(f"{node.op}{args} is not real")
        if MP.isnormal(found) and MP.mag(found) > _LARGEST:
            raise OverflowError(f"{node.op} is beyond 2**{_LARGEST}")
        return found

    return fold(root, visit)


def holds_at(domain, point):
    """Whether a domain holds at one point."""
    return holds(domain, {name: Interval(number, number) for name, number in point.items()})
