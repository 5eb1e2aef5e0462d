"""Worked examples: one claim, its points, and the exact answer. The functions below write rows of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from verify.core.claim import (
    Claim,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    jvp_of,
    mixed_of,
    value_of,
)
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.ops.parsing import parse

Point = Mapping[str, float]
# Lower and upper limit as text; None is infinite.
Ends = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One worked number, or one formula at a few points.

    claim : what is asked for
    expected : the exact answer, an expression over the claim's arguments
    at : the points, each with a value for every argument of the claim
    source : where examples of this kind stand
    statement : the claim as a reader would say it; made from the claim if it is not given
    printed : the decimal that the example shows, right to half a unit in its last place; None for a formula
    misprint : a wrong decimal that a tutorial prints for it; None where there is none
    """

    name: str
    claim: Claim
    expected: str
    at: tuple[Point, ...]
    source: str
    statement: str = ""
    printed: str | None = None
    misprint: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", tuple(MappingProxyType(dict(point)) for point in self.at))
        object.__setattr__(self, "statement", self.statement or str(self.claim))
        arguments = set(self.claim.arguments)
        for point in self.at:
            if set(point) != arguments:
                raise UsageError(
                    f"example {self.name}: point {dict(point)} must give {', '.join(sorted(arguments)) or 'nothing'}"
                )
        if not set(variables(self.answer)) <= arguments:
            raise UsageError(f"example {self.name}: {self.expected!r} has variables besides {', '.join(sorted(arguments))}")

    @property
    def answer(self) -> Expression:
        """The exact answer."""
        return parse(self.expected)

    @property
    def points(self) -> Any:
        """float64[n, k], columns in the order of the claim's arguments."""
        names = self.claim.arguments
        return np.array([[point[name] for name in names] for point in self.at], np.float64).reshape(len(self.at), len(names))


def points(*values: float, name: str = "x") -> tuple[Point, ...]:
    """Values of one variable, as points."""
    return tuple({name: value} for value in values)


NOWHERE: Final[tuple[Point, ...]] = ({},)  # of claims without variables
ANY: Final = points(-1.5, 0.5, 2.0, 3.0)
POSITIVE: Final = points(0.25, 1.0, 2.0, 10.0)
PLANE: Final = ({"x": 2.0, "y": 3.0}, {"x": -1.5, "y": 0.5}, {"x": 1.0, "y": 1.0})


def value(name: str, expression: str, expected: str, at: tuple[Point, ...] = NOWHERE, **more: Any) -> Example:
    """The value of an expression."""
    return Example(name=name, claim=value_of(parse(expression)), expected=expected, at=at, **more)


def slope(
    name: str, expression: str, expected: str, at: tuple[Point, ...] = ANY, *, wrt: str = "x", order: int = 1, **more: Any
) -> Example:
    """A derivative."""
    return Example(name=name, claim=derivative_of(parse(expression), wrt, order), expected=expected, at=at, **more)


def gradient(name: str, expression: str, at: tuple[Point, ...], entries: Mapping[str, str], **more: Any) -> Iterator[Example]:
    """One partial derivative for each variable of `entries`."""
    for wrt, expected in entries.items():
        yield slope(f"{name}, by {wrt}", expression, expected, at, wrt=wrt, **more)


def jacobian(
    name: str, outputs: Mapping[str, str], rows: Mapping[str, Mapping[str, str]], at: tuple[Point, ...], **more: Any
) -> Iterator[Example]:
    """One example for each entry; `rows` gives them by output and input."""
    for output, entries in rows.items():
        for wrt, expected in entries.items():
            claim = derivative_of(parse(outputs[output]), wrt)
            there = tuple({key: point[key] for key in claim.arguments} for point in at)
            yield Example(name=f"{name}, {output} by {wrt}", claim=claim, expected=expected, at=there, **more)


def along(
    name: str, expression: str, direction: Mapping[str, str], expected: str, at: tuple[Point, ...], **more: Any
) -> Example:
    """A directional derivative; the direction is not normalised."""
    return Example(name=name, claim=jvp_of(parse(expression), components(direction)), expected=expected, at=at, **more)


def mixed(name: str, expression: str, wrt: str, also: str, expected: str, at: tuple[Point, ...], **more: Any) -> Example:
    """A second derivative, by `wrt` and then by `also`."""
    return Example(name=name, claim=mixed_of(parse(expression), wrt, also), expected=expected, at=at, **more)


def curved(
    name: str, expression: str, wrt: str, direction: Mapping[str, str], expected: str, at: tuple[Point, ...], **more: Any
) -> Example:
    """One entry of the Hessian times a direction."""
    return Example(name=name, claim=hvp_of(parse(expression), wrt, components(direction)), expected=expected, at=at, **more)


def components(direction: Mapping[str, str]) -> tuple[tuple[str, Expression], ...]:
    """A direction as claims take it."""
    return tuple((name, parse(component)) for name, component in direction.items())


def area(
    name: str, expression: str, ends: tuple[str, str], expected: str, at: tuple[Point, ...] = NOWHERE, *, wrt: str = "x",
    **more: Any,
) -> Example:  # fmt: skip
    """A definite integral."""
    claim = integral_of(parse(expression), wrt, parse(ends[0]), parse(ends[1]))
    return Example(name=name, claim=claim, expected=expected, at=at, **more)


def unbounded(
    name: str, expression: str, ends: Ends, expected: str, at: tuple[Point, ...] = NOWHERE, *, wrt: str = "x", **more: Any
) -> Example:
    """An improper integral."""
    lower, upper = (None if end is None else parse(end) for end in ends)
    return Example(name=name, claim=improper_of(parse(expression), wrt, lower, upper), expected=expected, at=at, **more)


def volume(
    name: str, expression: str, inner: tuple[str, str, str], outer: tuple[str, str, str], expected: str, **more: Any
) -> Example:
    """A double integral; `inner` and `outer` are variable, lower and upper limit."""
    x, y = ((variable, parse(lower), parse(upper)) for variable, lower, upper in (inner, outer))
    return Example(name=name, claim=double_of(parse(expression), x, y), expected=expected, at=NOWHERE, **more)
