"""Random definite integrals in one variable: derivatives of random trees, and families in which closed forms go astray.

A family's templates hold parameters, drawn from a few numbers each; every integrand is defined for all of them between all of
the family's limits, but at kinks, jumps and, in `singular`, the ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from verify.core.domain import Interval
from verify.core.expression import Expression, constant, variable
from verify.core.fold import size, substitute, variables
from verify.generators.chooser import Chooser, cumulative
from verify.generators.grammar import DEFAULT_BOX, Grammar, draw
from verify.ops.calculus import differentiate
from verify.ops.parsing import parse

BACKWARD: Final = "backward"
# What antiderivatives are drawn from, and how large.
_OPERATIONS: Final = ("add", "subtract", "multiply", "divide", "exp", "log", "sin", "cos", "sqrt", "atan", "tanh")
_NODES: Final = 10
_FEWEST_NODES: Final = 5
_TRIES: Final = 20
_PARTS: Final = 8  # of the box, at whose borders limits are drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnIntegral:
    """An integral by x.

    lower, upper : None where infinite
    singular : the integrand may be unbounded or undefined at a limit
    antiderivative : where the integrand is the derivative of a drawn tree, that tree, defined on `box`
    """

    family: str
    expression: Expression
    lower: Expression | None
    upper: Expression | None
    singular: bool = False
    antiderivative: Expression | None = None
    box: Interval = DEFAULT_BOX


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrands:
    """A family: integrands and limits with parameters in them.

    limits : pairs of texts, empty where infinite
    parameters : the numbers that each name stands for
    weight : how often the family is drawn, beside the others
    """

    templates: tuple[str, ...]
    limits: tuple[tuple[str, str], ...]
    parameters: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    singular: bool = False
    weight: int = 1


_KINKS: Final = ("abs({})", "x*abs({})", "sqrt(({})**2)", "x**2*sign({})", "max({}, c)", "min({}, c)", "relu({})")
_WAVES: Final = ("cos(x)", "sin(x)", "cos(k*x)", "sin(k*x) - c", "sin(x)**2 - q", "x**2 - k", "x**3 - x", "exp(x) - k")

INTEGRANDS: Final[Mapping[str, Integrands]] = MappingProxyType({
    "kinks": Integrands(
        templates=tuple(outer.format(inner) for outer in _KINKS for inner in _WAVES),
        limits=(("-1.5", "2.5"), ("-4", "-1"), ("-2", "5"), ("0", "3")),
        parameters={"c": (0.5, -0.25), "q": (0.25, 0.5), "k": (2.0, 3.0)},
        weight=4,
    ),
    "periodic": Integrands(
        templates=(
            "1/(p + q + q*cos(x))", "1/(p + q - q*sin(x))", "cos(k*x)/(p + q + q*cos(x))", "1/(p + sin(k*x)**2)",
            "1/(p*cos(x)**2 + q*sin(x)**2)", "sin(x)**2/(p + q + q*cos(x))", "1/(p + 2*q + q*sin(x) + q*cos(x))",
        ),
        limits=(("0", "2*pi"), ("-pi", "3*pi"), ("1", "7"), ("-1", "4")),
        parameters={"p": (1.0, 0.5, 3.0), "q": (1.0, 2.0), "k": (2.0, 3.0)},
    ),
    "quadratic roots": Integrands(
        templates=(
            "sqrt(x**2 - p**2)", "1/sqrt(x**2 - p**2)", "1/(x*sqrt(x**2 - p**2))", "x**2/sqrt(x**2 - p**2)",
            "1/(x**2*sqrt(x**2 - p**2))", "sqrt(x**2 - p**2)/x", "sqrt((x - p)*(x + q))", "1/sqrt((x - p)*(x - q/2))",
            "sqrt((x + p)/(x - p))", "log((x - p)/(x + p))", "sqrt(x**2 + q*x**4)", "1/(x*sqrt(p + x**2))", "x*sqrt(q*x**2)",
            "(x**2)**1.5", "cbrt(q - x)", "x*cbrt(p - x)", "asinh(p*x)/x**2", "atan(q/x)",
        ),
        limits=(("-p - 3", "-p - 1"), ("p + 1", "p + 3")),
        parameters={"p": (1.0, 2.0), "q": (1.0, 0.5, 2.0)},
    ),
    "rational": Integrands(
        templates=(
            "1/(x**4 + p)", "(x**2 + q)/(x**4 - x**2 + p)", "x**2/(x**6 + p)", "1/(x**4 + x**2 + p)",
            "(x + q)/(x**4 + x**2 + p)", "1/(x**2 - q*x + q**2 + p)", "1/(x**3 + p + 8)", "(x**4 + q)/(x**6 + p)",
        ),
        limits=(("-1.5", "2"), ("0", "1"), ("-1", "0.5")),
        parameters={"p": (1.0, 2.0, 4.0), "q": (1.0, 0.5, 3.0)},
    ),
    "logarithms": Integrands(
        templates=("log(x)/(p + q*x)", "log(p + q*x)/x", "log(p + x)/(x + q)", "x*log(x)/(p + x)", "log(p + x**2)/x",
                   "atan(q*x)/x"),
        limits=(("0.25", "1"), ("0.5", "2"), ("1", "4")),
        parameters={"p": (1.0, 2.0, 0.5), "q": (1.0, 2.0, 3.0)},
    ),
    "infinite": Integrands(
        templates=(
            "x**k*exp(-x)*cos(q*x)", "exp(-p*x)*abs(x - q)", "x**q*exp(-p*x)", "exp(-x - q/x)", "log(x)*exp(-p*x)",
            "log(x)/(p + x)**2", "sqrt(x)/(p + x**2)", "1/(p + x**3)", "1/(p + x)**2.5", "exp(-p*x**2)*erf(q*x)",
            "exp(-p*x**2)*cos(q*x)", "atan(q*x)/(1 + x**2)", "exp(-p*x)*max(x, q)", "1/sqrt(x + p*x**4)",
        ),
        limits=(("0", ""),),
        parameters={"p": (1.0, 2.0, 0.5), "q": (0.5, 1.0, 3.0), "k": (1.0, 2.0)},
        singular=True,
    ),
    "singular": Integrands(
        templates=(
            "log(x)**k", "log(x)*x**q", "x**(q - 1)", "log(x)/sqrt(x)", "log(x)*log(1 - x)", "1/sqrt(x*(1 - x))",
            "x**(-q/2)*(1 - x)**-0.5", "log(x)/(x**2 + p)", "sin(p*x)/x", "atan(p*x)/x", "log(1 + p*x)/x",
            "sqrt(1 - x**2)*log(x)", "x/sqrt(1 - x**4)", "cos(p*x)/sqrt(x)",
        ),
        limits=(("0", "1"),),
        parameters={"p": (1.0, 2.0), "q": (0.5, 0.25), "k": (1.0, 2.0, 3.0)},
        singular=True,
    ),
})  # fmt: skip


_WEIGHTS: Final = cumulative(family.weight for family in INTEGRANDS.values())


def draw_integral(chooser: Chooser) -> DrawnIntegral:
    """A random integral: one in three by differentiating what its antiderivative is, the rest from the families."""
    return _forward(chooser, tuple(INTEGRANDS)[chooser.weighted(_WEIGHTS)]) if chooser.index(3) else _backward(chooser)


def _backward(chooser: Chooser) -> DrawnIntegral:
    grammar = Grammar(operations=_OPERATIONS, max_nodes=_NODES)
    drawn = (draw(chooser, grammar) for _ in range(_TRIES))
    found = next((tree for tree in drawn if size(tree) >= _FEWEST_NODES), variable("x") * variable("x"))
    first = chooser.integer(0, _PARTS - 1)
    ends = (first, chooser.integer(first + 1, _PARTS))
    step = (DEFAULT_BOX.hi - DEFAULT_BOX.lo) / _PARTS
    lower, upper = (constant(DEFAULT_BOX.lo + step * end) for end in ends)
    return DrawnIntegral(family=BACKWARD, expression=differentiate(found, "x"), lower=lower, upper=upper, antiderivative=found)


def _forward(chooser: Chooser, name: str) -> DrawnIntegral:
    family = INTEGRANDS[name]
    template, ends = parse(chooser.choice(family.templates)), chooser.choice(family.limits)
    limits = [parse(end) if end else None for end in ends]
    used = {parameter for each in (template, *limits) if each is not None for parameter in variables(each)} - {"x"}
    put = {parameter: constant(chooser.choice(family.parameters[parameter])) for parameter in sorted(used)}
    lower, upper = (None if limit is None else substitute(limit, put) for limit in limits)
    return DrawnIntegral(family=name, expression=substitute(template, put), lower=lower, upper=upper, singular=family.singular)
