"""Operations on balls: high + low +- radius of the operands to those of the value, with the slopes by the operands in float64.

Plain Python, lowered to instructions. A radius that is not a number or infinite says that nothing is known: domains, kinks and
jumps that a ball touches, numbers that leave the ranges of `bounds`. Comparisons are written so that no number fails them.
"""

from __future__ import annotations

import numpy as np

from verify.kernels.double_double.arithmetic import over, plus, plus_float, root, times
from verify.kernels.double_double.bounds import (
    ADD,
    ATAN_ERROR,
    DIVIDE,
    ERF_ERROR,
    ERFC_BELOW,
    ERFC_ERROR,
    EXP_BELOW,
    EXP_ERROR,
    EXPM1_BELOW,
    EXPM1_ERROR,
    GROWTH,
    LARGEST,
    LARGEST_ANGLE,
    LARGEST_ERROR_ARGUMENT,
    LARGEST_EXPONENT,
    LARGEST_TANGENT,
    LEAST,
    LEAST_EXPONENT,
    LOG1P_ERROR,
    LOG_ERROR,
    MULTIPLY,
    NARROW_ARGUMENT,
    SATURATED,
    SINE_ERROR,
    SOFTPLUS_ERROR,
    SQRT,
    TINY,
    TURN_ERROR,
)
from verify.kernels.double_double.elementary import (
    arctangent,
    exponential,
    exponential_less_one,
    logarithm,
    logarithm_of_one_plus,
    shifted_sine,
)
from verify.kernels.double_double.gaussian import error_functions
from verify.kernels.double_double.tables import BELLS, PI

Unary = tuple[float, float, float, float]
Binary = tuple[float, float, float, float, float]


def closed(high: float, low: float, moved: float, error: float) -> float:
    """The radius: by how much the operands' radii move the value, and the value's own relative error; NaN beyond float64."""
    own = 0.0 if high == 0.0 else abs(high) * error + TINY
    return (moved + own + (low - low)) * GROWTH


def closed_but(zero: bool, high: float, low: float, moved: float, error: float) -> float:
    """The same of a function that is 0 where `zero` holds, and nowhere else: any other 0 is what underflowed."""
    return closed(high, low, moved if zero else moved + TINY, error)


def certain(high: float, radius: float) -> float:
    """A lower bound of the absolute value, rounded down; not positive, or NaN, where the ball touches 0."""
    return abs(high) * (2.0 - GROWTH) - radius * GROWTH


def ball_add(ah: float, al: float, ar: float, bh: float, bl: float, br: float) -> Binary:
    """a + b, without error where both are float64."""
    h, low = plus(ah, al, bh, bl)
    if al == 0.0 and bl == 0.0:  # two numbers of float64 add up exactly
        return h, low, (ar + br + (low - low)) * GROWTH, 1.0, 1.0
    return h, low, closed(h, low, ar + br, ADD), 1.0, 1.0


def ball_subtract(ah: float, al: float, ar: float, bh: float, bl: float, br: float) -> Binary:
    """a - b."""
    h, low, r, p, q = ball_add(ah, al, ar, -bh, -bl, br)
    return h, low, r, p, -q


def ball_negate(ah: float, al: float, ar: float) -> Unary:
    """-a."""
    return -ah, -al, ar, -1.0


def ball_multiply(ah: float, al: float, ar: float, bh: float, bl: float, br: float) -> Binary:
    """a b, moved by |a| db + |b| da + da db; without error where both are float64."""
    h, low = times(ah, al, bh, bl)
    moved = abs(ah) * br + abs(bh) * ar + ar * br
    if al == 0.0 and bl == 0.0 and abs(h) > LEAST:  # two numbers of float64 have an exact product
        return h, low, (moved + (low - low)) * GROWTH, bh, ah
    nothing = (ah == 0.0 and ar == 0.0) or (bh == 0.0 and br == 0.0)
    return h, low, moved + (low - low) if nothing else closed(h, low, moved, MULTIPLY) + TINY, bh, ah


def ball_divide(ah: float, al: float, ar: float, bh: float, bl: float, br: float) -> Binary:
    """a / b, moved by (da + |a/b| db) / (|b| - db), if b is not 0."""
    rest = certain(bh, br)
    if not (rest > 0.0 and LEAST < abs(bh) < LARGEST and (LEAST < abs(ah) < LARGEST or ah == 0.0)):
        return np.nan, np.nan, np.inf, np.nan, np.nan
    h, low = over(ah, al, bh, bl)
    underflow = 0.0 if ah == 0.0 else TINY
    return h, low, closed(h, low, (ar + abs(h) * br) / rest + underflow, DIVIDE), 1.0 / bh, -(h / bh)


def ball_sqrt(ah: float, al: float, ar: float) -> Unary:
    """sqrt(a), moved by da / sqrt(a), if a > 0."""
    if not (certain(ah, ar) > 0.0 and LEAST < ah < LARGEST):
        return np.nan, np.nan, np.inf, np.nan
    h, low = root(ah, al)
    return h, low, closed(h, low, ar / h, SQRT), 0.5 / h


def ball_exp(ah: float, al: float, ar: float) -> Unary:
    """exp(a), moved by exp(a) (da + da**2), as da < 1; nearly 0 far below 0."""
    if ah < LEAST_EXPONENT and ar < 1.0:
        return 0.0, 0.0, EXP_BELOW, 0.0
    if not (ah < LARGEST_EXPONENT and ar < 1.0):
        return np.nan, np.nan, np.inf, np.nan
    h, low = exponential(ah, al)
    return h, low, closed(h, low, h * (ar + ar * ar), EXP_ERROR), h


def ball_expm1(ah: float, al: float, ar: float) -> Unary:
    """exp(a) - 1, moved as exp(a)."""
    if ah < SATURATED and ar < 1.0:
        return -1.0, 0.0, EXPM1_BELOW, 0.0
    if not (ah < LARGEST_EXPONENT and ar < 1.0):
        return np.nan, np.nan, np.inf, np.nan
    h, low = exponential_less_one(ah, al)
    return h, low, closed_but(ah == 0.0, h, low, (GROWTH + h) * (ar + ar * ar), EXPM1_ERROR), 1.0 + h


def ball_log(ah: float, al: float, ar: float) -> Unary:
    """log(a), moved by da / (a - da), if a > 0."""
    rest = certain(ah, ar)
    if not (rest > 0.0 and LEAST < ah < LARGEST):
        return np.nan, np.nan, np.inf, np.nan
    h, low = logarithm(ah, al)
    return h, low, closed_but(ah == 1.0 and al == 0.0, h, low, ar / rest, LOG_ERROR), 1.0 / ah


def ball_log1p(ah: float, al: float, ar: float) -> Unary:
    """log(1 + a), moved by da / (1 + a - da), if a > -1."""
    bh, _ = plus(1.0, 0.0, ah, al)
    rest = certain(bh, ar)
    if not (rest > 0.0 and LEAST < bh < LARGEST):
        return np.nan, np.nan, np.inf, np.nan
    h, low = logarithm_of_one_plus(ah, al)
    return h, low, closed_but(ah == 0.0, h, low, ar / rest, LOG1P_ERROR), 1.0 / bh


def ball_softplus(ah: float, al: float, ar: float) -> Unary:
    """log(1 + exp(a)) = max(a, 0) + log1p(exp(-|a|)), moved by its slope, which grows by exp(da) at most, and is at most 1."""
    if not (abs(ah) < -LEAST_EXPONENT and ar < 1.0):
        far = certain(ah, ar) > 1.0 - LEAST_EXPONENT
        radius = EXP_BELOW if ah < 0.0 else ar * GROWTH + EXP_BELOW
        high, low = (0.0, 0.0) if ah < 0.0 else (ah, al)
        return high, low, radius if far else np.inf, 0.0 if ah < 0.0 else 1.0
    eh, el = exponential(-ah, -al) if ah >= 0.0 else exponential(ah, al)
    h, low = logarithm_of_one_plus(eh, el)
    slope = (eh if ah < 0.0 else 1.0) / (1.0 + eh)
    h, low = plus(h, low, ah, al) if ah >= 0.0 else (h, low)
    return h, low, closed(h, low, min(slope * (1.0 + ar + ar * ar), 1.0) * ar, SOFTPLUS_ERROR), slope


def ball_turned(ah: float, al: float, ar: float, quarters: int) -> Unary:
    """sin(a + quarters pi/2), moved by |cos| da + da**2; somewhere in [-1, 1] where a is too large."""
    if not (abs(ah) < LARGEST_ANGLE and ar < 1.0):
        return 0.0, 0.0, 1.0 + (ah - ah) + (ar - ar), np.nan
    h, low, slope = shifted_sine(ah, al, quarters)
    moved = (abs(slope) * GROWTH + ar + SINE_ERROR) * ar + abs(ah) * TURN_ERROR
    return h, low, closed_but(ah == 0.0, h, low, moved, SINE_ERROR), slope


def ball_sin(ah: float, al: float, ar: float) -> Unary:
    """sin(a)."""
    return ball_turned(ah, al, ar, 0)


def ball_cos(ah: float, al: float, ar: float) -> Unary:
    """cos(a)."""
    return ball_turned(ah, al, ar, 1)


def ball_atan(ah: float, al: float, ar: float) -> Unary:
    """atan(a), moved by da / (1 + t**2) for the least |t| in the ball."""
    if not (abs(ah) < LARGEST_TANGENT):
        return np.nan, np.nan, np.inf, np.nan
    h, low = arctangent(ah, al)
    least = max(certain(ah, ar), 0.0)
    return h, low, closed_but(ah == 0.0, h, low, ar / (1.0 + least * least), ATAN_ERROR), 1.0 / (1.0 + ah * ah)


def ball_abs(ah: float, al: float, ar: float) -> Unary:
    """|a|; it has no slope where the ball touches 0."""
    slope = (1.0 if ah > 0.0 else -1.0) if certain(ah, ar) > 0.0 else np.nan
    return (ah, al, ar, slope) if ah >= 0.0 else (-ah, -al, ar, slope)


def ball_sign(ah: float, al: float, ar: float) -> Unary:
    """The sign, if the ball does not touch 0."""
    if not certain(ah, ar) > 0.0:
        return np.nan, np.nan, np.inf, np.nan
    return (1.0 if ah > 0.0 else -1.0), 0.0, 0.0, 0.0


def ball_max(ah: float, al: float, ar: float, bh: float, bl: float, br: float) -> Binary:
    """The larger one, if the balls are apart, or both are one number of which no slope is known."""
    gap, _, r, _, _ = ball_subtract(ah, al, ar, bh, bl, br)
    if gap == 0.0 and r == 0.0:
        return ah, al, ar, np.nan, np.nan
    if not certain(gap, r) > 0.0:
        return np.nan, np.nan, np.inf, np.nan, np.nan
    return (ah, al, ar, 1.0, 0.0) if gap > 0.0 else (bh, bl, br, 0.0, 1.0)


def ball_min(ah: float, al: float, ar: float, bh: float, bl: float, br: float) -> Binary:
    """The smaller one, likewise."""
    h, low, r, p, q = ball_max(-ah, -al, ar, -bh, -bl, br)
    return -h, -low, r, p, q


def ball_erf(ah: float, al: float, ar: float) -> Unary:
    """erf(a), moved by its slope, which grows by no more than 4 |a| da of itself; nearly 1 or -1 far from 0."""
    sign = -1.0 if ah < 0.0 else 1.0
    if not (abs(ah) < LARGEST_ERROR_ARGUMENT and ar < NARROW_ARGUMENT):
        near = certain(ah, ar) > LARGEST_ERROR_ARGUMENT - NARROW_ARGUMENT
        return (sign if near else 0.0), 0.0, (ERFC_BELOW if near else 1.0) + (ah - ah) + (ar - ar), np.nan
    h, low, _, _ = error_functions(sign * ah, sign * al)
    slope = bell(ah, al)
    return sign * h, sign * low, closed_but(ah == 0.0, h, low, ar * slope * (1.0 + 4.0 * abs(ah) * ar), ERF_ERROR), slope


def ball_erfc(ah: float, al: float, ar: float) -> Unary:
    """erfc(a), likewise; 1 + erf(-a) for a < 0, and nearly 0 or 2 far from 0."""
    sign = -1.0 if ah < 0.0 else 1.0
    if not (abs(ah) < LARGEST_ERROR_ARGUMENT and ar < NARROW_ARGUMENT):
        near = certain(ah, ar) > LARGEST_ERROR_ARGUMENT - NARROW_ARGUMENT
        return (1.0 - sign if near else 1.0), 0.0, (ERFC_BELOW if near else 1.0) + (ah - ah) + (ar - ar), np.nan
    eh, el, ch, cl = error_functions(sign * ah, sign * al)
    slope = bell(ah, al)
    eh, el = plus_float(eh, el, 1.0)
    h, low = (eh, el) if ah < 0.0 else (ch, cl)
    return h, low, closed(h, low, ar * slope * (1.0 + 4.0 * abs(ah) * ar), ERFC_ERROR), -slope


def bell(ah: float, al: float) -> float:
    """2/sqrt(pi) exp(-a**2)."""
    ph, pl = times(ah, al, -ah, -al)
    h, _ = exponential(ph, pl)
    return BELLS[0] * h


def ball_pi() -> Unary:
    """The circle's constant."""
    return PI[0], PI[1], PI[0] * ADD, 0.0
