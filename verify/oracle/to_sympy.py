"""Expressions to SymPy, with exact rationals and real symbols. Imported by the child process alone."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import sympy

from verify.core.errors import UnsupportedError
from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.ops import OPERATIONS
from verify.ops.parsing import parse

Symbolic = Any  # sympy.Expr, whose stubs are not read


def rational(value: float) -> Symbolic:
    """The float exactly."""
    exact = Fraction(value)
    return sympy.Rational(exact.numerator, exact.denominator)


def cbrt(a: Symbolic) -> Symbolic:
    """The real cube root."""
    # SymPy's own cube root is the complex one; this form is real on both sides of zero, and is differentiated as it stands.
    return a * sympy.Abs(a) ** sympy.Rational(-2, 3)


def magnitude(a: Symbolic) -> Symbolic:
    """The absolute value."""
    # SymPy differentiates Abs of what it does not know to be real into derivatives of real and imaginary parts.
    return sympy.Abs(a) if a.is_extended_real else sympy.Max(a, -a)


def dsinc(a: Symbolic) -> Symbolic:
    """The derivative of the normalised sinc, by its textbook formula."""
    return (sympy.cos(sympy.pi * a) - sympy.sinc(sympy.pi * a)) / a


# Rows that name no function of SymPy; those that are not here either are written out by their `spec`.
_SPECIAL: Final[dict[str, Callable[..., Symbolic]]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "power": lambda a, b: a**b,
    "pi": lambda: sympy.pi,
    "abs": magnitude,
    "sign": sympy.sign,
    "min": sympy.Min,
    "max": sympy.Max,
    "cbrt": cbrt,
    "sinc": lambda a: sympy.sinc(sympy.pi * a),
    "dsinc": dsinc,
}


def to_sympy(root: Expression) -> Symbolic:
    """SymPy's expression, simplified as its constructors do.

    Raises
    ------
    UnsupportedError : an operation has no counterpart.
    """
    return fold(root, _visit)


def _visit(node: Expression, args: tuple[Symbolic, ...]) -> Symbolic:
    if node.op == VARIABLE:
        return sympy.Symbol(node.name, real=True)
    if node.op == CONSTANT:
        return rational(node.value)
    return _function(node.op)(*args)


def _function(name: str) -> Callable[..., Symbolic]:
    if name in _SPECIAL:
        return _SPECIAL[name]
    row = OPERATIONS.get(name)
    if row is not None and row.sympy is not None:
        function: Callable[..., Symbolic] = getattr(sympy, row.sympy)
        return function
    if row is None or row.spec is None:
        raise UnsupportedError(f"operation {name} has no counterpart in SymPy")
    return _written_out(parse(row.spec), row.arguments)


def _written_out(spec: Expression, names: tuple[str, ...]) -> Callable[..., Symbolic]:
    def call(*args: Symbolic) -> Symbolic:
        named = dict(zip(names, args, strict=True))
        return fold(spec, lambda node, parts: named[node.name] if node.op == VARIABLE else _visit(node, parts))

    return call
