"""Stated relative errors of the double-double functions, on the arguments for which they are stated.

Those of arithmetic are proved (see `arithmetic`). Those of elementary functions are at least eight times the largest error that
`benchmarks/double_double.py` measures against balls, over ordinals of the whole range.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

ADD = 2.0**-104
MULTIPLY = 2.0**-103
DIVIDE = 2.0**-102
SQRT = 2.0**-104
EXP_ERROR = 2.0**-101
EXPM1_ERROR = 2.0**-98
LOG_ERROR = 2.0**-95
LOG1P_ERROR = 2.0**-95
SOFTPLUS_ERROR = 2.0**-94  # of exp, log1p and a sum, none of which cancels
SINE_ERROR = 2.0**-97
ATAN_ERROR = 2.0**-100
ERF_ERROR = 2.0**-98
ERFC_ERROR = 2.0**-98

LARGEST_EXPONENT = 690.0  # of exp
LEAST_EXPONENT = -600.0  # below, exp is nearly 0
SATURATED = -80.0  # below, expm1 is nearly -1
EXP_BELOW = 2.0**-860  # more than exp(-599)
EXPM1_BELOW = 2.0**-113  # more than exp(-79)
LARGEST_ANGLE = 2.0**30
TURN_ERROR = 2.0**-140  # error of a reduced angle, as a share of the angle
LEAST, LARGEST = 2.0**-900, 2.0**900  # of what is divided, or of what a root or logarithm is taken
LARGEST_ERROR_ARGUMENT = 7.96875  # of erf and erfc
NARROW_ARGUMENT = 0.03125  # a radius of theirs, so that their slopes change little
ERFC_BELOW = 2.0**-94  # more than erfc(7.9375)
LARGEST_TANGENT = 2.0**400
TINY = 2.0**-1000  # more than any underflow on the way of what is not exactly 0
GROWTH = 1.0 + 2.0**-30  # covers the roundings of a radius itself


class Stated(NamedTuple):
    """A bound of the relative error, and between which arguments it holds."""

    error: float
    low: float
    high: float


STATED: Final = MappingProxyType({
    "sqrt": Stated(SQRT, LEAST, LARGEST),
    "exp": Stated(EXP_ERROR, LEAST_EXPONENT, LARGEST_EXPONENT),
    "expm1": Stated(EXPM1_ERROR, SATURATED, LARGEST_EXPONENT),
    "log": Stated(LOG_ERROR, LEAST, LARGEST),
    "log1p": Stated(LOG1P_ERROR, -1.0, LARGEST),
    "sin": Stated(SINE_ERROR, -LARGEST_ANGLE, LARGEST_ANGLE),
    "cos": Stated(SINE_ERROR, -LARGEST_ANGLE, LARGEST_ANGLE),
    "erf": Stated(ERF_ERROR, -LARGEST_ERROR_ARGUMENT, LARGEST_ERROR_ARGUMENT),
    "erfc": Stated(ERFC_ERROR, -LARGEST_ERROR_ARGUMENT, LARGEST_ERROR_ARGUMENT),
    "atan": Stated(ATAN_ERROR, -LARGEST_TANGENT, LARGEST_TANGENT),
})  # fmt: skip
