"""The error of a difference or a quadrature in its two parts: what the functional misses, and what rounding adds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from verify.core.claim import Claim, derivative_of, value_of
from verify.core.errors import VerifyError
from verify.core.exact import Enclosures, Status
from verify.core.method import Functional
from verify.oracle import enclose


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Two errors that add up to computed - exact, in the unit of the claimed number."""

    truncation: float
    rounding: float


def parts_of_error(claim: Claim, point: Mapping[str, float], functional: Functional, computed: float) -> Parts | None:
    """Truncation and rounding of one answer; None where an exact value that this takes does not exist.

    Parameters
    ----------
    functional : of the answer at this point alone; a functional in two variables is not taken apart
    computed : what the method returned

    Notes
    -----
    Truncation is sum_i w_i f(x_i) - exact, free of rounding. Where x_i is off the node that w_i was made for, that is rounding
    as well, and is taken out to first order by f'(x_i).
    """
    if functional.also is not None or not math.isfinite(computed):
        return None
    used = functional.weights[0] != 0.0
    nodes, weights = functional.nodes[0][used], functional.weights[0][used]
    shifts = np.zeros(len(nodes)) if functional.shifts is None else functional.shifts[0][used]
    try:
        exact = _exact(enclose(claim, _rows(claim, point, np.zeros(1))))
        values = _exact(enclose(value := value_of(claim.expression), _rows(value, point, nodes, claim.wrt)))
        slopes = [Fraction(0)] * len(nodes)
        if shifts.any():
            slopes = _exact(
                enclose(slope := derivative_of(claim.expression, str(claim.wrt)), _rows(slope, point, nodes, claim.wrt))
            )
        terms = zip(map(Fraction, weights.tolist()), values, slopes, map(Fraction, shifts.tolist()), strict=True)
        truncation = sum((w * (f - df * shift) for w, f, df, shift in terms), Fraction(0)) - exact[0]
        return Parts(truncation=float(truncation), rounding=float(Fraction(computed) - exact[0] - truncation))
    except (VerifyError, ArithmeticError, ValueError):  # no value at a node, or no number of this size
        return None


def _rows(claim: Claim, point: Mapping[str, float], nodes: Any, moving: str | None = None) -> Any:
    """The point, float64[len(nodes), k], with the nodes in the column of the variable that moves."""
    columns = [nodes if name == moving else np.full(len(nodes), float(point[name])) for name in claim.arguments]
    return np.column_stack(columns) if columns else np.empty((len(nodes), 0))


def _exact(found: Enclosures) -> list[Fraction]:
    """The middles of the enclosures. Raises ArithmeticError where one is not known to full accuracy."""
    if not (found.status == Status.DECIDED).all():
        raise ArithmeticError
    pairs = zip(found.exact.tolist(), found.exact_low.tolist(), strict=True)
    return [Fraction(high) + Fraction(low) for high, low in pairs]
