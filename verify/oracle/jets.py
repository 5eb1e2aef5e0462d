"""Taylor arithmetic: derivatives of any order at points and over intervals, by power series carried through expressions."""

from __future__ import annotations

import math

from flint import arb, arb_series

from verify.core.expression import Expression, apply
from verify.core.fold import fold, operations
from verify.ops.calculus import depends
from verify.oracle.balls import Column, compile_program
from verify.oracle.elementary import Series, lift
from verify.oracle.precision import series_length
from verify.oracle.primitives import Arithmetic
from verify.oracle.series import SERIES


def taylor_balls(
    root: Expression,
    arguments: tuple[str, ...],
    wrt: str,
    order: int,
    columns: list[Column],
    arithmetic: Arithmetic = SERIES,
) -> list[Series]:
    """The Taylor series of `root` in `wrt` about each point, coefficients f^(k)/k! for k = 0 to `order` as balls.

    Coefficients hold for every point of the argument balls. Where the derivative is not proved to exist, the coefficient of
    order 0 or 1 is not finite; the others must not be used then.

    Parameters
    ----------
    columns : one column of balls per argument, at which to expand
    arithmetic : of series; another than SERIES is for tests
    """
    program = compile_program((root,), arguments, arithmetic, (wrt,))
    place = arguments.index(wrt)
    with series_length(order + 1):
        moving = [arb_series([ball, 1]) for ball in columns[place]]
        found = program.run([*columns[:place], moving, *columns[place + 1 :]], len(moving))[0]
        return list(map(lift, found))


def value_and_coefficient(
    root: Expression, arguments: tuple[str, ...], wrt: str, order: int, columns: list[Column]
) -> tuple[Column, Column]:
    """Values, and f^(order)/order!, which is NaN where the derivative is not proved to exist."""
    series = taylor_balls(root, arguments, wrt, order, columns)
    return [each[0] for each in series], _coefficients(series, order)


def derivative_balls(root: Expression, arguments: tuple[str, ...], wrt: str, order: int, columns: list[Column]) -> Column:
    """Enclosures of the derivative of that order, over columns of argument balls, at the current precision."""
    return derivatives_balls(root, arguments, wrt, (order,), columns)[0]


def derivatives_balls(
    root: Expression, arguments: tuple[str, ...], wrt: str, orders: tuple[int, ...], columns: list[Column]
) -> list[Column]:
    """The same for several orders, which share their work; NaN where the derivative is not proved to exist."""
    series = taylor_balls(root, arguments, wrt, max(orders), columns)
    factorials = {order: arb(math.factorial(order)) for order in orders}
    return [[ball * factorials[order] for ball in _coefficients(series, order)] for order in orders]


def _coefficients(series: list[Series], order: int) -> Column:
    # A kink leaves no trace in higher coefficients: the first one must exist as well, and the value.
    return [each[order] if each[0].is_finite() and each[min(order, 1)].is_finite() else arb.nan() for each in series]


def exponential_powers(root: Expression, wrt: str) -> Expression:
    """`root` with a**b as exp(b*log(a)) where b depends on the variable: such a power has a derivative for a > 0 only.

    The row's own partial is also right for a <= 0 and constant b, by a case distinction that must not be differentiated.
    """

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        if node.op == "power" and depends(node.args[1], wrt):
            return apply("exp", args[1] * apply("log", args[0]))
        return apply(node.op, *args) if args else node

    return fold(root, visit) if "power" in operations(root) else root
