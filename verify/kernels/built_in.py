"""What the built-in methods have in common: how they are described, and the usage errors of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.core.claim import Claim
from verify.core.errors import UnsupportedError, UsageError
from verify.core.method import Answer, Capabilities, Method, Model

VERSION = "0.1.0"  # of the methods; raised when one of them may return other numbers than before

# compute(claim, points, dtype) answers a claim that the capabilities cover
Compute = Callable[[Claim, Any, str], Answer]


def admitted(method: Method, claim: Claim, points: Any, dtype: str) -> Any:
    """The points as an array, once it is sure that `method` answers such a claim and that they are points of it.

    Raises
    ------
    UnsupportedError : the quantity, its order or the dtype is none that the method declares.
    UsageError : the points have not one column for each argument.
    """
    can, array = method.capabilities, np.asarray(points)
    if claim.quantity not in can.quantities or dtype not in can.dtypes or (claim.order and claim.order not in can.orders):
        raise UnsupportedError(f"method {method.name} does not answer {claim} in {dtype}")
    if array.ndim != 2 or array.shape[1] != len(claim.arguments):
        columns = f"a column for each of {', '.join(claim.arguments)}" if claim.arguments else "as nothing is free"
        raise UsageError(f"points have shape {array.shape}; expected (n, {len(claim.arguments)}), {columns}")
    return array


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """A method of this package: its description, and the function that computes its answers."""

    name: str
    model: Model
    capabilities: Capabilities
    compute: Compute
    version: str = VERSION

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Answers at `points`, a float64[n, len(claim.arguments)] array whose entries are exact in `dtype`; see `admitted`."""
        return self.compute(claim, admitted(self, claim, points, dtype), dtype)
