"""assert_integral: one number against the enclosed integral."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from verify import kernels, oracle
from verify.adapters.tracing_numpy import traced
from verify.core.budget import PARTIAL_ULPS, SAFETY
from verify.core.claim import Claim, improper_of, integral_of
from verify.core.errors import UnsupportedError, UsageError
from verify.core.exact import Enclosures, Status
from verify.core.expression import Expression, constant
from verify.core.fold import variables
from verify.core.precision import FLOAT64
from verify.core.verdict import Kind, Verdict
from verify.engine.assertions.function import numbers
from verify.engine.assertions.judging import entry_of
from verify.engine.assertions.record import entry, failure_of, record_of, tell
from verify.engine.assertions.told import CheckedDerivative, Place, failure, look
from verify.engine.exact import enclose
from verify.engine.judge import Allowance, judge

_NOWHERE: Final = np.empty((1, 0))
_STRIPS: Final = 256  # of the estimate of the integral of |f|


def assert_integral(
    f: Callable[[Any], Any], value: Any, lower: float, upper: float, *, error: float | None = None, strict: bool = False
) -> CheckedDerivative:
    """Assert that `value` is the integral of `f` from `lower` to `upper`.

    Parameters
    ----------
    f : function of one number that can be traced
    value : the number; a pair (value, error), such as scipy.integrate.quad returns; or a function of the two limits that
        returns either
    lower, upper : the limits; infinite ones are -math.inf and math.inf
    error : the error that the value is said to have. Without one it is held to the roundings of a closed formula: 16 units
        of roundoff of the integral of |f|, estimated
    strict : INACCURATE fails too

    Raises
    ------
    AssertionError : the value is wrong, there is no such integral, or it could not be decided.
    UsageError : f cannot be traced, or an argument cannot be used.

    Examples
    --------
    >>> print(assert_integral(lambda x: x**2, 8 / 3, 0.0, 2.0))
    integral of f: 1 AGREES; a relative fault above 2e-15 would have been seen
    """
    __tracebackhide__ = True  # of pytest: what failed is told by the message
    root, name = _traced(f), getattr(f, "__name__", "f")
    name = "f" if name == "<lambda>" else name
    computed, own = _number(value, lower, upper, error)
    claim = _claim(root, lower, upper)
    exact = _enclosed(claim, f"integral of {name} from {lower!r} to {upper!r}")
    tight = SAFETY * PARTIAL_ULPS * FLOAT64.unit_roundoff * _size(root, lower, upper, float(exact.exact[0]))
    allowed = _allowance(tight, own)
    found = entry_of(judge(np.array([computed]), exact, allowed, FLOAT64), exact, allowed)
    verdict = Verdict.from_code(int(found.verdict[0]))
    place = Place(
        written=f"from {lower!r} to {upper!r}", computed=computed, exact=float(found.exact[0]), low=float(found.low[0]),
        error=float(found.error[0]), ulps=float(found.ulps[0]), tight=float(found.tight[0]),
        textbook=float(found.textbook[0]), verdict=verdict, kind=Kind[str(found.kind[0]).upper()],
    )  # fmt: skip
    said = "" if own is None else f", error={own!r}"
    repeat = f"verify.assert_integral({name}, {computed!r}, {lower!r}, {upper!r}{said})"
    resolution = place.textbook / abs(place.exact) if place.exact else math.nan
    told = verdict.failure or verdict is Verdict.INACCURATE
    tell(
        record_of(
            "assert_integral",
            FLOAT64.name,
            [entry(f"integral of {name}", claim, [place], [{}])],
            failure=failure_of(0, place, {}, place.kind.value, repeat, 1) if told else None,
            resolution=resolution if verdict.decisive else None,
        )
    )
    if not verdict.decisive or verdict.failure or (strict and verdict is Verdict.INACCURATE):
        head, hint = f"integral of {name}: {verdict.name}", look(place.computed, place.exact)
        raise AssertionError(failure(head, place, place, root=root, derivative="", weaker="", hint=hint, repeat=repeat))
    return CheckedDerivative(what="integral", name=name, counts=Counter([verdict]), resolution=resolution)


def _enclosed(claim: Claim, what: str) -> Enclosures:
    """The exact value; also up to singular ends. AssertionError where there is none."""
    exact = enclose(claim, _NOWHERE)
    if exact.status[0] == Status.DOMAIN and claim.lower is not None and claim.upper is not None:
        claim = improper_of(claim.expression, str(claim.wrt), claim.lower, claim.upper)
        exact = enclose(claim, _NOWHERE)
    if exact.status[0] == Status.DOMAIN:
        why = "it does not exist, by proof" if oracle.proves_absence(claim, {}) else "it is not proved to exist"
        raise AssertionError(f"{what}: nothing was tested, {why}")
    return exact


def _traced(f: Callable[..., Any]) -> Expression:
    try:
        found = traced(f, ((),))
    except UnsupportedError as error:
        raise UsageError(f"f cannot be traced, and integrals are not judged without: {error}") from None
    if found.shape not in ((), (1,)):
        raise UsageError(f"f returns shape {found.shape}; an integrand returns one number")
    return found.outputs[0]


def _number(value: Any, lower: float, upper: float, error: float | None) -> tuple[float, float | None]:
    """The number and its own error estimate."""
    if callable(value):
        value = value(lower, upper)
    if isinstance(value, tuple) and len(value) >= 2 and error is None:
        value, error = value[0], float(value[1])
    found = numbers(value)
    if found.size != 1:
        raise UsageError(f"value has shape {found.shape}; an integral is one number")
    if error is not None and not 0.0 <= error < math.inf:
        raise UsageError(f"error={error!r} is not valid; it is 0 or more")
    return float(found.reshape(-1)[0]), error


def _claim(root: Expression, lower: float, upper: float) -> Claim:
    names = variables(root) or ("x",)
    for end, infinite in ((lower, -math.inf), (upper, math.inf)):
        if not isinstance(end, int | float) or math.isnan(end) or (math.isinf(end) and end != infinite):
            raise UsageError(f"limits {lower!r} and {upper!r} are not valid; they go from -inf at least to inf at most")
    if math.isinf(lower) or math.isinf(upper):
        ends = [None if math.isinf(end) else constant(end) for end in (lower, upper)]
        return improper_of(root, names[0], ends[0], ends[1])
    return integral_of(root, names[0], constant(lower), constant(upper))


def _size(root: Expression, lower: float, upper: float, value: float) -> float:
    """An estimate of the integral of |f|, never below |value|: midpoints of equal strips, over a finite range."""
    if math.isinf(lower) or math.isinf(upper):
        return abs(value)
    middles = lower + (upper - lower) * (np.arange(_STRIPS) + 0.5) / _STRIPS
    names = variables(root)
    table = middles[:, None] if names else np.empty((_STRIPS, 0))
    sizes = np.abs(kernels.evaluate(root, names, table, FLOAT64.name))
    return max(abs(value), float(np.nanmean(np.where(np.isfinite(sizes), sizes, np.nan))) * abs(upper - lower))


def _allowance(tight: float, own: float | None) -> Allowance:
    """A number without an error estimate is held to rounding, and one with its own to that as well."""
    budget = np.array([tight + (own or 0.0)])
    never = np.zeros(1, bool)
    return Allowance(
        tight=budget, textbook=budget, truncation=np.array([own or 0.0]), overflow=never,
        underflow=never, estimate=np.full(1, np.nan),
    )  # fmt: skip
