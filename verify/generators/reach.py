"""How far out an operation is drawn: where its value, its slope and its conditioning still leave something to judge.

Nothing here says whether a tree is valid; it keeps trees from saturating to constants, from overflowing, and from being so
ill-conditioned that nobody could tell right from wrong.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from verify.generators.image import Pair
from verify.ops import OPERATIONS
from verify.ops.calculus import ZERO, partial
from verify.ops.parsing import apply_float, evaluate

# Values and slopes stay within 2**-MAGNITUDE and 2**MAGNITUDE: their products over a few levels stay in range.
MAGNITUDE: Final = {"float64": 200, "float32": 40}

# Relative errors of an argument may grow by this factor away from isolated zeros; a few levels leave digits over.
_GROWTH: Final = {"float64": 2.0**8, "float32": 2.0**6}

# Probes off the integers and off the multiples of pi, where periodic functions vanish.
_PROBE: Final = 0.7


@cache
def reach(name: str, dtype: str) -> Pair:
    """Arguments between which a unary operation is drawn; whole lines for binary ones."""
    if OPERATIONS[name].arity != 1:
        return (-math.inf, math.inf)
    return (-_tail(name, dtype, -1.0), _tail(name, dtype, 1.0))


def _tail(name: str, dtype: str, direction: float) -> float:
    """The largest power of two up to which an arm of the function stays worth drawing."""
    last = math.inf
    for exponent in range(MAGNITUDE[dtype] + 1):
        size = math.ldexp(1.0, exponent)
        if not _worthwhile(name, direction * _PROBE * size, dtype):
            return last if math.isfinite(last) else 1.0
        last = size
    return last


def _worthwhile(name: str, at: float, dtype: str) -> bool:
    value = apply_float(name, at)
    if math.isnan(value):
        return True  # outside the domain: judged by the domain
    slope = partial(name, 0)
    limit = math.ldexp(1.0, MAGNITUDE[dtype])
    if slope is ZERO:
        return True
    steep = abs(evaluate(slope, {"a": at}))
    if not 1.0 / limit <= abs(value) <= limit:
        return value == 0.0
    if steep == 0.0 and value == 0.0:
        return True  # a flat branch
    return 1.0 / limit <= steep <= limit and abs(at) * steep <= _GROWTH[dtype] * abs(value)
