"""Fixed quadrature rules, a row each: sums over equal panels. Degrees and bounds are facts of the rules."""

from __future__ import annotations

from functools import partial
from typing import Final

from verify.kernels.integration.composite import Composite
from verify.kernels.integration.equidistant import left_end, midpoint, right_end, romberg
from verify.kernels.integration.gauss import clenshaw_curtis, gauss_legendre

SIMPSON: Final = Composite(name="simpson", rule=partial(romberg, 1), panels=64)
GAUSS_LEGENDRE: Final = Composite(name="gauss-legendre", rule=partial(gauss_legendre, 12), panels=4)

METHODS: Final = (
    Composite(name="left-sum", rule=left_end, panels=64),
    Composite(name="right-sum", rule=right_end, panels=64),
    Composite(name="midpoint-sum", rule=midpoint, panels=64),
    Composite(name="trapezoid", rule=partial(romberg, 0), panels=64),
    SIMPSON,
    Composite(name="romberg", rule=partial(romberg, 6), panels=1),
    GAUSS_LEGENDRE,
    Composite(name="clenshaw-curtis", rule=partial(clenshaw_curtis, 17), panels=4),
)
