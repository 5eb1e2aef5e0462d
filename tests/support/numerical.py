"""Sides of rules by mpmath's quadrature at 30 digits: a witness for double and infinite integrals that shares nothing."""

import mpmath
from precise import MP, value

from verify.core.claim import INTEGRALS, Quantity
from verify.ops.calculus import differentiate

DIGITS = 30
# Far below the faintest fault of a broken twin, 2**-30, and far above what quadrature of these integrands leaves.
CLOSE = mpmath.mpf(10) ** -13


def side_value(side, point):
    """The side at a point, name to number; every claim of it is a value, a first derivative or an integral."""
    with MP.workdps(DIGITS):
        known = {name: MP.mpf(number) for name, number in {**point, **side.fixed}.items()}
        holes = {name: _claim_value(claim, known) for name, claim in side.holes.items()}
        return value(side.combination, {**known, **holes})


def apart(first, second):
    """Whether two numbers differ by more than the quadrature could have caused."""
    return abs(first - second) > CLOSE * max(1, abs(first), abs(second))


def _claim_value(claim, point):
    if claim.quantity in INTEGRALS:
        return _integral(claim, point)
    assert claim.quantity is Quantity.DERIVATIVE
    return value(differentiate(claim.expression, claim.wrt, claim.order), point)


def _integral(claim, point):
    def ends(lower, upper, here):
        return [-MP.inf if lower is None else value(lower, here), MP.inf if upper is None else value(upper, here)]

    def inner(here):
        method = "tanh-sinh" if claim.quantity is Quantity.IMPROPER else "gauss-legendre"
        limits = ends(claim.lower, claim.upper, here)
        if limits[0] == limits[1]:
            return MP.zero
        return MP.quad(lambda x: value(claim.expression, {**here, claim.wrt: x}), limits, method=method)

    if claim.quantity is not Quantity.DOUBLE:
        return inner(point)
    outer = ends(claim.also_lower, claim.also_upper, point)
    return MP.quad(lambda y: inner({**point, claim.also: y}), outer, method="gauss-legendre", maxdegree=3)
