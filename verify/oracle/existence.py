"""Whether a claimed number is proved not to exist: a refuted domain, a divergent integral; not just one nobody enclosed."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb

from verify.core.claim import Claim, Quantity
from verify.core.exact import Status
from verify.oracle.enclosure import question
from verify.oracle.improper import convergence
from verify.oracle.precision import working_precision
from verify.oracle.tails import Convergence

# Their questions call everything outside that they cannot enclose, so that this proves nothing.
_SILENT = frozenset({Quantity.INTEGRAL, Quantity.DOUBLE, Quantity.AREA_SLOPE})


def proves_absence(claim: Claim, point: Mapping[str, float]) -> bool:
    """Whether the claimed quantity is proved not to exist at the point, which gives a value to every argument.

    False says nothing: it may exist, or the proof may be missing. Of integrals, ask as IMPROPER ones.
    """
    if claim.quantity in _SILENT:
        return False
    asked = question(claim)
    for precision in asked.precisions:
        with working_precision(precision):
            balls = {name: arb(point[name]) for name in claim.arguments}
            if claim.quantity is Quantity.IMPROPER:
                return convergence(claim, balls) is Convergence.DIVERGES
            (ball,) = asked.balls([[balls[name]] for name in claim.arguments], 1)
            answer = None if ball.is_finite() else asked.settle(balls, ball)
            if answer is not None:
                return answer.status is Status.DOMAIN
    return False
