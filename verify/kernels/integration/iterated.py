"""Double integrals as integrals of inner integrals: which claims and limits belong to which of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.core.claim import Claim, integral_of
from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.kernels.machine import evaluate


def inner_claim(claim: Claim) -> Claim:
    """The integral over the claim's first variable, at points where the second one has a value."""
    return integral_of(claim.expression, str(claim.wrt), *ends_of(claim))


def inner_points(claim: Claim, points: Any, y: Any) -> Any:
    """The points of the inner claim for each value of the second variable, y float64[n, m]: float64[n * m, k]."""
    if np.shape(points) != (len(y), len(claim.arguments)):
        expected = f"(n, {len(claim.arguments)}), a column for each argument"
        raise UsageError(f"points have shape {np.shape(points)}; expected {expected}")
    given = {name: np.repeat(points[:, column], y.shape[1]) for column, name in enumerate(claim.arguments)}
    given[str(claim.also)] = y.ravel()
    return np.column_stack([np.empty((y.size, 0)), *(given[name] for name in inner_claim(claim).arguments)])


def inner_limits(claim: Claim, points: Any, y: Any, dtype: str) -> tuple[Any, Any]:
    """Both limits of the inner integral in `dtype` for each value of the second variable: float64[n, m]."""
    inner = inner_claim(claim)
    table = inner_points(claim, points, y)
    low, high = (evaluate(end, inner.arguments, table, dtype) for end in ends_of(inner))
    return low.astype(np.float64).reshape(y.shape), high.astype(np.float64).reshape(y.shape)


def ends_of(claim: Claim) -> tuple[Expression, Expression]:
    """Both limits of a definite integral."""
    assert claim.lower is not None
    assert claim.upper is not None
    return claim.lower, claim.upper


def outer_limits(claim: Claim, points: Any, dtype: str) -> tuple[Any, Any]:
    """Both limits of the outer integral in `dtype`, float64[n]."""
    return _outer(claim, claim.also_lower, points, dtype), _outer(claim, claim.also_upper, points, dtype)


def _outer(claim: Claim, limit: Expression | None, points: Any, dtype: str) -> Any:
    assert limit is not None
    return evaluate(limit, claim.arguments, points, dtype).astype(np.float64)
