"""What adaptive methods share: the integrals of a claim as their compiled loops take them, and what those give back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.kernels.cache import load
from verify.kernels.integration import drivers
from verify.kernels.machine import evaluate, real
from verify.kernels.tape import compact

# An estimate above this share of the integral of |f| knows nothing: so it is where an improper integral diverges.
_KNOWN: Final = 2.0**-10
# Roundings of the integral of |f| that every estimate allows for, QUADPACK's number: below that, nothing is gained.
FLOOR: Final = 50.0


@dataclass(slots=True, kw_only=True)
class Integrals:
    """Integrals of n points.

    values : array [n] in the dtype
    estimates : float64[n], of their errors; infinite where the method knows nothing
    sizes : float64[n], the integrals of |f|
    evaluations : int64[n], of the integrand
    """

    values: Any
    estimates: Any
    sizes: Any
    evaluations: Any


@dataclass(slots=True, kw_only=True)
class Problem:
    """The integrals of a claim at n points.

    kind : the range, as `verify.kernels.integration.drivers` names it
    low, high : float64[n], the limits in the dtype; 0 for an infinite one
    integrand : program, constants, columns, slots and root of its tape
    """

    points: Any
    kind: int
    low: Any
    high: Any
    integrand: tuple[Any, Any, Any, int, int]


def problem(claim: Claim, points: Any, dtype: str) -> Problem:
    """The integrals over the claim's variable.

    Raises
    ------
    UsageError : the points have not one column for each argument.
    """
    array = np.ascontiguousarray(points, dtype)
    if array.ndim != 2 or array.shape[1] != len(claim.arguments):
        expected = f"(n, {len(claim.arguments)}), a column for each argument"
        raise UsageError(f"points have shape {np.shape(points)}; expected {expected}")
    tape = compact(claim.expression)
    names = [name if name != claim.wrt else "" for name in claim.arguments]  # a limit's variable of that name is another one
    columns = tape.columns((*names, str(claim.wrt)))
    columns[columns == len(names)] = -1
    return Problem(
        points=array,
        kind=_kind(claim),
        low=_limit(claim, claim.lower, array, dtype),
        high=_limit(claim, claim.upper, array, dtype),
        integrand=(tape.program, tape.constants.astype(dtype), columns, tape.slots, tape.root),
    )


def _kind(claim: Claim) -> int:
    if claim.quantity is not Quantity.IMPROPER:
        return drivers.CLOSED
    if claim.lower is None:
        return drivers.ALL if claim.upper is None else drivers.BELOW
    return drivers.OPEN if claim.upper is not None else drivers.ABOVE


def _limit(claim: Claim, limit: Expression | None, points: Any, dtype: str) -> Any:
    if limit is None:
        return np.zeros(len(points))
    return evaluate(limit, claim.arguments, points, dtype).astype(np.float64)


@cache
def compiled(driver: ModuleType, entry: str, dtype: str) -> ModuleType:
    """The compiled loop `entry` of an adaptive method's driver, in `dtype`."""
    from verify.kernels.codegen import header, transcribed  # imports numba

    machine = real(dtype)
    # Each driver in a module of its own, so that their names for numbers do not meet.
    parts = [transcribed(module, {entry: "jit"}, "part") for module in (drivers, driver)]
    text = "\n\n\n".join([f"{header(dtype)}\nfrom {machine.__name__} import values_at", *parts])
    return load(f"{entry}_{dtype}", text + "\n")


def finished(given: Problem, values: Any, estimates: Any, sizes: Any, evaluations: Any, unit: float) -> Integrals:
    """The results of a loop, whose estimates are of truncation alone."""
    with np.errstate(all="ignore"):
        lost = estimates + FLOOR * unit * sizes
        unknown = np.isnan(lost) | ((given.kind != drivers.CLOSED) & (lost > _KNOWN * sizes))
        return Integrals(
            values=values.astype(given.points.dtype),
            estimates=np.where(unknown, np.inf, lost),
            sizes=sizes,
            evaluations=evaluations,
        )
