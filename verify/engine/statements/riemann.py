"""Limits of Riemann sums: the sum over k of f(k/n)/n, for n without bound, is an integral of f."""

from __future__ import annotations

from typing import Final

import numpy as np

from verify import oracle
from verify.core.claim import Claim, integral_of
from verify.core.domain import Interval
from verify.core.errors import UsageError
from verify.core.expression import Expression, constant, variable
from verify.core.fold import substitute, variables
from verify.engine.exact import compare
from verify.ops.parsing import evaluate

# Where the terms are looked at: shares of the path, and numbers of strips.
_SHARES: Final = (0.21, 0.43, 0.87)
_STRIPS: Final = (2.0, 3.0, 7.0)


def limit_of_sum(term: Expression, index: str, first: Expression, last: Expression, strips: str) -> Claim:
    """The integral that the sum of `term` over `index`, from `first` to `last`, tends to as `strips` grows.

    Parameters
    ----------
    first, last : whole multiples of `strips`, plus whole numbers

    Raises
    ------
    UsageError : this is no Riemann sum, in the one variable `index` and the number of strips, of a bounded function.
    """
    unknown = sorted(set(variables(term)) - {index, strips})
    if unknown:
        raise UsageError(f"the terms of a Riemann sum contain {index} and {strips} only, not {', '.join(unknown)}")
    lower, upper = (_per_strip(end, strips) for end in (first, last))
    share = variable(index)
    integrand = substitute(term, {strips: constant(1.0)})
    strip = variable(strips)
    scaled = strip * substitute(term, {index: share * strip})
    points = np.array([[lower + (upper - lower) * t, n] for t in _SHARES for n in _STRIPS])
    if not compare(scaled, integrand, (index, strips), points).equal:
        raise UsageError(f"{term} is no term of a Riemann sum: {strips} times it must depend on {index}/{strips} alone")
    if not oracle.prove_domain(integrand, {index: Interval(min(lower, upper), max(lower, upper))}):
        raise UsageError(
            f"{integrand} is not proved to be bounded from {lower:g} to {upper:g}, so that the limit may be another"
        )
    return integral_of(integrand, index, constant(lower), constant(upper))


def _per_strip(end: Expression, strips: str) -> float:
    """m, where the first or last index is m n + c with whole m and c."""
    if set(variables(end)) <= {strips}:
        at = [evaluate(end, {strips: number}) for number in (1.0, 2.0, 3.0, 64.0)]
        slope = at[1] - at[0]
        if slope.is_integer() and at[0].is_integer() and at == [at[0] + slope * (n - 1.0) for n in (1.0, 2.0, 3.0, 64.0)]:
            return slope
    raise UsageError(f"the ends of a Riemann sum are like 1, {strips} or 2*{strips} - 1, not {end}")
