"""An expression as a program over somebody else's functions: one fold, whatever the library."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import fold
from verify.ops import DRAWN

Function = Callable[..., Any]

# Written with Python's operators, as everybody does; every library has them.
OPERATORS: Final[Mapping[str, Function]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
    "negate": operator.neg, "power": operator.pow,
}  # fmt: skip

# Names besides NumPy's and our own. Where our own means something else in most libraries, only these.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {"sigmoid": ("sigmoid", "expit"), "abs": ("abs", "absolute", "fabs")}
_ONLY: Final[Mapping[str, tuple[str, ...]]] = {"min": ("minimum", "fmin"), "max": ("maximum", "fmax")}


def names_of(operation: str) -> tuple[str, ...]:
    """The names under which a library may have an operation, in the order in which they are tried."""
    if operation in _ONLY:
        return _ONLY[operation]
    row = DRAWN[operation]
    return tuple(dict.fromkeys((*((row.numpy,) if row.numpy else ()), operation, *_ALSO.get(operation, ()))))


def functions_in(xp: Any) -> dict[str, Function]:
    """The operations that `xp` has, by our names.

    Parameters
    ----------
    xp : a module or any object with functions as attributes, a mapping from names to functions, or a tuple of these of which
        the first that has a name counts
    """
    found = dict(OPERATORS)
    for operation in DRAWN.keys() - OPERATORS.keys():
        function = next((f for name in names_of(operation) if (f := _look_up(xp, name)) is not None), None)
        if function is not None:
            found[operation] = function
    return found


def _look_up(xp: Any, name: str) -> Function | None:
    if isinstance(xp, tuple):
        return next((found for space in xp if (found := _look_up(space, name)) is not None), None)
    found = xp.get(name) if isinstance(xp, Mapping) else getattr(xp, name, None)
    return found if callable(found) else None


def program(
    root: Expression, arguments: Sequence[str], functions: Mapping[str, Function], const: Callable[[float], Any] | None = None
) -> Function:
    """`root` as a function of one sequence, whose entry j is the variable `arguments[j]`.

    const : makes the library's constant of a float; without it floats are handed over as they are
    """
    place = {name: index for index, name in enumerate(arguments)}
    constant = const or float

    def visit(x: Any, node: Expression, args: tuple[Any, ...]) -> Any:
        if node.op == VARIABLE:
            return x[place[node.name]]
        if node.op == CONSTANT:
            return constant(node.value)
        return functions[node.op](*args) if args else constant(math.pi)

    return lambda x: fold(root, partial(visit, x))
