"""What the built-in methods have in common: how they are described, and the usage errors of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verify.core.claim import Claim
from verify.core.errors import UnsupportedError
from verify.core.method import Answer, Capabilities, Model

VERSION = "0.1.0"  # of the methods; raised when one of them may return other numbers than before

# compute(claim, points, dtype) answers a claim that the capabilities cover
Compute = Callable[[Claim, Any, str], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """A method of this package: its description, and the function that computes its answers."""

    name: str
    model: Model
    capabilities: Capabilities
    compute: Compute
    version: str = VERSION

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Answers at `points`, a float64[n, len(claim.arguments)] array whose entries are exact in `dtype`.

        Raises
        ------
        UnsupportedError : the quantity, its order or the dtype is none that this method declares.
        """
        can = self.capabilities
        if claim.quantity not in can.quantities or dtype not in can.dtypes or (claim.order and claim.order not in can.orders):
            raise UnsupportedError(f"method {self.name} does not answer {claim} in {dtype}")
        return self.compute(claim, points, dtype)
