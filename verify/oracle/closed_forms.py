"""SymPy's integrals, and its closed forms of numbers in complex balls. Child process alone.

A closed form has principal branches, as SymPy has them. Where an argument's ball touches a cut, the ball of the value covers
both sides, so nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, Final

import sympy
from flint import acb, arb

from verify.core.codec import decode, encode
from verify.core.errors import UnsupportedError, VerifyError
from verify.oracle.analytic import ComplexBall
from verify.oracle.from_sympy import from_sympy
from verify.oracle.precision import working_precision
from verify.oracle.primitives import Ball
from verify.oracle.to_sympy import rational, to_sympy

_BITS: Final = 256
_SHOWN: Final = 400  # characters of a closed form that are passed on


def integrate(request: dict[str, Any]) -> dict[str, Any]:
    """SymPy's integral over request["wrt"]: of "definite" rows with limits (None for infinite), or an antiderivative.

    An antiderivative in pieces is passed on as the piece that holds at all of request["points"], each a mapping of names.

    Returns
    -------
    text, as SymPy prints it; and rows of an antiderivative, or the ball of a definite integral as pairs of integers
    """
    expression, symbol = to_sympy(decode(request["rows"])), sympy.Symbol(request["wrt"], real=True)
    if request["task"] == "antiderivative":
        found = sympy.integrate(expression, symbol)
        if found.has(sympy.Integral):
            return _described(found)
        return _described(found) | {"rows": encode(from_sympy(in_one_piece(found, request["points"])))}
    ends = [_limit(request["lower"], -sympy.oo), _limit(request["upper"], sympy.oo)]
    found = sympy.integrate(expression, (symbol, *ends))
    return _described(found) | ({} if found.has(sympy.Integral) else _value(found))


def in_one_piece(root: Any, points: list[dict[str, float]]) -> Any:
    """SymPy's expression with each Piecewise replaced by the one piece that holds at all points.

    Raises
    ------
    UnsupportedError : different pieces hold at different points, or a condition is not decided.
    """
    places = [{sympy.Symbol(name, real=True): rational(value) for name, value in point.items()} for point in points]
    return root.replace(sympy.Piecewise, lambda *pieces: _piece(pieces, places))


def _piece(pieces: tuple[Any, ...], places: list[dict[Any, Any]]) -> Any:
    for value, condition in pieces:
        holds = [condition.subs(place) for place in places]
        if all(told == sympy.true for told in holds):
            return value
        if not all(told == sympy.false for told in holds):
            break
    raise UnsupportedError("SymPy's answer has pieces of which not one holds at all points")


def _limit(rows: list[Any] | None, infinite: Any) -> Any:
    return infinite if rows is None else to_sympy(decode(rows))


def _described(found: Any) -> dict[str, Any]:
    text = str(found)
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return {"text": shown, "outcome": "unevaluated" if found.has(sympy.Integral) else "derived"}


def _value(found: Any) -> dict[str, Any]:
    """The number; or how it is none, for what is infinite or not a number."""
    if found.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan):
        return {"ball": None, "infinite": True}
    with working_precision(_BITS):
        try:
            value = closed_form(found)
        except VerifyError as error:
            return {"ball": None, "unread": str(error)}
        return {"ball": [_digits(part) for part in (value.real, value.imag)] if value.is_finite() else None}


def _digits(ball: Ball) -> list[int]:
    """Midpoint and radius as mantissas and exponents."""
    return [int(part) for number in (ball.mid(), ball.rad()) for part in number.man_exp()]


def closed_form(root: Any) -> ComplexBall:
    """The value of SymPy's expression without free symbols.

    Raises
    ------
    UnsupportedError : a function is not known here.
    """
    values: dict[Any, Any] = {}
    for part in sympy.postorder_traversal(root):
        if part not in values:
            values[part] = _convert(part, [values[arg] for arg in part.args])
    return values[root]


def _convert(part: Any, args: list[Any]) -> Any:
    if part.is_Rational:
        return acb(arb(int(part.p)) / int(part.q))
    if part in _CONSTANTS:
        return _CONSTANTS[part]()
    function = _FUNCTIONS.get(type(part).__name__)
    if function is None:
        raise UnsupportedError(f"SymPy's {type(part).__name__} in {str(part)[:60]} has no counterpart in balls")
    return function(*args)


def _power(base: ComplexBall, exponent: ComplexBall) -> ComplexBall:
    if exponent.imag.is_zero() and exponent.real.is_exact() and exponent.real.is_integer():
        return base**exponent
    if base.is_zero():
        return acb(0) if exponent.real > 0 else acb(arb.nan())
    return (exponent * base.log()).exp()


_CONSTANTS: Final[dict[Any, Callable[[], ComplexBall]]] = {
    sympy.pi: lambda: acb(arb.pi()),
    sympy.E: lambda: acb(arb(1).exp()),
    sympy.I: lambda: acb(0, 1),
    sympy.EulerGamma: lambda: acb(arb.const_euler()),
    sympy.Catalan: lambda: acb(arb.const_catalan()),
}

_SAME: Final = (
    "exp", "log", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "coth", "sech",
    "csch", "asinh", "acosh", "atanh", "gamma", "erf", "erfc", "erfi", "digamma",
)  # fmt: skip

_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    **{name: getattr(acb, name) for name in _SAME},
    "Add": lambda *args: reduce(lambda a, b: a + b, args),
    "Mul": lambda *args: reduce(lambda a, b: a * b, args),
    "Pow": _power,
    "Abs": lambda a: acb(abs(a)),
    "re": lambda a: acb(a.real),
    "im": lambda a: acb(a.imag),
    "arg": lambda a: acb(a.arg()),
    "acot": lambda a: (1 / a).atan(),
    "asec": lambda a: (1 / a).acos(),
    "acsc": lambda a: (1 / a).asin(),
    "acoth": lambda a: (1 / a).atanh(),
    "asech": lambda a: (1 / a).acosh(),
    "acsch": lambda a: (1 / a).asinh(),
    "Si": acb.si,
    "Ci": acb.ci,
    "Shi": acb.shi,
    "Chi": acb.chi,
    "Ei": acb.ei,
    "li": acb.li,
    "expint": lambda s, a: a.expint(s),
    "E1": lambda a: a.expint(1),
    "polylog": lambda s, a: a.polylog(s),
    "zeta": acb.zeta,
    "loggamma": acb.lgamma,
    "lowergamma": lambda s, a: a.gamma_lower(s),
    "uppergamma": lambda s, a: a.gamma_upper(s),
    "beta": lambda a, b: a.gamma() * b.gamma() / (a + b).gamma(),
    "TupleArg": lambda *args: list(args),
    "hyper": lambda above, below, a: a.hypgeom(above, below),
    "fresnels": lambda a: a.fresnel_s(),
    "fresnelc": lambda a: a.fresnel_c(),
    "elliptic_k": acb.elliptic_k,
    "elliptic_e": lambda *args: args[0].elliptic_e() if len(args) == 1 else acb.elliptic_e_inc(*args),
    "besselj": lambda n, a: a.bessel_j(n),
    "bessely": lambda n, a: a.bessel_y(n),
    "besseli": lambda n, a: a.bessel_i(n),
    "besselk": lambda n, a: a.bessel_k(n),
}
