"""assert_jvp and assert_vjp: the Jacobian times a direction, and a covector times the Jacobian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from verify.core.claim import Claim, jvp_of
from verify.core.expression import variable
from verify.core.mapping import VectorFunction
from verify.engine.assertions.arguments import DRAWN, Floats, Layout, layout_and_points
from verify.engine.assertions.checking import check
from verify.engine.assertions.derivatives import SEED, per_argument, places_of, scale, unit
from verify.engine.assertions.function import Function, function_of
from verify.engine.assertions.numerical import Estimate, line_derivative
from verify.engine.assertions.told import CheckedDerivative
from verify.engine.assertions.wanted import Wanted, answered, entries


def assert_jvp(
    f: Callable[..., Any], jvp: Callable[..., Any], *, at: Any = None, within: Any = None, along: Any = None,
    points: int = DRAWN, seed: int = SEED, strict: bool = False,
) -> CheckedDerivative:  # fmt: skip
    """Assert that `jvp(x, u)` is the derivative of `f` at x along u, of the shape of f's result.

    Of several arguments, `jvp(x, y, u, v)` takes the arguments and then the direction's parts. The direction is
    `along`, written like `at`, or drawn from `seed`. The other parameters, and what is raised, are those of `assert_gradient`.
    """
    __tracebackhide__ = True  # of pytest: what failed is told by the message
    layout, drawn = layout_and_points(f, at, within, points, seed)
    function = function_of(f, layout, drawn)
    layout = function.layout
    size = len(layout.variables)
    directions = _names(layout, size, "u")
    components = [(name, variable(direction)) for name, direction in zip(layout.variables, directions, strict=True)]

    def estimate(number: int, point: Floats) -> Estimate:
        x, u = point[:size], point[size:]
        return line_derivative(
            lambda t: float(function(x + t * u)[number]), scale(x) / max(1.0, float(np.abs(u).max())), 1, function.precision
        )

    wanted = Wanted(
        what="directional derivative",
        asserted="assert_jvp",
        function=function,
        names=(*layout.variables, *directions),
        places=_of_results(function, len(function(drawn[0]))),
        claims=tuple(jvp_of(root, components) for root in function.outputs),
        ask=lambda point: entries(
            answered(jvp, [*layout.unpacked(point[:size]), *layout.unpacked(point[size:])]), function.shape, "for J u"
        ),
        estimate=estimate,
        repeat=lambda point: (
            f"verify.assert_jvp({function.name}, jvp, at={layout.written(point[:size])}, along={layout.written(point[size:])})"
        ),
    )
    return check(wanted, _with(drawn, size, seed, None if along is None else layout.packed(along, "along")), strict=strict)


def assert_vjp(
    f: Callable[..., Any], vjp: Callable[..., Any], *, at: Any = None, within: Any = None, covector: Any = None,
    points: int = DRAWN, seed: int = SEED, strict: bool = False,
) -> CheckedDerivative:  # fmt: skip
    """Assert that `vjp(x, v)` is v^T J, of the shape of the argument, or a tuple with one array for each of several.

    v has the shape of f's result; it is `covector`, or drawn from `seed`, and comes last of several arguments. The other
    parameters, and what is raised, are those of `assert_gradient`.
    """
    __tracebackhide__ = True  # of pytest: what failed is told by the message
    layout, drawn = layout_and_points(f, at, within, points, seed)
    function = function_of(f, layout, drawn)
    layout = function.layout
    size, results = len(layout.variables), len(function(drawn[0]))
    covectors = _names(layout, results, "v")
    result = Layout(("v",), (function.shape,), layout.make)
    claims: tuple[Claim, ...] = ()
    if function.outputs:
        pulled = VectorFunction(function.outputs, layout.variables).vjp([variable(name) for name in covectors])
        claims = tuple(pulled)

    def estimate(number: int, point: Floats) -> Estimate:
        x, v = point[:size], point[size:]
        return line_derivative(lambda t: float(v @ function(x + t * unit(number, size))), scale(x), 1, function.precision)

    wanted = Wanted(
        what="pulled-back derivative",
        asserted="assert_vjp",
        function=function,
        names=(*layout.variables, *covectors),
        places=places_of(layout),
        claims=claims,
        ask=lambda point: per_argument(
            answered(vjp, [*layout.unpacked(point[:size]), *result.unpacked(point[size:])]), layout, ()
        ),
        estimate=estimate,
        repeat=lambda point: (
            f"verify.assert_vjp({function.name}, vjp, at={layout.written(point[:size])}, "
            f"covector={result.written(point[size:])})"
        ),
    )
    return check(
        wanted, _with(drawn, results, seed, None if covector is None else result.packed(covector, "covector")), strict=strict
    )


def _names(layout: Layout, count: int, letter: str) -> tuple[str, ...]:
    """Names for the entries of a direction that no argument has."""
    while any(name.startswith(letter) for name in layout.variables):
        letter += letter[0]
    return tuple(f"{letter}_{number}" for number in range(count))


def _with(drawn: Floats, count: int, seed: int, given: Floats | None) -> Floats:
    """The points with a direction beside each: the given one, or random binary fractions, exact in every precision, not 0."""
    if given is not None:
        return np.hstack([drawn, np.tile(given, (len(drawn), 1))])
    generator = np.random.default_rng([seed, count])
    sizes = generator.integers(1, 2**10, (len(drawn), count)) / 2.0**9
    return np.hstack([drawn, sizes * generator.choice([-1.0, 1.0], sizes.shape)])


def _of_results(function: Function, count: int) -> tuple[str, ...]:
    return tuple(
        "".join(f"[{index}]" for index in np.unravel_index(number, function.shape)) if function.shape else ""
        for number in range(count)
    )
