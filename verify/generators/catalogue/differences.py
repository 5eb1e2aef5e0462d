"""Forward differences as tutorials compute them, three of which are printed wrongly, and the difference that blows up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from verify.core.claim import value_of
from verify.core.expression import variable
from verify.core.fold import substitute
from verify.generators.catalogue import example
from verify.generators.catalogue.example import Example, points
from verify.generators.catalogue.procedures import Procedure
from verify.ops.parsing import parse

_SOURCE: Final = "finite differences"
slope = partial(example.slope, source=_SOURCE)


def forward(name: str, function: str, point: Mapping[str, float], expected: str, **more: str) -> Example:
    """(f(x + h) - f(x)) / h as a program; the exact answer is that of the same quotient, without rounding."""
    f, x, h = parse(function), variable("x"), variable("h")
    claim = value_of((substitute(f, {"x": x + h}) - f) / h)
    statement = f"forward difference of {function}"
    return Example(name=name, claim=claim, expected=expected, at=(point,), source=_SOURCE, statement=statement, **more)


def _both(
    name: str, function: str, expected: str, x: float, printed: Mapping[float, tuple[str, str | None]]
) -> Iterator[Example]:
    for h, (decimal, misprint) in printed.items():
        point = {"h": h, "x": x}
        yield forward(f"{name}, h = {h:g}", function, point, expected, printed=decimal, misprint=misprint)  # type: ignore[arg-type]


EXAMPLES: Final = (
    *_both(
        "forward difference of x^2 at 3", "x**2", "2*x + h", 3.0,
        {0.0001: ("6.0001", None), 0.00001: ("6.000010", "6.000001")},
    ),
    *_both(
        "forward difference of (x^2 + 1)^3 at 2", "(x**2 + 1)**3",
        # With s = x^2 + 1 and d = 2 x h + h^2: ((s + d)^3 - s^3)/h.
        "(2*x + h)*(3*(x**2 + 1)**2 + 3*(x**2 + 1)*(2*x*h + h**2) + (2*x*h + h**2)**2)", 2.0,
        {0.00001: ("300.003150", "300.000030")},
    ),
    *_both(
        "forward difference of x^2 e^x at 2", "x**2*exp(x)",
        "exp(x)*((x + h)**2*expm1(h)/h + 2*x + h)", 2.0, {0.00001: ("59.112966", "33.556303")},
    ),
    # e^100 is 2.7e43: one unit in its last place is 2e27, and a small step divides that.
    *(
        forward(f"forward difference of e^x at 100, h = 2^{n}", "exp(x)", {"h": 2.0**n, "x": 100.0}, "exp(x)*expm1(h)/h")
        for n in (-8, -26, -44)
    ),
    slope("e^x at 100", "exp(x)", "exp(x)", points(100.0), printed="2.688117E+43"),
    example.value("slope of e^x by a scaled step", "exp(x)*expm1(h)/h", "exp(x)*sinh(h/2)*exp(h/2)/(h/2)",
                  ({"h": 2.0**-26, "x": 100.0}, {"h": 2.0**-44, "x": 100.0}), source=_SOURCE),
)  # fmt: skip

PROCEDURES: Final[tuple[Procedure, ...]] = ()
