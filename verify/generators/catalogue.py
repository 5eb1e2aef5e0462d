"""The textbook catalogue: worked examples of tutorials, as claims with the exact answer. The oracle confirms every one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity, derivative_of, integral_of, value_of
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.ops.parsing import parse

Point = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One worked number, or one formula at a few points.

    quantity : VALUE, DERIVATIVE or INTEGRAL of `expression`
    wrt : variable of differentiation or integration
    order : of the derivative
    lower, upper : limits of integration, as text
    at : the points, each with a value for every argument of the claim
    expected : the exact answer, an expression over the claim's arguments
    printed : the decimal that the example shows, right to half a unit in its last place; None for a formula
    misprint : a wrong decimal that a tutorial prints for it; None where there is none
    source : where examples of this kind stand
    """

    name: str
    expression: str
    quantity: Quantity
    expected: str
    source: str
    at: tuple[Point, ...]
    wrt: str | None = None
    order: int = 1
    lower: str | None = None
    upper: str | None = None
    printed: str | None = None
    misprint: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", tuple(MappingProxyType(dict(point)) for point in self.at))
        arguments = set(self.claim.arguments)
        for point in self.at:
            if set(point) != arguments:
                raise UsageError(
                    f"example {self.name}: point {dict(point)} must give {', '.join(sorted(arguments)) or 'nothing'}"
                )
        if not set(variables(self.answer)) <= arguments:
            raise UsageError(f"example {self.name}: {self.expected!r} has variables besides {', '.join(sorted(arguments))}")

    @property
    def claim(self) -> Claim:
        """What is claimed."""
        expression = parse(self.expression)
        match self.quantity:
            case Quantity.DERIVATIVE:
                return derivative_of(expression, str(self.wrt), self.order)
            case Quantity.INTEGRAL:
                return integral_of(expression, str(self.wrt), parse(str(self.lower)), parse(str(self.upper)))
        return value_of(expression)

    @property
    def answer(self) -> Expression:
        """The exact answer."""
        return parse(self.expected)

    @property
    def points(self) -> Any:
        """float64[n, k], columns in the order of the claim's arguments."""
        names = self.claim.arguments
        return np.array([[point[name] for name in names] for point in self.at], np.float64).reshape(len(self.at), len(names))


def _points(*values: float, name: str = "x") -> tuple[Point, ...]:
    return tuple({name: value} for value in values)


_DERIVATIVES: Final = "introductory derivatives"
_GRADIENTS: Final = "partial derivatives and gradients"
_INTEGRALS: Final = "integrals and the fundamental theorem"
_LEARNING: Final = "derivatives in machine learning"
_ANY: Final = _points(-1.5, 0.5, 2.0, 3.0)
_POSITIVE: Final = _points(0.25, 1.0, 2.0, 10.0)
_PLANE: Final = ({"x": 2.0, "y": 3.0}, {"x": -1.5, "y": 0.5}, {"x": 1.0, "y": 1.0})


def _slope(
    name: str,
    expression: str,
    expected: str,
    at: tuple[Point, ...] = _ANY,
    *,
    wrt: str = "x",
    order: int = 1,
    source: str = _DERIVATIVES,
    printed: str | None = None,
    misprint: str | None = None,
) -> Example:
    return Example(
        name=name, expression=expression, quantity=Quantity.DERIVATIVE, expected=expected, source=source, at=at, wrt=wrt,
        order=order, printed=printed, misprint=misprint,
    )  # fmt: skip


def _gradient(name: str, expression: str, at: tuple[Point, ...], source: str = _GRADIENTS, **entries: str) -> Iterator[Example]:
    for wrt, expected in entries.items():
        yield _slope(f"{name}, by {wrt}", expression, expected, at, wrt=wrt, source=source)


def _value(name: str, expression: str, expected: str, at: tuple[Point, ...], printed: str | None = None) -> Example:
    return Example(
        name=name,
        expression=expression,
        quantity=Quantity.VALUE,
        expected=expected,
        source=_DERIVATIVES,
        at=at,
        printed=printed,
    )


def _area(
    name: str,
    expression: str,
    limits: tuple[str, str],
    expected: str,
    at: tuple[Point, ...] = ({},),
    printed: str | None = None,
) -> Example:
    return Example(
        name=name, expression=expression, quantity=Quantity.INTEGRAL, expected=expected, source=_INTEGRALS, at=at, wrt="x",
        lower=limits[0], upper=limits[1], printed=printed,
    )  # fmt: skip


_EXAMPLES: Final = (
    # One variable
    _value("secant of x^2 + 3", "((b**2 + 3) - (a**2 + 3))/(b - a)", "4", ({"a": 1.0, "b": 3.0},), "4"),
    _slope("power of a power", "(x**2)**3", "6*x**5"),
    _slope("threefold chain", "sin((4*x)**2)", "32*x*cos(16*x**2)"),
    _slope("(x^2 + 1)^3 at 2", "(x**2 + 1)**3", "300", _points(2.0), printed="300"),
    _slope("x^2 e^x at 2", "x**2*exp(x)", "8*exp(2)", _points(2.0), printed="59.112449", misprint="33.556303"),
    _slope("x^2 e^x", "x**2*exp(x)", "(x**2 + 2*x)*exp(x)"),
    _slope("x^2 sin x", "x**2*sin(x)", "2*x*sin(x) + x**2*cos(x)"),
    _slope("e^(x^2)", "exp(x**2)", "2*x*exp(x**2)"),
    _slope("reciprocal", "1/x", "-1/x**2"),
    _slope("square root", "sqrt(x)", "1/(2*sqrt(x))", _POSITIVE),
    _slope("x^10", "x**10", "10*x**9"),
    _slope("logarithm", "log(x)", "1/x", _POSITIVE),
    _slope("5 x^2", "5*x**2", "10*x"),
    _slope("x^2 + x^3", "x**2 + x**3", "2*x + 3*x**2"),
    _slope("x^2 x^3", "x**2*x**3", "5*x**4"),
    _slope("x^3 - 2 x^2 + 1", "x**3 - 2*x**2 + 1", "3*x**2 - 4*x"),
    _slope("x^3 - 2 x^2 + 1, critical point", "x**3 - 2*x**2 + 1", "0", _points(0.0), printed="0"),
    _slope("x^3 - 2 x^2 + 1, curvature", "x**3 - 2*x**2 + 1", "6*x - 4", _points(0.0, 2.0), order=2),
    _slope("(x - 3)^2", "(x - 3)**2", "2*(x - 3)", _points(0.0, 0.625, 1.0, 2.5)),
    # Several variables
    *_gradient("2 z^3 x^2", "2*z**3*x**2", ({"x": 2.0, "z": 3.0}, {"x": -1.5, "z": 0.5}), x="4*x*z**3", z="6*x**2*z**2"),
    *_gradient("x^2 + y^3", "x**2 + y**3", _PLANE, x="2*x", y="3*y**2"),
    *_gradient("x^2 + y^2", "x**2 + y**2", _PLANE, x="2*x", y="2*y"),
    *_gradient("x^2 + x y + y^2 at (1, 2)", "x**2 + x*y + y**2", ({"x": 1.0, "y": 2.0},), x="4", y="5"),
    *_gradient("x^2 y + 3 x y^2 at (2, 3)", "x**2*y + 3*x*y**2", ({"x": 2.0, "y": 3.0},), x="39", y="40"),
    _value("x^2 y + 3 x y^2 at (2, 3)", "x**2*y + 3*x*y**2", "66", ({"x": 2.0, "y": 3.0},), "66"),
    *_gradient("x^2 + 2 x y + y^2 at (2, 3)", "x**2 + 2*x*y + y**2", ({"x": 2.0, "y": 3.0},), x="10", y="10"),
    *_gradient("2 x y", "2*x*y", _PLANE, x="2*y", y="2*x"),
    *_gradient("x^2 y", "x**2*y", _PLANE, x="2*x*y", y="x**2"),
    # Integrals
    _area("x^2 from 1 to 3", "x**2", ("1", "3"), "26/3", printed="8.666667"),
    _area("x^2 from 0 to 2", "x**2", ("0", "2"), "8/3", printed="2.666667"),
    _area("2 x from 0 to b", "2*x", ("0", "b"), "b**2", _points(0.5, 1.0, 10.0, -10.0, name="b")),
    _area("3 x^2 - 4 x from 0 to b", "3*x**2 - 4*x", ("0", "b"), "b**3 - 2*b**2", _points(0.5, 1.0, 10.0, -10.0, name="b")),
    _area("normal density from -1 to 1", "exp(-(x**2/2))/sqrt(2*pi)", ("-1", "1"), "erf(1/sqrt(2))", printed="0.682689"),
    _area("normal density from -2 to 2", "exp(-(x**2/2))/sqrt(2*pi)", ("-2", "2"), "erf(sqrt(2))", printed="0.954500"),
    _area("exponential density from 0 to 2", "0.5*exp(-0.5*x)", ("0", "2"), "1 - exp(-1)", printed="0.632121"),
    _area("uniform density from 1 to 2.5", "0.25", ("1", "2.5"), "0.375", printed="0.375"),
    # Learning
    _slope("sigmoid", "sigmoid(x)", "exp(-x)/(1 + exp(-x))**2", _points(-40.0, -2.0, 0.0, 0.5, 20.0), source=_LEARNING),
    _slope("sigmoid, largest slope", "sigmoid(x)", "1/4", _points(0.0), source=_LEARNING, printed="0.25"),
    _slope("tanh", "tanh(x)", "1/cosh(x)**2", _points(-25.0, -1.0, 0.0, 0.5, 30.0), source=_LEARNING),
    _slope("relu, right branch", "relu(x)", "1", _points(0.5, 2.0, 40.0), source=_LEARNING, printed="1"),
    _slope("relu, left branch", "relu(x)", "0", _points(-0.5, -2.0, -40.0), source=_LEARNING, printed="0"),
    _slope("softplus", "softplus(x)", "1/(1 + exp(-x))", _points(-40.0, -1.0, 0.0, 3.0, 40.0), source=_LEARNING),
    *_gradient(
        "regression loss", "(w1*x + w2 - y)**2",
        ({"w1": 0.5, "w2": -1.0, "x": 2.0, "y": 3.0}, {"w1": -2.0, "w2": 0.25, "x": 1.5, "y": -1.0}),
        _LEARNING, w1="2*(w1*x + w2 - y)*x", w2="2*(w1*x + w2 - y)",
    ),
    *_gradient(
        "binary cross-entropy", "-(y*log(p) + (1 - y)*log(1 - p))", ({"p": 0.25, "y": 1.0}, {"p": 0.75, "y": 0.0}),
        _LEARNING, p="(p - y)/(p*(1 - p))",
    ),
)  # fmt: skip


def _collected(examples: tuple[Example, ...]) -> Mapping[str, Example]:
    found = {example.name: example for example in examples}
    if len(found) < len(examples):
        raise UsageError("two examples of the catalogue have one name")
    return MappingProxyType(found)


CATALOGUE: Final = _collected(_EXAMPLES)
