"""Exponentials and hyperbolic functions: x = k log(2) + r, a polynomial in r, and powers of two made from the bits of k.

Each function is valid where the row of `VECTOR` says; the bounds of its error stand there too.
"""

from __future__ import annotations

import math
from typing import Final

from verify.kernels.elementary.bits import bits, from_bits
from verify.kernels.elementary.coefficients import COSH, EXP, EXP2, LN2, SINH
from verify.kernels.elementary.vectorised import HALF_BITS, ONE_BITS, ROUND, SIGN, vectorised

_INVERSE_LN2: Final = 1.0 / math.log(2.0)
_SATURATED: Final = -44.0  # 1 - 2 exp(-44) is 1 in float64


@vectorised
def exp_series(r: float) -> float:
    """(exp(r) - 1 - r) / r**2 for |r| <= log(2)/2."""
    z = r * r
    w = z * z
    p = (EXP[0] + r * EXP[1]) + z * (EXP[2] + r * EXP[3])
    q = (EXP[4] + r * EXP[5]) + z * (EXP[6] + r * EXP[7])
    return p + w * (q + w * ((EXP[8] + r * EXP[9]) + z * EXP[10]))


@vectorised
def exp(x: float) -> float:
    """2**k exp(r)."""
    t = x * _INVERSE_LN2 + ROUND
    k = t - ROUND
    r = (x - k * LN2[0]) - k * LN2[1]
    return (1.0 + (r + r * r * exp_series(r))) * from_bits((bits(t) << 52) + ONE_BITS)


@vectorised
def exp2(x: float) -> float:
    """2**k 2**r, where r is exact."""
    t = x + ROUND
    r = x - (t - ROUND)
    z = r * r
    w = z * z
    p = (EXP2[0] + r * EXP2[1]) + z * (EXP2[2] + r * EXP2[3])
    q = (EXP2[4] + r * EXP2[5]) + z * (EXP2[6] + r * EXP2[7])
    o = (EXP2[8] + r * EXP2[9]) + z * (EXP2[10] + r * EXP2[11])
    return (1.0 + r * (p + w * (q + w * o))) * from_bits((bits(t) << 52) + ONE_BITS)


@vectorised
def expm1(x: float) -> float:
    """(2**k - 1) + 2**k r + 2**k (exp(r) - 1 - r), the first sum without rounding."""
    t = x * _INVERSE_LN2 + ROUND
    k = t - ROUND
    high = x - k * LN2[0]
    low = k * LN2[1]
    r = high - low
    e = (high - r) - low
    s = from_bits((bits(t) << 52) + ONE_BITS)
    h = (s - 1.0) + s * r  # and what this rounds away:
    g = ((s - 1.0) - h) + s * r
    y = h + (g + s * (e + r * r * exp_series(r)))
    return y if x != 0.0 else x


@vectorised
def tanh(x: float) -> float:
    """n / (2 - n) with n = 1 - exp(-2 |x|), corrected for the roundings of numerator and denominator."""
    y = -2.0 * abs(x)
    y = _SATURATED if y < _SATURATED else y
    t = y * _INVERSE_LN2 + ROUND
    k = t - ROUND
    high = y - k * LN2[0]
    low = k * LN2[1]
    r = high - low
    e = (high - r) - low
    s = from_bits((bits(t) << 52) + ONE_BITS)
    h = (1.0 - s) - s * r
    g = (((1.0 - s) - h) - s * r) - s * (e + r * r * exp_series(r))
    n = h + g
    g = (h - n) + g
    d = 2.0 - n
    e = (2.0 - d) - n
    q = n / d
    m = 0.5 + 0.5 * q  # 1 / d
    return from_bits(bits(q + m * ((m + m) * g - q * (e - g))) | (bits(x) & SIGN))


@vectorised
def cosh_series(z: float) -> float:
    """cosh(r) - 1 for z = r**2, r in [-0.35, 0.52]."""
    w = z * z
    return z * ((COSH[0] + z * COSH[1]) + w * ((COSH[2] + z * COSH[3]) + w * (COSH[4] + z * COSH[5])))


@vectorised
def sinh_series(r: float, z: float) -> float:
    """sinh(r) for z = r**2, r in [-0.35, 0.52]."""
    w = z * z
    return r + r * z * ((SINH[0] + z * SINH[1]) + w * ((SINH[2] + z * SINH[3]) + w * (SINH[4] + z * SINH[5])))


@vectorised
def sinh(x: float) -> float:
    """sinh(k log(2) + r) by the addition theorem; k changes late, at |x| = 0.52, for where it does terms cancel."""
    y = abs(x)
    t = (y * _INVERSE_LN2 - 0.25) + ROUND
    k = t - ROUND
    r = (y - k * LN2[0]) - k * LN2[1]
    z = r * r
    grown = from_bits((bits(t) << 52) + HALF_BITS)
    shrunk = from_bits(HALF_BITS - (bits(t) << 52))
    sinh_k = grown - shrunk
    value = sinh_k + (sinh_k * cosh_series(z) + (grown + shrunk) * sinh_series(r, z))
    return from_bits(bits(value) | (bits(x) & SIGN))


@vectorised
def cosh(x: float) -> float:
    """cosh(k log(2) + r) by the addition theorem."""
    t = x * _INVERSE_LN2 + ROUND
    k = t - ROUND
    r = (x - k * LN2[0]) - k * LN2[1]
    z = r * r
    grown = from_bits((bits(t) << 52) + HALF_BITS)
    shrunk = from_bits(HALF_BITS - (bits(t) << 52))
    cosh_k = grown + shrunk
    return cosh_k + (cosh_k * cosh_series(z) + (grown - shrunk) * sinh_series(r, z))


@vectorised
def sigmoid(x: float) -> float:
    """1 / (1 + e) or e / (1 + e) with e = exp(-|x|), corrected for the roundings of e and 1 + e."""
    y = -abs(x)
    t = y * _INVERSE_LN2 + ROUND
    k = t - ROUND
    high = y - k * LN2[0]
    low = k * LN2[1]
    r = high - low
    v = r + (((high - r) - low) + r * r * exp_series(r))
    g = 1.0 + v
    s = from_bits((bits(t) << 52) + ONE_BITS)
    e = g * s
    lost = ((1.0 - g) + v) * s
    d = 1.0 + e
    q = (e if x < 0.0 else 1.0) / d
    m = 1.0 - q if x < 0.0 else q  # 1 / d
    return q + m * ((lost if x < 0.0 else 0.0) - q * (((1.0 - d) + e) + lost))
