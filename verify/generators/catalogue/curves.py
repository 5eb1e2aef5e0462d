"""Derivatives of one variable: powers, products, chains, critical points, steps of gradient descent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from verify.core.claim import value_of
from verify.core.expression import Expression, variable
from verify.core.fold import substitute
from verify.generators.catalogue import example
from verify.generators.catalogue.example import POSITIVE, Example, points
from verify.generators.catalogue.procedures import CriticalPoints, Descent, Procedure
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse

_SOURCE: Final = "introductory derivatives"
slope = partial(example.slope, source=_SOURCE)
value = partial(example.value, source=_SOURCE)


def descended(function: str, steps: int) -> Expression:
    """x after so many steps x - r f'(x) of gradient descent, from the variable x and at the rate r.

    Written out it doubles with every step, so that only the first few are claims; `Descent` goes on.
    """
    here = variable("x")
    slope = differentiate(parse(function), "x")
    for _ in range(steps):
        here = here - variable("r") * substitute(slope, {"x": here})
    return here


def _descent(function: str, known: dict[int, tuple[str, str]]) -> Iterator[Example]:
    for steps, (expected, printed) in known.items():
        yield Example(
            name=f"gradient descent on {function}, x after {steps} step{'s' * (steps != 1)}",
            claim=value_of(descended(function, steps)),
            expected=expected,
            at=({"r": 0.1, "x": 0.0},),
            source="gradient descent",
            statement=f"x after {steps} steps x - r diff({function}, x), from 0 at rate r = 0.1",
            printed=printed,
        )


EXAMPLES: Final = (
    value("secant of x^2 + 3", "((b**2 + 3) - (a**2 + 3))/(b - a)", "4", ({"a": 1.0, "b": 3.0},), printed="4"),
    slope("power of a power", "(x**2)**3", "6*x**5"),
    slope("threefold chain", "sin((4*x)**2)", "32*x*cos(16*x**2)"),
    slope("(x^2 + 1)^3 at 2", "(x**2 + 1)**3", "300", points(2.0), printed="300"),
    slope("(x^2 + 1)^3", "(x**2 + 1)**3", "6*x*(x**2 + 1)**2"),
    slope("x^2 e^x at 2", "x**2*exp(x)", "8*exp(2)", points(2.0), printed="59.112449", misprint="33.556303"),
    slope("x^2 e^x", "x**2*exp(x)", "(x**2 + 2*x)*exp(x)"),
    slope("x^2 sin x", "x**2*sin(x)", "2*x*sin(x) + x**2*cos(x)"),
    slope("e^(x^2)", "exp(x**2)", "2*x*exp(x**2)"),
    slope("reciprocal", "1/x", "-1/x**2"),
    slope("square root", "sqrt(x)", "1/(2*sqrt(x))", POSITIVE),
    slope("x^10", "x**10", "10*x**9"),
    slope("logarithm", "log(x)", "1/x", POSITIVE),
    slope("5 x^2", "5*x**2", "10*x"),
    slope("x^2 + x^3", "x**2 + x**3", "2*x + 3*x**2"),
    slope("x^2 x^3", "x**2*x**3", "5*x**4"),
    slope("x^3 - 2 x^2 + 1", "x**3 - 2*x**2 + 1", "3*x**2 - 4*x"),
    slope("x^3 - 2 x^2 + 1, critical point", "x**3 - 2*x**2 + 1", "0", points(0.0), printed="0"),
    slope("x^3 - 2 x^2 + 1, curvature", "x**3 - 2*x**2 + 1", "6*x - 4", points(0.0, 2.0), order=2),
    slope("(x - 3)^2", "(x - 3)**2", "2*(x - 3)", points(0.0, 0.625, 1.0, 2.5)),
    *_descent(
        "(x - 3)**2",
        {
            1: ("3 - 3*(1 - 2*r)", "0.6"),
            2: ("3 - 3*(1 - 2*r)**2", "1.08"),
            3: ("3 - 3*(1 - 2*r)**3", "1.464"),
        },
    ),
)

PROCEDURES: Final[tuple[Procedure, ...]] = (
    Descent(
        name="gradient descent on (x - 3)^2, 100 steps",
        statement="x after 100 steps x - 0.1 diff((x - 3)**2, x), from 0",
        expected="3 to within the contraction of 100 steps",
        source="gradient descent",
        function="(x - 3)**2",
        start=0.0,
        rate=0.1,
        steps=100,
        minimum=3.0,
    ),
    CriticalPoints(
        name="critical points of x^3 - 2 x^2 + 1",
        statement="all x in [-10, 10] with diff(x**3 - 2*x**2 + 1, x) = 0, and their kinds",
        expected="maximum at 0, minimum at 4/3",
        source=_SOURCE,
        function="x**3 - 2*x**2 + 1",
        lower=-10.0,
        upper=10.0,
        points={"0": "maximum", "4/3": "minimum"},
    ),
    CriticalPoints(
        name="critical points of ln x",
        statement="all x in [0.0078125, 1024] with diff(log(x), x) = 0",
        expected="none",
        source=_SOURCE,
        function="log(x)",
        lower=0.0078125,
        upper=1024.0,
        points={},
    ),
)
