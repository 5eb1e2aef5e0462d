"""Elementary functions of double-doubles: arguments reduced by tables, short series, and no call into a C library.

Plain Python, lowered to instructions: both sides of a choice are worked out, so that places in tables are cut to their size.
Every result is the same on every IEEE 754 machine. What bounds their errors is `bounds`.
"""

from __future__ import annotations

from verify.kernels.double_double.arithmetic import (
    Pair,
    over,
    plus,
    plus_float,
    times,
    times_float,
    two_product,
    two_sum,
)
from verify.kernels.double_double.tables import (
    ANGLES,
    ATAN,
    ATAN_REST,
    COS,
    COS_REST,
    EXP,
    EXP_REST,
    HALF_PI,
    INVERSES,
    LN2,
    LN2_32,
    LOG,
    LOG_REST,
    LOGARITHMS,
    PI_32,
    POWERS,
    SIN,
    SIN_REST,
    SINES,
)
from verify.kernels.elementary.bits import bits, from_bits
from verify.kernels.elementary.vectorised import ONE_BITS, ROUND, ROUND_BITS, SQRT_HALF_BITS

STEPS_OF_LN2 = 46.16624130844683
STEPS_OF_PI = 10.185916357881302
SMALL = 2.0**-8
Parted = tuple[float, float, float, float, float]


def horner(ch: float, cl: float, sh: float, sl: float, wh: float, wl: float) -> Pair:
    """c + s w, a step of Horner's rule."""
    sh, sl = times(sh, sl, wh, wl)
    return plus(ch, cl, sh, sl)


def quartic(a: float, b: float, c: float, d: float, e: float, w: float) -> float:
    """a + b w + ... + e w**4 in float64, for the terms that are too small for more."""
    return a + w * (b + w * (c + w * (d + w * e)))


def exponent_parts(ah: float, al: float) -> Parted:
    """exp(a) = s t (1 + p): the power of two s, and the double-doubles t and p, for |a| < 700."""
    t = ah * STEPS_OF_LN2 + ROUND
    n = t - ROUND
    rh, rl = two_sum(ah, -n * LN2_32[0])
    rh, rl = plus(rh, rl, al, 0.0)
    rh, rl = plus_float(rh, rl, -n * LN2_32[1])
    rh, rl = plus_float(rh, rl, -n * LN2_32[2])
    q = quartic(EXP_REST[2], EXP_REST[3], EXP_REST[4], EXP_REST[5], EXP_REST[6], rh)
    q = EXP_REST[0] + rh * (EXP_REST[1] + rh * q)
    sh, sl = plus_float(EXP[6], EXP[7], q * rh)
    sh, sl = horner(EXP[4], EXP[5], sh, sl, rh, rl)
    sh, sl = horner(EXP[2], EXP[3], sh, sl, rh, rl)
    sh, sl = horner(EXP[0], EXP[1], sh, sl, rh, rl)
    sh, sl = times(sh, sl, rh, rl)
    sh, sl = plus_float(sh, sl, 0.5)
    wh, wl = times(rh, rl, rh, rl)
    ph, pl = horner(rh, rl, sh, sl, wh, wl)
    k = bits(t) - ROUND_BITS
    j = k & 31
    return from_bits(((k >> 5) << 52) + ONE_BITS), POWERS[2 * j], POWERS[2 * j + 1], ph, pl


def exponential(ah: float, al: float) -> Pair:
    """exp(a), for |a| < 700."""
    s, th, tl, ph, pl = exponent_parts(ah, al)
    ph, pl = times(th, tl, ph, pl)
    th, tl = plus(th, tl, ph, pl)
    return s * th, s * tl


def exponential_less_one(ah: float, al: float) -> Pair:
    """exp(a) - 1, for |a| < 700."""
    s, th, tl, ph, pl = exponent_parts(ah, al)
    if s == 1.0 and th == 1.0:
        return ph, pl
    ph, pl = times(th, tl, ph, pl)
    th, tl = plus_float(s * th, s * tl, -1.0)
    return plus(th, tl, s * ph, s * pl)


def logarithm_near_one(zh: float, zl: float) -> Pair:
    """log(1 + z) = 2 atanh(z / (2 + z)), for |z| < 2**-6."""
    dh, dl = plus_float(zh, zl, 2.0)
    sh, sl = over(zh, zl, dh, dl)
    wh, wl = times(sh, sl, sh, sl)
    q = quartic(LOG_REST[0], LOG_REST[1], LOG_REST[2], LOG_REST[3], LOG_REST[4], wh)
    th, tl = plus_float(LOG[2], LOG[3], q * wh)
    th, tl = horner(LOG[0], LOG[1], th, tl, wh, wl)
    th, tl = times(th, tl, wh, wl)
    th, tl = horner(sh, sl, th, tl, sh, sl)
    return 2.0 * th, 2.0 * tl


def logarithm(ah: float, al: float) -> Pair:
    """log(a) = k log(2) - log(c) + log(c m), where a = m 2**k and c is near 1/m, for 2**-1000 < a < 2**1000."""
    k = (bits(ah) - SQRT_HALF_BITS) >> 52
    scale = from_bits(ONE_BITS - (k << 52))
    mh, ml = ah * scale, al * scale
    j = bits(mh * 128.0 + ROUND) & 127
    c = INVERSES[j]
    p, e = two_product(c, mh)
    zh, zl = two_sum(p - 1.0, e)
    zh, zl = plus_float(zh, zl, c * ml)
    zh, zl = logarithm_near_one(zh, zl)
    th, tl = times_float(LN2[0], LN2[1], k * 1.0)
    th, tl = plus(th, tl, LOGARITHMS[2 * j], LOGARITHMS[2 * j + 1])
    return plus(th, tl, zh, zl)


def logarithm_of_one_plus(ah: float, al: float) -> Pair:
    """log(1 + a), for -1 < a < 2**1000."""
    if abs(ah) < SMALL:
        return logarithm_near_one(ah, al)
    bh, bl = plus_float(ah, al, 1.0)
    return logarithm(bh, bl)


def sine_step(ah: float, al: float) -> tuple[int, float, float]:
    """a = n pi/32 + r: the number n modulo 64, and the double-double r, for |a| < 2**30."""
    t = ah * STEPS_OF_PI + ROUND
    n = t - ROUND
    ph, pl = two_product(n, PI_32[0])
    rh, rl = two_sum(ah - ph, -pl)
    rh, rl = plus(rh, rl, al, 0.0)
    ph, pl = two_product(n, PI_32[1])
    rh, rl = plus(rh, rl, -ph, -pl)
    rh, rl = plus_float(rh, rl, -n * PI_32[2])
    return bits(t) & 63, rh, rl


def sine_near_zero(rh: float, rl: float, wh: float, wl: float) -> Pair:
    """sin(r) for w = r**2, |r| <= pi/64."""
    q = quartic(SIN_REST[0], SIN_REST[1], SIN_REST[2], SIN_REST[3], SIN_REST[4], wh)
    th, tl = plus_float(SIN[4], SIN[5], q * wh)
    th, tl = horner(SIN[2], SIN[3], th, tl, wh, wl)
    th, tl = horner(SIN[0], SIN[1], th, tl, wh, wl)
    th, tl = times(th, tl, wh, wl)
    return horner(rh, rl, th, tl, rh, rl)


def cosine_less_one(wh: float, wl: float) -> Pair:
    """cos(r) - 1 for w = r**2, |r| <= pi/64."""
    q = quartic(COS_REST[0], COS_REST[1], COS_REST[2], COS_REST[3], COS_REST[4], wh)
    th, tl = plus_float(COS[4], COS[5], q * wh)
    th, tl = horner(COS[2], COS[3], th, tl, wh, wl)
    th, tl = times(th, tl, wh, wl)
    th, tl = plus_float(th, tl, -0.5)
    return times(th, tl, wh, wl)


def shifted_sine(ah: float, al: float, quarters: int) -> tuple[float, float, float]:
    """sin(a + quarters pi/2), and its derivative in float64, for |a| < 2**30."""
    j, rh, rl = sine_step(ah, al)
    s, c = 2 * ((j + 16 * quarters) & 63), 2 * ((j + 16 * quarters + 16) & 63)
    wh, wl = times(rh, rl, rh, rl)
    sh, sl = sine_near_zero(rh, rl, wh, wl)
    ch, cl = cosine_less_one(wh, wl)
    slope = SINES[c] + (SINES[c] * ch - SINES[s] * sh)
    ch, cl = times(ch, cl, SINES[s], SINES[s + 1])
    sh, sl = times(sh, sl, SINES[c], SINES[c + 1])
    sh, sl = plus(ch, cl, sh, sl)
    sh, sl = plus(SINES[s], SINES[s + 1], sh, sl)
    return sh, sl, slope


def arctangent(ah: float, al: float) -> Pair:
    """atan(a) = atan(c) + atan((a - c) / (1 + a c)) for c = j/64 near a; for |a| > 1 from pi/2 - atan(1/a). |a| < 2**400."""
    sign = -1.0 if ah < 0.0 else 1.0
    ah, al = sign * ah, sign * al
    t = 64.0 * (ah if ah <= 1.0 else 1.0 / ah) + ROUND
    c = (t - ROUND) / 64.0
    j = 2 * (bits(t) & 127)
    th, tl = times_float(ah, al, c)
    if ah <= 1.0:
        zh, zl = plus_float(ah, al, -c)
        dh, dl = plus_float(th, tl, 1.0)
        bh, bl = ANGLES[j], ANGLES[j + 1]
    else:
        zh, zl = plus_float(th, tl, -1.0)
        dh, dl = plus_float(ah, al, c)
        bh, bl = plus(HALF_PI[0], HALF_PI[1], -ANGLES[j], -ANGLES[j + 1])
    zh, zl = over(zh, zl, dh, dl)
    wh, wl = times(zh, zl, zh, zl)
    q = quartic(ATAN_REST[0], ATAN_REST[1], ATAN_REST[2], ATAN_REST[3], ATAN_REST[4], wh)
    th, tl = plus_float(ATAN[4], ATAN[5], q * wh)
    th, tl = horner(ATAN[2], ATAN[3], th, tl, wh, wl)
    th, tl = horner(ATAN[0], ATAN[1], th, tl, wh, wl)
    th, tl = times(th, tl, wh, wl)
    zh, zl = horner(zh, zl, th, tl, zh, zl)
    zh, zl = plus(bh, bl, zh, zl)
    return sign * zh, sign * zl
