"""Circular functions and their inverses: x = k pi/2 + r by subtracting pi/2 in three parts, polynomials in r**2.

Each function is valid where the row of `VECTOR` says; the bounds of its error stand there too.
"""

from __future__ import annotations

import math
from typing import Final

from verify.kernels.elementary.bits import bits, from_bits
from verify.kernels.elementary.coefficients import ASIN, ATAN, COS, HALF_PI, QUARTER_PI, SIN, TAN
from verify.kernels.elementary.vectorised import ROUND, SIGN, vectorised

_TWO_OVER_PI: Final = 2.0 / math.pi
# Up to 2**15 quarter turns, k times either of the first two parts of pi/2 (38 bits each) is exact.
LARGEST_ANGLE: Final = 1.5 * 2.0**15

_ITSELF: Final = 2.0**-28  # tan(x) = x in float64 up to here, and halving it is exact from here on


@vectorised
def quarter_turns(x: float) -> float:
    """ROUND + k, where k is the integer next to x / (pi/2)."""
    return x * _TWO_OVER_PI + ROUND


@vectorised
def turned_back(x: float, k: float) -> tuple[float, float]:
    """x - k pi/2 as r + e, where e is what r rounds away."""
    a = x - k * HALF_PI[0]
    w = k * HALF_PI[1]
    b = a - w
    c = k * HALF_PI[2] - ((a - b) - w)
    r = b - c
    return r, (b - r) - c


@vectorised
def sin_series(r: float, e: float) -> float:
    """sin(r + e) for |r| <= pi/4."""
    z = r * r
    w = z * z
    return r + (e + r * z * ((SIN[0] + z * SIN[1]) + w * ((SIN[2] + z * SIN[3]) + w * (SIN[4] + z * SIN[5]))))


@vectorised
def cos_series(r: float, e: float) -> float:
    """cos(r + e) for |r| <= pi/4."""
    z = r * r
    w = z * z
    h = 0.5 * z
    u = 1.0 - h
    rest = w * ((COS[0] + z * COS[1]) + w * ((COS[2] + z * COS[3]) + w * (COS[4] + z * COS[5])))
    return u + (((1.0 - u) - h) + (rest - r * e))


@vectorised
def sin(x: float) -> float:
    """Sine, by quarter turns."""
    t = quarter_turns(x)
    r, e = turned_back(x, t - ROUND)
    s = sin_series(r, e)
    c = cos_series(r, e)
    n = bits(t)
    y = from_bits(bits(c if n & 1 else s) ^ ((n >> 1) << 63))
    return y if x != 0.0 else x


@vectorised
def cos(x: float) -> float:
    """Cosine, by quarter turns."""
    t = quarter_turns(x)
    r, e = turned_back(x, t - ROUND)
    s = sin_series(r, e)
    c = cos_series(r, e)
    n = bits(t)
    return from_bits(bits(s if n & 1 else c) ^ (((n + 1) >> 1) << 63))


@vectorised
def tan(x: float) -> float:
    """tan(2 h) = 2 y / (1 - y**2), y = tan(h), |h| <= pi/8; the negated reciprocal after an odd number of quarter turns."""
    t = quarter_turns(x)
    r, e = turned_back(x, t - ROUND)
    h = 0.5 * r
    z = h * h
    w = z * z
    p = (TAN[0] + z * TAN[1]) + w * (TAN[2] + z * TAN[3])
    q = (TAN[4] + z * TAN[5]) + w * ((TAN[6] + z * TAN[7]) + w * TAN[8])
    y = h + (0.5 * e + h * z * (p + w * w * q))
    n = y + y
    d = 1.0 - y * y
    odd = bits(t) & 1
    q = (-d if odd else n) / (n if odd else d)
    return q if abs(x) > _ITSELF else x


@vectorised
def atan(x: float) -> float:
    """Inverse tangent, of the reciprocal from 1 on: pi/2 less that."""
    y = abs(x)
    large = y > 1.0
    t = (1.0 if large else y) / (y if large else 1.0)
    z = t * t
    w = z * z
    u = w * w
    p = ((ATAN[0] + z * ATAN[1]) + w * (ATAN[2] + z * ATAN[3])) + u * ((ATAN[4] + z * ATAN[5]) + w * (ATAN[6] + z * ATAN[7]))
    q = (ATAN[8] + z * ATAN[9]) + w * (ATAN[10] + z * ATAN[11])
    q = q + u * ((ATAN[12] + z * ATAN[13]) + w * (ATAN[14] + z * ATAN[15]))
    o = (ATAN[16] + z * ATAN[17]) + w * (ATAN[18] + z * ATAN[19])
    v = u * u
    rest = t * z * (p + v * (q + v * o))
    angle = 2.0 * QUARTER_PI[0] - (t + (rest - 2.0 * QUARTER_PI[1])) if large else t + rest
    return from_bits(bits(angle) | (bits(x) & SIGN))


@vectorised
def asin_series(s: float, z: float) -> float:
    """asin(s) - s for z = s**2 <= 1/4."""
    w = z * z
    u = w * w
    p = (ASIN[0] + z * ASIN[1]) + w * (ASIN[2] + z * ASIN[3])
    q = (ASIN[4] + z * ASIN[5]) + w * (ASIN[6] + z * ASIN[7])
    o = (ASIN[8] + z * ASIN[9]) + w * (ASIN[10] + z * ASIN[11]) + u * ASIN[12]
    return s * z * (p + u * (q + u * o))


@vectorised
def asin(x: float) -> float:
    """asin(y) = pi/2 - 2 asin(s), s = sqrt((1 - y)/2), from 1/2 on."""
    y = abs(x)
    large = y > 0.5
    z = 0.5 - 0.5 * y if large else y * y
    s = math.sqrt(z) if large else y
    rest = asin_series(s, z)
    h = QUARTER_PI[0] - s
    lost = ((QUARTER_PI[0] - h) - s) + QUARTER_PI[1]
    return from_bits(bits(2.0 * (h - (rest - lost)) if large else s + rest) | (bits(x) & SIGN))


@vectorised
def acos(x: float) -> float:
    """2 asin(s), s = sqrt((1 - |x|)/2), or pi less that, outside [-1/2, 1/2]; pi/2 - asin(x) within."""
    y = abs(x)
    large = y > 0.5
    z = 0.5 - 0.5 * y if large else y * y
    s = math.sqrt(z) if large else y
    rest = asin_series(s, z)
    twice = 2.0 * (s + rest)
    outer = 4.0 * QUARTER_PI[0] - (twice - 4.0 * QUARTER_PI[1]) if x < 0.0 else twice
    signed = -s if x < 0.0 else s
    signed_rest = -rest if x < 0.0 else rest
    inner = 2.0 * QUARTER_PI[0] - (signed + (signed_rest - 2.0 * QUARTER_PI[1]))
    return outer if large else inner
