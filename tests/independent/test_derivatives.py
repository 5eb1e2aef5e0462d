"""Derivatives by the exact side, against formulas that were differentiated by hand and are evaluated by mpmath at 60 digits."""

import numpy as np
import pytest
from independent import MP, holds

from verify.core.claim import derivative_of, mixed_of, value_of
from verify.ops.parsing import parse
from verify.oracle import enclose

exp, log, sqrt, sin, cos, tan = MP.exp, MP.log, MP.sqrt, MP.sin, MP.cos, MP.tan
sinh, cosh, tanh, pi = MP.sinh, MP.cosh, MP.tanh, MP.pi
REAL = (-3.75, -1.0, -0.1, 2.0**-40, 0.3, 1.0, 2.5, 9.0)
POSITIVE = (2.0**-60, 0.1, 0.75, 1.0, 1.5, 40.0, 1e9)
UNIT = (-0.99, -0.5, -(2.0**-30), 0.1, 0.625, 0.9375)
BEYOND_ONE = (1.0 + 2.0**-20, 1.25, 3.0, 1e6)
LARGE = (-700.0, -30.0, -1.0, 0.5, 20.0, 300.0)

# expression, order, where, the derivative by hand
ONE = [
    ("x**5", 1, REAL, lambda x: 5 * x**4),
    ("x**5", 3, REAL, lambda x: 60 * x**2),
    ("x**-2", 2, POSITIVE, lambda x: 6 / x**4),
    ("x**0.5", 1, POSITIVE, lambda x: 1 / (2 * sqrt(x))),
    ("sqrt(x)", 1, POSITIVE, lambda x: 1 / (2 * sqrt(x))),
    ("sqrt(x)", 4, POSITIVE, lambda x: -MP.mpf(15) / 16 / x**3 / sqrt(x)),
    ("cbrt(x)", 1, POSITIVE, lambda x: 1 / (3 * MP.cbrt(x) ** 2)),
    ("2**x", 2, REAL, lambda x: log(2) ** 2 * exp(x * log(2))),
    ("x**x", 1, POSITIVE[1:5], lambda x: exp(x * log(x)) * (1 + log(x))),
    ("exp(x)", 7, LARGE, exp),
    ("exp2(x)", 1, REAL, lambda x: log(2) * exp(x * log(2))),
    ("expm1(x)", 1, REAL, exp),
    ("expm1(x)/x", 1, REAL, lambda x: (x * exp(x) - exp(x) + 1) / x**2),
    ("exp(-x**2)", 2, REAL, lambda x: (4 * x**2 - 2) * exp(-(x**2))),
    ("log(x)", 5, POSITIVE, lambda x: 24 / x**5),
    ("log2(x)", 1, POSITIVE, lambda x: 1 / (x * log(2))),
    ("log10(x)", 2, POSITIVE, lambda x: -1 / (x**2 * log(10))),
    ("log1p(x)", 3, POSITIVE, lambda x: 2 / (1 + x) ** 3),
    ("log(log(x))", 1, BEYOND_ONE, lambda x: 1 / (x * log(x))),
    ("sin(x)", 3, REAL, lambda x: -cos(x)),
    ("cos(x)", 2, REAL, lambda x: -cos(x)),
    ("tan(x)", 1, REAL, lambda x: 1 / cos(x) ** 2),
    ("tan(x)", 2, REAL, lambda x: 2 * sin(x) / cos(x) ** 3),
    ("asin(x)", 1, UNIT, lambda x: 1 / sqrt((1 - x) * (1 + x))),
    ("asin(x)", 2, UNIT, lambda x: x / sqrt((1 - x) * (1 + x)) ** 3),
    ("acos(x)", 1, UNIT, lambda x: -1 / sqrt((1 - x) * (1 + x))),
    ("atan(x)", 1, REAL, lambda x: 1 / (1 + x**2)),
    ("atan(x)", 3, REAL, lambda x: (6 * x**2 - 2) / (1 + x**2) ** 3),
    ("sinh(x)", 1, LARGE, cosh),
    ("cosh(x)", 1, LARGE, sinh),
    ("tanh(x)", 1, LARGE, lambda x: 1 / cosh(x) ** 2),
    ("tanh(x)", 2, LARGE, lambda x: -2 * sinh(x) / cosh(x) ** 3),
    ("asinh(x)", 1, REAL, lambda x: 1 / sqrt(1 + x**2)),
    ("acosh(x)", 1, BEYOND_ONE, lambda x: 1 / sqrt((x - 1) * (x + 1))),
    ("atanh(x)", 2, UNIT, lambda x: 2 * x / ((1 - x) * (1 + x)) ** 2),
    ("erf(x)", 1, REAL, lambda x: 2 / sqrt(pi) * exp(-(x**2))),
    ("erf(x)", 3, REAL, lambda x: 2 / sqrt(pi) * (4 * x**2 - 2) * exp(-(x**2))),
    ("erfc(x)", 1, REAL, lambda x: -2 / sqrt(pi) * exp(-(x**2))),
    ("sigmoid(x)", 1, LARGE, lambda x: 1 / (2 * cosh(x / 2)) ** 2),
    ("softplus(x)", 1, LARGE, lambda x: exp(x / 2) / (2 * cosh(x / 2))),
    ("softplus(x)", 2, LARGE, lambda x: 1 / (2 * cosh(x / 2)) ** 2),
    ("sinc(x)", 1, (0.3, 0.75, 2.5), lambda x: cos(pi * x) / x - sin(pi * x) / (pi * x**2)),
    ("abs(x)", 1, REAL, MP.sign),
    ("relu(x)*x", 1, REAL, lambda x: 2 * max(x, MP.zero)),
    ("max(x, x**2)", 1, (-2.0, 0.5, 3.0), lambda x: MP.one if 0 < x < 1 else 2 * x),
    ("min(x, x**2)", 1, (-2.0, 0.5, 3.0), lambda x: 2 * x if 0 < x < 1 else MP.one),
    ("(1 - cos(x))/x**2", 1, (2.0**-12, 0.3, 2.0), lambda x: sin(x) / x**2 - 4 * sin(x / 2) ** 2 / x**3),
    ("x**2*exp(x)", 4, REAL, lambda x: (x**2 + 8 * x + 12) * exp(x)),
    ("sin(x)/x", 1, REAL, lambda x: (x * cos(x) - sin(x)) / x**2),
    ("exp(sin(x))", 2, REAL, lambda x: (cos(x) ** 2 - sin(x)) * exp(sin(x))),
    ("log(1 + exp(x))", 1, LARGE, lambda x: exp(x / 2) / (2 * cosh(x / 2))),
    ("sqrt(x**2 + 1) - x", 1, POSITIVE, lambda x: -1 / (sqrt(x**2 + 1) * (sqrt(x**2 + 1) + x))),
    ("x*log(x) - x", 1, POSITIVE[1:3] + POSITIVE[4:], log),
    ("atan(1/x)", 1, REAL, lambda x: -1 / (1 + x**2)),
]  # fmt: skip

PAIRS = ((0.3, 2.0), (-1.5, 0.125), (2.0**-20, 3.0), (40.0, 0.5))
# expression in x and y, variables of differentiation, the derivative by hand
TWO = [
    ("x*y", "x", lambda x, y: y),
    ("x/y", "y", lambda x, y: -x / y**2),
    ("atan2(x, y)", "x", lambda x, y: y / (x**2 + y**2)),
    ("atan2(x, y)", "y", lambda x, y: -x / (x**2 + y**2)),
    ("atan2(x, y)", "xy", lambda x, y: (x**2 - y**2) / (x**2 + y**2) ** 2),
    ("hypot(x, y)", "x", lambda x, y: x / sqrt(x**2 + y**2)),
    ("hypot(x, y)", "xy", lambda x, y: -x * y / sqrt(x**2 + y**2) ** 3),
    ("logaddexp(x, y)", "x", lambda x, y: 1 / (1 + exp(y - x))),
    ("logaddexp(x, y)", "xy", lambda x, y: -1 / (2 * cosh((x - y) / 2)) ** 2),
    ("y**x", "x", lambda x, y: log(y) * exp(x * log(y))),
    ("y**x", "y", lambda x, y: x * exp((x - 1) * log(y))),
    ("y**x", "xy", lambda x, y: exp((x - 1) * log(y)) * (1 + x * log(y))),
    ("sin(x*y)", "xy", lambda x, y: cos(x * y) - x * y * sin(x * y)),
    ("exp(x/y)", "y", lambda x, y: -x / y**2 * exp(x / y)),
]


def agree(claim, points, formula):
    """The points at which the enclosure is not about what the formula says."""
    found = enclose(claim, np.array(points, dtype=float).reshape(len(points), -1))
    exact = [formula(*map(MP.mpf, np.atleast_1d(point).tolist())) for point in points]
    return [point for row, point in enumerate(points) if not holds(found, row, exact[row])]


@pytest.mark.parametrize(("text", "order", "points", "formula"), ONE, ids=[f"{row[0]}-{row[1]}" for row in ONE])
def test_derivatives_of_one_variable(text, order, points, formula):
    assert agree(derivative_of(parse(text), "x", order), points, formula) == []


@pytest.mark.parametrize(("text", "wrt", "formula"), TWO, ids=[f"{row[0]}-{row[1]}" for row in TWO])
def test_derivatives_of_two_variables(text, wrt, formula):
    claim = mixed_of(parse(text), *wrt) if len(wrt) == 2 else derivative_of(parse(text), wrt)
    assert agree(claim, PAIRS, formula) == []


def test_values_where_programs_cancel():
    assert agree(value_of(parse("(1 - cos(x))/x**2")), (2.0**-40, 1e-3, 1.0), lambda x: 2 * (sin(x / 2) / x) ** 2) == []
    assert agree(value_of(parse("exp(x) - 1")), (2.0**-60, 1e-9), lambda x: MP.expm1(x)) == []
    assert agree(value_of(parse("tan(x) - sin(x)")), (2.0**-20, 0.5), lambda x: tan(x) * 2 * sin(x / 2) ** 2) == []
    assert agree(value_of(parse("1 - tanh(x)")), (20.0, 300.0), lambda x: exp(-x) / cosh(x)) == []


@pytest.mark.parametrize("factor", [1 + MP.mpf(2) ** -60, 1 - MP.mpf(2) ** -60, MP.mpf(0), MP.nan])
def test_a_formula_that_is_off_in_its_eighteenth_digit_is_seen(factor):
    assert agree(derivative_of(parse("sin(x)"), "x"), REAL, lambda x: cos(x) * factor) == list(REAL)
