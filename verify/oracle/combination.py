"""Enclosures of expressions whose variables are partly known as enclosures only: sides of rules with integrals in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np
from flint import arb

from verify.core.exact import Enclosures, Status
from verify.core.expression import Expression
from verify.oracle.balls import Column, compile_program
from verify.oracle.doubles import Floats, double_double
from verify.oracle.kinks import Obstacle, value_obstacle
from verify.oracle.precision import working_precision
from verify.oracle.refinement import as_points, columns_of

_BITS = 256  # of arithmetic on numbers that are known to about 100 bits


def combine(expression: Expression, arguments: tuple[str, ...], points: Floats, known: Mapping[str, Enclosures]) -> Enclosures:
    """The value of `expression`, in which each name of `known` stands for an enclosed number.

    Parameters
    ----------
    arguments : names of the columns of `points`
    points : float64[n, k]
    known : enclosures with float64[n] arrays, by name of the variable

    Returns
    -------
    Enclosures with the status of what is least known among `known`; where the combination itself is not finite WIDE, or DOMAIN
    if it provably does not exist, as a quotient by 0.
    """
    points = as_points(points, arguments)
    program = compile_program((expression,), (*arguments, *known))
    with working_precision(_BITS):
        columns = [*columns_of(points, range(len(points))), *map(_balls, known.values())]
        balls = program.run(columns, len(points))[0]
    numbers = double_double(balls)
    statuses = [np.asarray(part.status) for part in known.values()]
    status = reduce(np.maximum, statuses, np.zeros(len(points), np.int8))
    for row in np.flatnonzero(~np.isfinite(numbers.high) & (status == Status.DECIDED)):
        point = {name: column[row] for name, column in zip((*arguments, *known), columns, strict=True)}
        refuted = value_obstacle(expression, point) is Obstacle.DOMAIN
        status[row] = Status.DOMAIN if refuted else Status.WIDE
    return Enclosures(
        exact=numbers.high, exact_low=numbers.low, radius=numbers.radius, condition=np.full(len(points), np.nan), status=status
    )


def _balls(part: Enclosures) -> Column:
    rows = zip(part.exact.tolist(), part.exact_low.tolist(), part.radius.tolist(), strict=True)
    return [arb(high) + arb(low) + arb(0, radius) if np.isfinite(high) else arb.nan() for high, low, radius in rows]
