"""Logarithms, what is made of them, and the cube root: x = 2**k (1 + f), and a polynomial in s = f / (2 + f).

Each function is valid where the row of `VECTOR` says; the bounds of its error stand there too.
"""

from __future__ import annotations

import math
from typing import Final

from verify.kernels.elementary.bits import bits, from_bits
from verify.kernels.elementary.coefficients import CBRT, LN2, LOG, LOG2E, LOG10_2, LOG10E
from verify.kernels.elementary.exponential import exp
from verify.kernels.elementary.vectorised import ONE_BITS, ROUND, ROUND_BITS, SIGN, SQRT_HALF_BITS, UPPER, vectorised

_INVERSE_LN2: Final = 1.0 / math.log(2.0)
_INVERSE_LN10: Final = 1.0 / math.log(10.0)
_SQRT2_MINUS_1: Final = math.sqrt(2.0) - 1.0
_CBRT_2: Final = 2.0 ** (1.0 / 3.0)
_CBRT_4: Final = 4.0 ** (1.0 / 3.0)
_KEPT: Final = -(2**36)  # 17 bits, so that a cube is exact
_HALFWAY: Final = 2**35


@vectorised
def log_rest(f: float) -> float:
    """f - log(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)]: half as large as f**2, so that its own rounding hardly counts."""
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    q = z * ((LOG[0] + z * LOG[1]) + w * ((LOG[2] + z * LOG[3]) + w * ((LOG[4] + z * LOG[5]) + w * LOG[6])))
    return s * (f - q)


@vectorised
def log(x: float) -> float:
    """k log(2) + log(1 + f)."""
    n = (bits(x) - SQRT_HALF_BITS) >> 52
    k = from_bits(n + ROUND_BITS) - ROUND
    f = from_bits(bits(x) - (n << 52)) - 1.0
    return k * LN2[0] + (f - (log_rest(f) - k * LN2[1]))


@vectorised
def log2(x: float) -> float:
    """The leading bits of f times those of 1/log(2) are exact; only what follows them is rounded."""
    n = (bits(x) - SQRT_HALF_BITS) >> 52
    k = from_bits(n + ROUND_BITS) - ROUND
    f = from_bits(bits(x) - (n << 52)) - 1.0
    h = from_bits(bits(f) & UPPER)
    return (k + h * LOG2E[0]) + ((f - h) * LOG2E[0] + (f * LOG2E[1] - log_rest(f) * _INVERSE_LN2))


@vectorised
def log10(x: float) -> float:
    """As `log2`, but k log(2)/log(10) is rounded too."""
    n = (bits(x) - SQRT_HALF_BITS) >> 52
    k = from_bits(n + ROUND_BITS) - ROUND
    f = from_bits(bits(x) - (n << 52)) - 1.0
    h = from_bits(bits(f) & UPPER)
    rest = (f * LOG10E[1] + k * LOG10_2[1]) - log_rest(f) * _INVERSE_LN10
    return (k * LOG10_2[0] + h * LOG10E[0]) + ((f - h) * LOG10E[0] + rest)


@vectorised
def log1p(x: float) -> float:
    """1 + x = 2**k (1 + f), where f = 2**-k x - (1 - 2**-k) is exact although 1 + x is not."""
    n = (bits(1.0 + x) - SQRT_HALF_BITS) >> 52
    k = ROUND - from_bits(n + ROUND_BITS)  # negated, which keeps the sign of x = -0
    v = from_bits(ONE_BITS - (n << 52))
    f = v * x - (1.0 - v)
    return (f - (log_rest(f) + k * LN2[1])) - k * LN2[0]


@vectorised
def softplus(x: float) -> float:
    """max(x, 0) + log(1 + exp(-|x|))."""
    e = exp(-abs(x))
    doubled = e > _SQRT2_MINUS_1
    f = 0.5 * e - 0.5 if doubled else e
    k = 1.0 if doubled else 0.0
    return (x if x > 0.0 else 0.0) + (k * LN2[0] + (f - (log_rest(f) - k * LN2[1])))


@vectorised
def logaddexp(a: float, b: float) -> float:
    """max(a, b) + log(1 + exp(-|a - b|))."""
    e = exp(-abs(a - b))
    doubled = e > _SQRT2_MINUS_1
    f = 0.5 * e - 0.5 if doubled else e
    k = 1.0 if doubled else 0.0
    return (a if a > b else b) + (k * LN2[0] + (f - (log_rest(f) - k * LN2[1])))


@vectorised
def asinh(x: float) -> float:
    """log1p(y + y**2 / (1 + sqrt(1 + y**2))), y = |x|."""
    y = abs(x)
    z = y * y
    return from_bits(bits(log1p(y + z / (1.0 + math.sqrt(1.0 + z)))) | (bits(x) & SIGN))


@vectorised
def acosh(x: float) -> float:
    """log1p(t + sqrt(2 t + t**2)), t = x - 1."""
    t = x - 1.0
    return log1p(t + math.sqrt(2.0 * t + t * t))


@vectorised
def atanh(x: float) -> float:
    """log1p(2 y / (1 - y)) / 2, y = |x|."""
    y = abs(x)
    return from_bits(bits(0.5 * log1p(2.0 * y / (1.0 - y))) | (bits(x) & SIGN))


@vectorised
def cbrt(x: float) -> float:
    """A polynomial gives 17 bits; their cube is exact, and so the remainder is known that a series then repairs."""
    pattern = bits(x) & ~SIGN
    n = pattern >> 52
    exponent = from_bits(n + ROUND_BITS) - ROUND  # biased: 1023 is 3 * 341
    t = (exponent - 1.0) * (1.0 / 3.0) + ROUND
    i = exponent - 3.0 * (t - ROUND)
    m = from_bits(pattern - (n << 52) + ONE_BITS)
    c = (CBRT[0] + m * CBRT[1]) + (m * m) * ((CBRT[2] + m * CBRT[3]) + (m * m) * CBRT[4])
    c = c * (1.0 if i == 0.0 else (_CBRT_2 if i == 1.0 else _CBRT_4))
    m = m * (1.0 if i == 0.0 else (2.0 if i == 1.0 else 4.0))
    c = from_bits((bits(c) + _HALFWAY) & _KEPT)
    cube = c * c * c
    d = (m - cube) / cube
    root = c + c * (d * (1.0 / 3.0 - d * (1.0 / 9.0 - d * (5.0 / 81.0))))
    return from_bits(bits(root * from_bits((bits(t) + (1023 - 341)) << 52)) | (bits(x) & SIGN))
