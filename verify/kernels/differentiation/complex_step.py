"""Complex step: the imaginary part of f(x + i h) over h, with h so small that nothing is ever rounded against its square.

Squire and Trapp (1998), SIAM Review 40, 110-112.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.method import Answer, Capabilities, Model
from verify.core.precision import FLOAT64
from verify.kernels.built_in import BuiltIn
from verify.kernels.machine import complex_slopes
from verify.ops import OPERATIONS

# Bits by which the step lies below x: a difference of x and another float is at least 2**-53 |x|, and the square of the step
# must not be seen beside the square of that.
_BELOW: Final = 100
_AT_ZERO: Final = 2.0**-600
_LEAST: Final = 2.0**-1000  # so that h times a derivative near 1 is a normal number
_SAFE: Final = FLOAT64.tiny * 2.0**60


def steps(x: Any) -> Any:
    """The step for each of x, float64[n], a power of two."""
    _, exponent = np.frexp(x)
    return np.where(x == 0.0, _AT_ZERO, np.maximum(np.ldexp(1.0, exponent - _BELOW), _LEAST))


def _compute(claim: Claim, points: Any, dtype: str) -> Answer:
    h = steps(points[:, claim.arguments.index(str(claim.wrt))])
    slopes = complex_slopes(claim.expression, claim.arguments, points, str(claim.wrt), h)
    # An imaginary part this small may have lost bits, or all of itself, to underflow on its way.
    lost = np.abs(slopes) * h < _SAFE
    return Answer(values=slopes, evaluations=len(points), out_of_range=lost)


METHOD: Final = BuiltIn(
    name="complex-step",
    model=Model.ROUNDING,
    capabilities=Capabilities(
        quantities=frozenset({Quantity.DERIVATIVE}),
        dtypes=frozenset({"float64"}),
        operations=frozenset(name for name, row in OPERATIONS.items() if row.complex is not None or not row.arity),
    ),
    compute=_compute,
)
