"""SymPy's results back to expressions, exactly, by a converter that shares nothing with the way there. Child process alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from typing import Any, Final

import sympy

from verify.core.errors import UnsupportedError
from verify.core.expression import Expression, apply, constant, variable
from verify.core.fold import nodes
from verify.ops.parsing import check

_BASE: Final = 2**53  # integers below it are floats
_LARGEST_BITS: Final = 20_000
MAX_NODES: Final = 20_000


def from_sympy(root: Any) -> Expression:
    """The expression over our operations that says the same.

    Raises
    ------
    UnsupportedError : a function without counterpart (Piecewise, Derivative, ...), or a result of absurd size.
    """
    built: dict[Any, Expression] = {}
    for part in _postorder(root):
        built[part] = _convert(part, tuple(built[arg] for arg in part.args))
    found = check(built[root])
    if len(nodes(found)) > MAX_NODES:
        raise UnsupportedError(f"SymPy's derivative has more than {MAX_NODES} nodes")
    return found


def _postorder(root: Any) -> list[Any]:
    """Distinct sub-expressions, operands first. Numbers are leaves."""
    order: dict[Any, None] = {}
    stack = [(root, False)]
    while stack:
        part, expanded = stack.pop()
        if expanded or not part.args:
            order[part] = None
        elif part not in order:
            stack.append((part, True))
            stack.extend((arg, False) for arg in part.args)
    return list(order)


def _convert(part: Any, args: tuple[Expression, ...]) -> Expression:
    if part.is_Symbol:
        return variable(part.name)
    if part.is_Rational:
        return ratio(int(part.p), int(part.q))
    if part is sympy.pi:
        return apply("pi")
    if part is sympy.E:
        return apply("exp", 1.0)
    convert = _FUNCTIONS.get(type(part).__name__)
    if convert is None:
        raise UnsupportedError(f"SymPy's {type(part).__name__} has no counterpart")
    return convert(*args)


def ratio(numerator: int, denominator: int) -> Expression:
    """A rational as a quotient of exact integers."""
    top = integer(numerator)
    return top if denominator == 1 else apply("divide", top, integer(denominator))


def integer(value: int) -> Expression:
    """An integer of any reasonable size from floats, exactly: by Horner's rule over 53-bit digits."""
    if value.bit_length() > _LARGEST_BITS:
        raise UnsupportedError(f"SymPy's result has an integer of {value.bit_length()} bits")
    digits, rest = [], abs(value)
    while rest >= _BASE:
        rest, digit = divmod(rest, _BASE)
        digits.append(digit)
    found = constant(float(rest) if value >= 0 else -float(rest))
    for digit in reversed(digits):
        found = found * float(_BASE)
        if digit:
            found = found + float(digit) if value > 0 else found - float(digit)
    return found


def _chain(op: str) -> Callable[..., Expression]:
    return lambda *args: reduce(lambda left, right: apply(op, left, right), args)


def _power(base: Expression, exponent: Expression) -> Expression:
    if str(exponent) == "1/2":
        return apply("sqrt", base)
    return apply("divide", 1.0, apply("sqrt", base)) if str(exponent) == "-1/2" else apply("power", base, exponent)


def _heaviside(a: Expression, *at_zero: Expression) -> Expression:
    return 0.5 + 0.5 * apply("sign", a)


_SAME: Final = (
    "log", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf",
    "erfc", "sign", "exp",
)  # fmt: skip

_FUNCTIONS: Final[dict[str, Callable[..., Expression]]] = {
    **{name: partial(apply, name) for name in _SAME},
    "Add": _chain("add"),
    "Mul": _chain("multiply"),
    "Pow": _power,
    "Abs": lambda a: apply("abs", a),
    "Max": _chain("max"),
    "Min": _chain("min"),
    "Heaviside": _heaviside,
    # Zero wherever it is a function at all; 0/a is undefined at the kink itself.
    "DiracDelta": lambda a: 0.0 / a,
    # Inside its domain an expression of ours is real, which SymPy cannot always see.
    "re": lambda a: a,
    "im": lambda a: 0.0 * a,
    "cot": lambda a: 1.0 / apply("tan", a),
    "sec": lambda a: 1.0 / apply("cos", a),
    "csc": lambda a: 1.0 / apply("sin", a),
    "sech": lambda a: 1.0 / apply("cosh", a),
    "csch": lambda a: 1.0 / apply("sinh", a),
    "coth": lambda a: 1.0 / apply("tanh", a),
    "sinc": lambda a: apply("sinc", a / apply("pi")),
}
