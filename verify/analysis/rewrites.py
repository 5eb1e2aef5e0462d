"""Formulas that lose digits, and the ones to write instead. Pattern names `a`, `b` stand for any sub-expression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.ops.parsing import parse


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`pattern` equals `replacement` wherever both are defined (each use is proved again at its point)."""

    pattern: str
    replacement: str
    reason: str

    def __post_init__(self) -> None:
        if not set(variables(self.right)) <= set(variables(self.left)):
            raise UsageError(f"rewrite {self.pattern}: {self.replacement} has variables that the pattern does not bind")

    @property
    def left(self) -> Expression:
        return _read(self.pattern)

    @property
    def right(self) -> Expression:
        return _read(self.replacement)


@cache
def _read(text: str) -> Expression:
    return parse(text)


_NEAR_ONE: Final = "1 is subtracted from a number near 1, whose rounding is all that remains"
_EQUALS: Final = "nearly equal results are subtracted; their difference has a form without that subtraction"
_OVERFLOWS: Final = "an intermediate exceeds the range although the result does not"

REWRITES: Final = (
    Rewrite("exp(a) - 1", "expm1(a)", _NEAR_ONE),
    Rewrite("1 - exp(a)", "-expm1(a)", _NEAR_ONE),
    Rewrite("exp(a) - exp(b)", "exp(b)*expm1(a - b)", _EQUALS),
    Rewrite("log(1 + a)", "log1p(a)", "1 + a rounds away the digits of a small a"),
    Rewrite("log(1 - a)", "log1p(-a)", "1 - a rounds away the digits of a small a"),
    Rewrite("log(a) - log(b)", "log1p((a - b)/b)", _EQUALS),
    Rewrite("log(a) - log(b)", "log(a/b)", _EQUALS),
    Rewrite("log(a/b)", "log1p((a - b)/b)", "the quotient is near 1"),
    Rewrite("1 - cos(a)", "2*sin(a/2)**2", _NEAR_ONE),
    Rewrite("cos(a) - 1", "-(2*sin(a/2)**2)", _NEAR_ONE),
    Rewrite("cosh(a) - 1", "2*sinh(a/2)**2", _NEAR_ONE),
    Rewrite("1 - cosh(a)", "-(2*sinh(a/2)**2)", _NEAR_ONE),
    Rewrite("sin(a) - sin(b)", "2*cos((a + b)/2)*sin((a - b)/2)", _EQUALS),
    Rewrite("cos(a) - cos(b)", "-(2*sin((a + b)/2)*sin((a - b)/2))", _EQUALS),
    Rewrite("tan(a) - tan(b)", "sin(a - b)/(cos(a)*cos(b))", _EQUALS),
    Rewrite("1 - sin(a)**2", "cos(a)**2", _NEAR_ONE),
    Rewrite("1 - cos(a)**2", "sin(a)**2", _NEAR_ONE),
    Rewrite("1 - tanh(a)**2", "(1/cosh(a))**2", _NEAR_ONE),
    Rewrite("1 - tanh(a)", "2*sigmoid(-(2*a))", _NEAR_ONE),
    Rewrite("1 - sigmoid(a)", "sigmoid(-a)", _NEAR_ONE),
    Rewrite("1 - erf(a)", "erfc(a)", _NEAR_ONE),
    Rewrite("sqrt(a + b) - sqrt(a)", "b/(sqrt(a + b) + sqrt(a))", _EQUALS),
    Rewrite("sqrt(a) - sqrt(a - b)", "b/(sqrt(a) + sqrt(a - b))", _EQUALS),
    Rewrite("sqrt(a) - sqrt(b)", "(a - b)/(sqrt(a) + sqrt(b))", _EQUALS),
    Rewrite("sqrt(1 + a) - 1", "a/(sqrt(1 + a) + 1)", _NEAR_ONE),
    Rewrite("1 - sqrt(1 - a)", "a/(1 + sqrt(1 - a))", _NEAR_ONE),
    Rewrite("sqrt(a**2 + b) - a", "b/(sqrt(a**2 + b) + a)", _EQUALS),
    Rewrite("a - sqrt(a**2 - b)", "b/(a + sqrt(a**2 - b))", _EQUALS),
    Rewrite("cbrt(a + b) - cbrt(a)", "b/(cbrt(a + b)**2 + cbrt(a + b)*cbrt(a) + cbrt(a)**2)", _EQUALS),
    Rewrite("1/(a + b) - 1/a", "-b/(a*(a + b))", _EQUALS),
    Rewrite("1/a - 1/(a + b)", "b/(a*(a + b))", _EQUALS),
    Rewrite("1/a - 1/b", "(b - a)/(a*b)", _EQUALS),
    Rewrite("a**2 - b**2", "(a - b)*(a + b)", "both squares are rounded before they are subtracted"),
    Rewrite("a*a - b*b", "(a - b)*(a + b)", "both squares are rounded before they are subtracted"),
    Rewrite("1 - a**2", "(1 - a)*(1 + a)", "the square is rounded before it is subtracted"),
    Rewrite("a**2 - 1", "(a - 1)*(a + 1)", "the square is rounded before it is subtracted"),
    Rewrite("(a + b) - a", "b", _EQUALS),
    Rewrite("sqrt(a**2 + b**2)", "hypot(a, b)", _OVERFLOWS),
    Rewrite("sqrt(a*a + b*b)", "hypot(a, b)", _OVERFLOWS),
    Rewrite("sqrt(1 + a**2)", "hypot(1, a)", _OVERFLOWS),
    Rewrite("1/(1 + exp(-a))", "sigmoid(a)", _OVERFLOWS),
    Rewrite("b/(1 + exp(-a))", "b*sigmoid(a)", _OVERFLOWS),
    Rewrite("exp(a)/(1 + exp(a))", "sigmoid(a)", _OVERFLOWS),
    Rewrite("log(exp(a) + exp(b))", "logaddexp(a, b)", _OVERFLOWS),
    Rewrite("log(1 + exp(a))", "softplus(a)", _OVERFLOWS),
    Rewrite("log(exp(a))", "a", _OVERFLOWS),
    Rewrite("(exp(a) - exp(-a))/2", "sinh(a)", "nearly equal exponentials are subtracted"),
    Rewrite("(exp(a) - exp(-a))/(exp(a) + exp(-a))", "tanh(a)", "nearly equal exponentials are subtracted, or overflow"),
    Rewrite("log(a + sqrt(a**2 + 1))", "asinh(a)", "for negative a the sum cancels; for large a the square overflows"),
)
