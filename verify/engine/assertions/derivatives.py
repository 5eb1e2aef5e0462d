"""assert_gradient, assert_jacobian and assert_hessian."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

import numpy as np

from verify.adapters.tracing_numpy import Shape, traced
from verify.core.claim import Claim, derivative_of, mixed_of
from verify.core.errors import UsageError, VerifyError
from verify.core.expression import Expression
from verify.core.precision import Precision
from verify.engine.assertions.arguments import DRAWN, Floats, Layout, layout_and_points
from verify.engine.assertions.checking import check
from verify.engine.assertions.default import gradient_of
from verify.engine.assertions.function import Function, function_of
from verify.engine.assertions.numerical import Estimate, line_derivative
from verify.engine.assertions.told import CheckedDerivative
from verify.engine.assertions.wanted import BadAnswer, Wanted, answered, entries

SEED: Final = 1


def assert_gradient(
    f: Callable[..., Any], df: Callable[..., Any] | None = None, *, at: Any = None, within: Any = None, points: int = DRAWN,
    seed: int = SEED, strict: bool = False,
) -> CheckedDerivative:  # fmt: skip
    """Assert that `df` is the gradient of `f`, judged against proved enclosures under a budget that is computed.

    Parameters
    ----------
    f : function of scalars and arrays that returns one number
    df : function of the same arguments: an array of the shape of the argument, or a tuple with one for each of several
        arguments. May be left out for functions of JAX and PyTorch: their own gradient is judged then
    at : the point; a tuple with one value for each of several arguments
    within : (low, high), numbers or arrays, between which `points` points are drawn; one pair for each of several arguments
    strict : INACCURATE fails too

    Raises
    ------
    AssertionError : the gradient is wrong, or nothing could be decided. The message says what was expected, what came, the
        budget and its reason, the simplest failing input, and the line that repeats it.
    UsageError : the arguments cannot be used.

    Examples
    --------
    >>> print(assert_gradient(lambda x: x**3, lambda x: 3 * x**2, at=2.0))
    gradient of f: 1 AGREES; a relative fault above 4e-15 would have been seen
    """
    __tracebackhide__ = True  # of pytest: what failed is told by the message
    layout, drawn = layout_and_points(f, at, within, points, seed)
    function = function_of(f, layout, drawn)
    layout = function.layout
    _one_number(function, "gradient", "assert_jacobian")
    df = gradient_of(function) if df is None else df
    variables = layout.variables
    wanted = Wanted(
        what="gradient",
        asserted="assert_gradient",
        function=function,
        names=variables,
        places=places_of(layout),
        claims=tuple(derivative_of(root, name) for root in function.outputs for name in variables),
        ask=lambda point: per_argument(answered(df, layout.unpacked(point)), layout, ()),
        estimate=lambda number, point: slope(function, 0, point, unit(number, len(variables))),
        repeat=lambda point: f"verify.assert_gradient({function.name}, df, at={layout.written(point)})",
        own=_own(df, layout, function),
    )
    return check(wanted, drawn, strict=strict)


def assert_jacobian(
    f: Callable[..., Any], jacobian: Callable[..., Any], *, at: Any = None, within: Any = None, points: int = DRAWN,
    seed: int = SEED, strict: bool = False,
) -> CheckedDerivative:  # fmt: skip
    """Assert that `jacobian` is that of `f`: an array of shape f's result + argument, or a tuple of those, one an argument.

    The other parameters, and what is raised, are those of `assert_gradient`.
    """
    __tracebackhide__ = True  # of pytest: what failed is told by the message
    layout, drawn = layout_and_points(f, at, within, points, seed)
    function = function_of(f, layout, drawn)
    layout = function.layout
    variables, shape = layout.variables, function.shape
    rows = len(function(drawn[0]))
    order = [(row, column) for group in _columns(layout) for row in range(rows) for column in group]
    labels = places_of(layout)
    wanted = Wanted(
        what="Jacobian",
        asserted="assert_jacobian",
        function=function,
        names=variables,
        places=tuple(f"{_index(row, shape)} by {labels[column] or variables[column]}" for row, column in order),
        claims=tuple(derivative_of(function.outputs[row], variables[column]) for row, column in order if function.outputs),
        ask=lambda point: per_argument(answered(jacobian, layout.unpacked(point)), layout, shape),
        estimate=lambda number, point: slope(function, order[number][0], point, unit(order[number][1], len(variables))),
        repeat=lambda point: f"verify.assert_jacobian({function.name}, jacobian, at={layout.written(point)})",
    )
    return check(wanted, drawn, strict=strict)


def assert_hessian(
    f: Callable[..., Any], hessian: Callable[..., Any], *, at: Any = None, within: Any = None, points: int = DRAWN,
    seed: int = SEED, strict: bool = False,
) -> CheckedDerivative:  # fmt: skip
    """Assert that `hessian` is that of `f`, a function of one argument: an array of shape argument + argument.

    The other parameters, and what is raised, are those of `assert_gradient`.
    """
    __tracebackhide__ = True  # of pytest: what failed is told by the message
    layout, drawn = layout_and_points(f, at, within, points, seed)
    if len(layout.names) != 1:
        raise UsageError(f"assert_hessian takes a function of one argument, not of {', '.join(layout.names)}; pass one array")
    function = function_of(f, layout, drawn)
    layout = function.layout
    _one_number(function, "Hessian", "assert_jacobian of its gradient")
    variables, shape = layout.variables, layout.shapes[0] * 2
    size = len(variables)
    claims: tuple[Claim, ...] = tuple(
        mixed_of(root, first, second) for root in function.outputs for first in variables for second in variables
    )
    wanted = Wanted(
        what="Hessian",
        asserted="assert_hessian",
        function=function,
        names=variables,
        places=tuple(_index(number, shape) for number in range(size * size)),
        claims=claims,
        ask=lambda point: entries(answered(hessian, layout.unpacked(point)), shape, "for the Hessian"),
        estimate=lambda number, point: bend(function, point, *divmod(number, size)),
        repeat=lambda point: f"verify.assert_hessian({function.name}, hessian, at={layout.written(point)})",
    )
    return check(wanted, drawn, strict=strict)


def slope(function: Function, output: int, point: Floats, direction: Floats) -> Estimate:
    """The derivative of one output along a direction, from values."""
    return line_derivative(lambda t: float(function(point + t * direction)[output]), scale(point), 1, function.precision)


def bend(function: Function, point: Floats, first: int, second: int) -> Estimate:
    """An entry of the Hessian from second derivatives along e_i + e_j and e_i - e_j: their difference is four times it."""
    size = len(point)

    def along(direction: Floats) -> Estimate:
        return line_derivative(lambda t: float(function(point + t * direction)[0]), scale(point), 2, function.precision)

    if first == second:
        return along(unit(first, size))
    plus, minus = along(unit(first, size) + unit(second, size)), along(unit(first, size) - unit(second, size))
    return Estimate((plus.value - minus.value) / 4.0, (plus.error + minus.error) / 4.0)


def unit(index: int, size: int) -> Floats:
    """The unit vector."""
    return np.where(np.arange(size) == index, 1.0, 0.0)


def scale(point: Floats) -> float:
    """On which a function is expected to change: the size of the point, and 1 at least."""
    return max(1.0, float(np.max(np.abs(point))))


def per_argument(returned: Any, layout: Layout, outer: Shape) -> tuple[Floats, Precision]:
    """One array for each argument, of shape outer + the argument's, one after the other."""
    count = len(layout.names)
    if count == 1:
        several = isinstance(returned, tuple | list) and len(returned) == 1 and np.ndim(returned[0]) >= len(layout.shapes[0])
        parts = [returned[0] if several and layout.shapes[0] == () else returned]
    elif not isinstance(returned, tuple | list) or len(returned) != count:
        raise BadAnswer(f"returned {type(returned).__name__}, where a tuple of {count} is wanted: {', '.join(layout.names)}")
    else:
        parts = list(returned)
    found = [
        entries(part, outer + shape, f"for {name}")
        for part, name, shape in zip(parts, layout.names, layout.shapes, strict=True)
    ]
    return np.concatenate([values for values, _ in found]), min((precision for _, precision in found), key=lambda p: p.bits)


def _own(df: Callable[..., Any], layout: Layout, function: Function) -> tuple[Expression, ...]:
    """The user's gradient as expressions, if it can be traced: its own rounding explains what it loses."""
    if not function.outputs:
        return ()

    def flat(*arguments: Any) -> Any:
        returned = df(*arguments)
        parts = returned if len(layout.names) > 1 else [returned]
        return np.concatenate([np.asarray(part, object).reshape(-1) for part in parts])

    try:
        found = traced(flat, layout.shapes, layout.names)
    except VerifyError:
        return ()
    return found.outputs if len(found.outputs) == len(layout.variables) else ()


def _one_number(function: Function, what: str, instead: str) -> None:
    if function.shape not in ((), (1,)):
        raise UsageError(f"a {what} is of one number, and {function.name} returns shape {function.shape}; use {instead}")


def places_of(layout: Layout) -> tuple[str, ...]:
    """How entries are written: [1] for one array, x and y[0] for several arguments."""
    single = len(layout.names) == 1
    return tuple(
        ("" if single else name) + _index(number, shape)
        for name, shape, size in zip(layout.names, layout.shapes, layout.sizes, strict=True)
        for number in range(size)
    )


def _index(number: int, shape: Shape) -> str:
    return "".join(f"[{index}]" for index in np.unravel_index(number, shape)) if shape else ""


def _columns(layout: Layout) -> list[range]:
    ends = np.cumsum([0, *layout.sizes]).tolist()
    return [range(low, high) for low, high in pairwise(ends)]
