"""Rigorous integrals: flint's adaptive Gauss-Legendre with proved error, its `analytic` flag respected.

Where the integrand is analytic on a complex ball around a piece of the path, the integrator uses Gauss nodes and a bound
over an ellipse; where it is not (kinks, ends like sqrt at 0), it subdivides and encloses by (b - a) f([a, b]) in real balls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flint import acb, arb

from verify.core.expression import Expression
from verify.oracle.analytic import ANALYTIC, NAN, ComplexBall
from verify.oracle.balls import compile_program
from verify.oracle.primitives import CLIPPED, Ball

Integrand = Callable[[ComplexBall, bool], ComplexBall]

# The integrator's goal, as a share of the integrand's size times the length of the path; far below any budget of float64.
_GOAL: Final = arb(2) ** -96
# Integrand evaluations after which one integral is given up; typical ones take 50 to 500.
_EVALUATIONS: Final = 4_000
# Where the integrand's size is sampled, as shares of the path.
_SAMPLES: Final = (0.0625, 0.25, 0.5, 0.75, 0.9375)


def integrate(integrand: Expression, wrt: str, lower: Ball, upper: Ball, parameters: Mapping[str, Ball]) -> Ball:
    """A ball containing the integral of `integrand` by `wrt` from `lower` to `upper`; not finite where none is found.

    The integrand must be defined on the open path, and bounded. Where it is not, the result is not finite, unless the part
    outside its domain is shorter than 2**-96 of the path.
    """
    if not (lower.is_finite() and upper.is_finite()):
        return arb.nan()
    function = integrand_function(integrand, wrt, parameters)
    if lower.is_exact() and upper.is_exact() and lower == upper:
        return arb(0) if function(acb(lower), False).is_finite() else arb.nan()
    goal = _GOAL * scale(function, lower, upper)
    return acb.integral(function, acb(lower), acb(upper), rel_tol=_GOAL, abs_tol=goal.abs_upper(), eval_limit=_EVALUATIONS).real


def scale(function: Integrand, lower: Ball, upper: Ball) -> Ball:
    """An estimate of the integral of |f|, from a few samples."""
    length = upper - lower
    sizes = [abs(function(acb((lower + length * share).mid()), False).real) for share in _SAMPLES]
    return abs(length) * max((size.mid() for size in sizes if size.is_finite()), default=arb(0))


def integrand_function(integrand: Expression, wrt: str, parameters: Mapping[str, Ball]) -> Integrand:
    """The integrand as flint's integrator calls it: `(z, analytic) -> f(z)`."""
    names = (wrt, *parameters)
    real = compile_program((integrand,), names, CLIPPED)
    analytic = compile_program((integrand,), names, ANALYTIC)
    reals = list(parameters.values())
    complexes = [acb(value) for value in reals]

    def call(z: ComplexBall, must_be_analytic: bool) -> ComplexBall:
        if must_be_analytic:
            return analytic.run_one([z, *complexes])[0]
        return acb(real.run_one([z.real, *reals])[0]) if z.imag.is_zero() else NAN

    return call
