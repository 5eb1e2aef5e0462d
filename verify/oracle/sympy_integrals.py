"""SymPy's `integrate` as a method under test: its integrals against rigorous ones, its antiderivatives differentiated back.

SymPy works in a child process under a time budget. A definite integral comes back as a ball about its closed form; where that
ball and the rigorous enclosure are disjoint, or the closed form is not real, SymPy is wrong, by proof.
"""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Final

import numpy as np
from flint import arb

from verify.core.budget import PRECISIONS_TRIED
from verify.core.claim import Claim, Quantity
from verify.core.codec import decode, encode
from verify.core.errors import UsageError, VerifyError
from verify.core.exact import Status
from verify.core.expression import Expression, constant
from verify.core.fold import substitute, variables
from verify.ops.calculus import differentiate
from verify.oracle.comparison import Equality, compare
from verify.oracle.doubles import Floats
from verify.oracle.improper import convergence, improper_question
from verify.oracle.integrals import integral_question
from verify.oracle.precision import working_precision
from verify.oracle.primitives import Ball
from verify.oracle.questions import Settled
from verify.oracle.refinement import as_points, refine
from verify.oracle.sympy_process import Child
from verify.oracle.tails import Convergence

# The child is killed when the wall clock says that it does not keep to its CPU time, which a busy machine stretches.
_WALL_FACTOR: Final = 5.0
_GRACE_SECONDS: Final = 2.0
_BITS: Final = 256  # of balls that come from the child
# A closed form's ball agrees only if it is this narrow, beside the integral.
_NARROW: Final = arb(2) ** -40


class Integrated(Enum):
    """How SymPy's integral ended."""

    AGREES = "the closed form's ball meets the enclosure, or the antiderivative's derivative equals the integrand"
    WRONG = "proved wrong: disjoint from the enclosure, not real, or finite where the integral diverges"
    UNEVALUATED = "SymPy returned the integral itself, in whole or in part"
    TIMEOUT = "SymPy took longer than it may"
    RAISED = "SymPy raised an exception"
    UNSUPPORTED = "SymPy's answer contains functions that are not known here"
    UNDECIDED = "an enclosure is too wide to tell"
    OUTSIDE = "the integral is not proved to exist"


@dataclass(frozen=True, slots=True)
class SymbolicIntegral:
    """SymPy's answer to a claim, judged.

    text : SymPy's answer as it prints it, cut where it is long
    antiderivative : as our expression, where that was asked for and can be said
    value : a ball of the closed form's real part, where there is one
    exact : the rigorous enclosure, where there is one
    detail : why, in a few words
    seconds : CPU seconds that SymPy took (wall-clock where it was killed); none for a remembered answer
    cached : whether SymPy had answered the same before
    """

    outcome: Integrated
    text: str
    antiderivative: Expression | None
    value: Ball | None
    exact: Ball | None
    detail: str
    seconds: float
    cached: bool = False


def symbolic_integral(claim: Claim, seconds: float, point: Mapping[str, float] | None = None) -> SymbolicIntegral:
    """SymPy's definite integral against the rigorous one.

    Parameters
    ----------
    claim : an integral, proper or improper
    seconds : CPU time that SymPy may take
    point : values of the claim's arguments, which are put in before SymPy is asked

    Raises
    ------
    UsageError : the claim is no integral over one variable, or an argument has no value.
    """
    if claim.quantity not in (Quantity.INTEGRAL, Quantity.IMPROPER):
        raise UsageError(f"{claim} is a {claim.quantity.value}; SymPy is asked for integrals over one variable")
    values = dict(point or {})
    missing = sorted(set(claim.arguments) - set(values))
    if missing:
        raise UsageError(f"{claim} depends on {', '.join(missing)}, which has no value in the point {values}")
    put = {name: constant(value) for name, value in values.items()}
    request = {
        "task": "definite",
        "rows": encode(substitute(claim.expression, {name: value for name, value in put.items() if name != claim.wrt})),
        "wrt": claim.wrt,
        "lower": None if claim.lower is None else encode(substitute(claim.lower, put)),
        "upper": None if claim.upper is None else encode(substitute(claim.upper, put)),
        "seconds": seconds,
    }
    reply = _exchange(request, seconds)
    exact = enclosed(claim, values)
    outcome, detail = _judged(reply, exact, lambda: _diverges(claim, values))
    ball = _balls(reply)[0] if reply.get("ball") else None
    finite = exact.middle if exact.middle.is_finite() else None
    return SymbolicIntegral(
        outcome, reply.get("text", ""), None, ball, finite, detail, reply["cpu"], reply.get("cached", False)
    )


def symbolic_antiderivative(expression: Expression, wrt: str, points: Floats, seconds: float) -> SymbolicIntegral:
    """SymPy's antiderivative, whose derivative is compared with the expression at points.

    Parameters
    ----------
    points : float64[n, k], columns in the sorted order of the expression's variables and `wrt`
    """
    arguments = tuple(sorted({*variables(expression), wrt}))
    rows = as_points(points, arguments)
    request = {
        "task": "antiderivative",
        "rows": encode(expression),
        "wrt": wrt,
        "points": [dict(zip(arguments, row, strict=True)) for row in rows.tolist()],
        "seconds": seconds,
    }
    reply = _exchange(request, seconds)
    found, outcome, detail = None, _ENDINGS.get(reply["outcome"]), reply.get("detail", "")
    if outcome is None:
        try:
            found = decode(reply["rows"])
            compared = compare(differentiate(found, wrt), expression, arguments, rows)
            outcome = Integrated.WRONG if compared.refuted else (Integrated.AGREES if compared.equal else Integrated.UNDECIDED)
            detail = f"its derivative differs at {compared.count(Equality.REFUTED)} points" if compared.refuted else ""
        except VerifyError as error:
            outcome, detail = Integrated.UNSUPPORTED, str(error)
    return SymbolicIntegral(outcome, reply.get("text", ""), found, None, None, detail, reply["cpu"], reply.get("cached", False))


def enclosed(claim: Claim, point: Mapping[str, float]) -> Settled:
    """The rigorous enclosure of an integral at one point: where it is wide, by the more patient way of improper ones."""
    row = np.array([[point[name] for name in claim.arguments]], dtype=np.float64)
    if claim.quantity is Quantity.INTEGRAL:
        found = refine(integral_question(claim), row)[0][0]
        if found.status is not Status.WIDE:
            return found
    return refine(improper_question(claim), row)[0][0]


_ENDINGS: Final = {
    "timeout": Integrated.TIMEOUT,
    "raised": Integrated.RAISED,
    "unsupported": Integrated.UNSUPPORTED,
    "unevaluated": Integrated.UNEVALUATED,
}


def _diverges(claim: Claim, point: Mapping[str, float]) -> bool:
    """Whether the integral is proved not to exist."""
    with working_precision(PRECISIONS_TRIED[0]):
        return convergence(claim, {name: arb(point[name]) for name in claim.arguments}) is Convergence.DIVERGES


def _judged(reply: Mapping[str, Any], exact: Settled, diverges: Callable[[], bool]) -> tuple[Integrated, str]:
    """A closed form against the enclosure, or against what is proved where there is none."""
    if reply["outcome"] in _ENDINGS:
        return _ENDINGS[reply["outcome"]], reply.get("detail", "")
    known = exact.status is not Status.DOMAIN and exact.middle.is_finite()
    if not reply.get("infinite") and reply["ball"] is None:
        return Integrated.UNSUPPORTED, reply.get("unread", "the closed form's ball is not finite")
    if not known:
        return _without_enclosure(infinite=bool(reply.get("infinite")), diverges=diverges())
    if reply.get("infinite"):
        return Integrated.WRONG, "the integral is finite"
    real, imaginary = _balls(reply)
    if not imaginary.contains(0):
        return Integrated.WRONG, "the closed form is not real"
    with working_precision(_BITS):
        if not real.overlaps(exact.middle):
            return Integrated.WRONG, "the balls are disjoint"
        narrow = exact.status is Status.DECIDED and real.rad() <= exact.middle.abs_upper() * _NARROW
    return (Integrated.AGREES, "") if narrow else (Integrated.UNDECIDED, "a ball is wide")


def _without_enclosure(*, infinite: bool, diverges: bool) -> tuple[Integrated, str]:
    if not diverges:
        return Integrated.OUTSIDE, "neither enclosed nor proved to diverge"
    return (Integrated.AGREES, "infinite, or not a number") if infinite else (Integrated.WRONG, "the integral diverges")


def _balls(reply: Mapping[str, Any]) -> list[Ball]:
    """Real and imaginary part, from mantissas and exponents of midpoints and radii."""
    with working_precision(_BITS):
        return [_ball(*digits) for digits in reply["ball"]]


def _ball(middle: int, middle_exponent: int, radius: int, radius_exponent: int) -> Ball:
    spread = arb(radius) * arb(2) ** radius_exponent
    return arb(middle) * arb(2) ** middle_exponent + spread.union(-spread)


def _exchange(request: dict[str, Any], seconds: float) -> dict[str, Any]:
    """The child's reply, or one in its form that says how it ended."""
    started, limit = time.monotonic(), _WALL_FACTOR * seconds + _GRACE_SECONDS
    try:
        reply = _child(os.getpid()).ask(request, limit)
    except OSError as error:
        return {"outcome": "raised", "detail": f"the SymPy process failed: {error}", "cpu": time.monotonic() - started}
    if reply is not None:
        return reply
    elapsed = time.monotonic() - started
    killed = elapsed >= limit
    return {
        "outcome": "timeout" if killed else "raised",
        "detail": "it did not answer and was killed" if killed else "the SymPy process ended",
        "cpu": elapsed,
    }


@cache
def _child(process: int) -> Child:
    """This process's own, ended with it; by process, as a fork inherits this cache but not the child."""
    child = Child()
    atexit.register(_end, child)
    return child


def _end(child: Child) -> None:
    child.close()
    child.release()
