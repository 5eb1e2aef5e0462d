"""What every elementary function here is written with: the decorator, and the constants that build powers of two.

The functions are plain Python on floats, without branches and without calls into a C library, so that LLVM turns a loop over
them into vector instructions. None of them relies on fused multiply-add, and none is compiled with fastmath: results are the
same on every IEEE 754 machine, whatever the width of its vectors, and the same when Python itself runs the source.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, TypeVar

from numba.extending import register_jitable

from verify.kernels.elementary.bits import bits

F = TypeVar("F", bound=Callable[..., Any])

# t = x + ROUND rounds x to the nearest integer k = t - ROUND, and leaves k in the lowest bits of t (|k| < 2**51).
ROUND: Final = 1.5 * 2.0**52
ROUND_BITS: Final = bits(ROUND)

# Exponents are counted from here: from_bits((bits(t) << 52) + ONE_BITS) is 2**k (-1022 <= k <= 1023).
ONE_BITS: Final = bits(1.0)
HALF_BITS: Final = bits(0.5)
SQRT_HALF_BITS: Final = bits(math.sqrt(0.5))

SIGN: Final = -(2**63)  # the sign's bit
UPPER: Final = -(2**32)  # sign, exponent and the first 20 bits after the point: products of two such numbers are exact

TINY: Final = 2.0**-1022
HUGE: Final = 1.7976931348623157e308


def vectorised(function: F) -> F:
    """Leaves `function` as it is for Python, and lets compiled code call it."""
    registered: F = register_jitable(error_model="numpy", forceinline=True, no_cfunc_wrapper=True)(function)
    return registered
