"""What an assertion wants: named entries, each a claim about the traced function, or differences of the function itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.core.claim import Claim
from verify.core.expression import Expression
from verify.core.precision import Precision
from verify.engine.assertions.arguments import Floats
from verify.engine.assertions.function import Function, numbers, precision_of
from verify.engine.assertions.numerical import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The entries of one derivative.

    what : its name, such as "gradient"
    asserted : the name of the assertion, such as "assert_gradient"
    function : what is differentiated
    names : of the columns of its points: the entries of the arguments, and of a direction if there is one
    places : how each entry is written, such as "[1]"
    claims : one for each entry; empty where the function has no trace
    ask : the user's numbers at a point, one for each entry, and the precision they came in
    estimate : an entry's number at a point and a direction, from values of the function
    own : what was traced of the user's derivative, one for each entry, or empty
    repeat : the call that repeats it at a point
    """

    what: str
    asserted: str
    function: Function
    names: tuple[str, ...]
    places: tuple[str, ...]
    claims: tuple[Claim, ...]
    ask: Callable[[Floats], tuple[Floats, Precision]]
    estimate: Callable[[int, Floats], Estimate]
    repeat: Callable[[Floats], str]
    own: tuple[Expression, ...] = ()

    def written(self, point: Floats) -> str:
        """The point as it stands in a call."""
        return f"at={self.function.layout.written(point[: len(self.function.layout.variables)])}"


class BadAnswer(Exception):  # noqa: N818  # it is no error of ours: the message becomes that of the failed assertion
    """What the user's derivative returned cannot be judged at all; the message says why."""


def answered(derivative: Callable[..., Any], arguments: list[Any]) -> Any:
    """What the user's derivative returns.

    Raises
    ------
    BadAnswer : it raises, returns None, or changes what it was given.
    """
    kept = [np.copy(_plain(argument)) for argument in arguments]
    try:
        returned = derivative(*arguments)
    except Exception as error:
        raise BadAnswer(f"raised {type(error).__name__}: {error}") from error
    if not all(np.array_equal(old, _plain(new)) for old, new in zip(kept, arguments, strict=True)):
        raise BadAnswer("changed the arguments that it was given")
    return returned


def _plain(argument: Any) -> Any:
    """An argument as NumPy reads it: a tensor without what was recorded of it."""
    return np.asarray(argument.detach()) if hasattr(argument, "detach") else argument


def entries(returned: Any, shape: tuple[int, ...], what: str) -> tuple[Floats, Precision]:
    """What was returned, by rows, if it has that shape.

    A number stands for an array with one entry, and so the other way round.

    Raises
    ------
    BadAnswer : it has another shape, or is no number.
    """
    try:
        array = numbers(returned)
    except ValueError as error:
        raise BadAnswer(str(error).replace("it returns", "returned")) from None
    if array.shape != shape and not (array.size == 1 == int(np.prod(shape))):
        raise BadAnswer(f"returned shape {array.shape} {what}, where {shape} is wanted")
    return array.reshape(-1), precision_of(returned)
