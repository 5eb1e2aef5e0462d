"""The budget: how large an error may be before something other than rounding must explain it.

This module is the only place where such numbers stand. They are counts of roundings and safety factors of a first-order
analysis, derived in docs/explanation/budget.md; nobody chooses them to make a check pass.
"""

from __future__ import annotations

import math
from typing import Final

from verify.core.precision import Precision

# A first-order bound omits products of errors; where it is trusted at all (see TRUST) those stay below the bound itself.
SAFETY: Final = 2.0

# Ulps granted to every partial derivative, whichever stable formula computes it: vector maths libraries reach 4 ulps for
# one function, and a stable partial takes about two functions.
PARTIAL_ULPS: Final = 8.0

# Roundings of an exponent that libraries are granted in the textbook budget: of a constant such as log(2), and of a product.
# exp(y) magnifies them by |y|, which is at most the logarithm of the largest number; see `library_ulps`.
EXPONENT_ROUNDINGS: Final = 2.0

# The first-order bound is trusted while the error of an operand is below this share of its distance to the edge of the
# operation's (smooth) domain, and below this share of the scale on which its partials change.
TRUST: Final = 1.0 / 16.0

# The partials are also looked at beside an operand, at the ends of its error, once that error exceeds this share of the
# operand and of 1; below, they change by less than this share of themselves at any zero, pole or bend of our operations.
PROBED: Final = 2.0**-20

# UNDECIDED from here on: budget as a share of the magnitude of the exact value.
HOPELESS: Final = 1.0

# A truncation's bound below this share of the rounding beside it is not sharpened: the budget could not get much smaller.
NEGLIGIBLE: Final = 2.0**-6

# A condition number found in float64 is known where its error stays below this share of it, or below this number: it is drawn
# on logarithmic scales and explains, and nothing is explained by one far below 1.
CONDITION_DOUBT: Final = 2.0**-13
CONDITION_NEGLIGIBLE: Final = 2.0**-32

# Working precisions of the exact side, in bits, tried in this order until decided.
PRECISIONS_TRIED: Final = (128, 256, 512, 1024, 2048)


def library_ulps(precision: Precision) -> float:
    """Ulps granted in the textbook budget to elementary functions of somebody else's library: 710 in float64, 89 in float32.

    Libraries reduce elementary functions to exponentials whose exponent is rounded: exp2(a) = exp(a log 2), a power, the tails
    of erfc, hyperbolic functions. That costs |y| u for each rounding of an exponent y. Logarithms cost fewer. A library that
    loses more than that has another problem than rounding.
    """
    return EXPONENT_ROUNDINGS * math.log(precision.huge) / 2.0  # an ulp is up to two units of roundoff
