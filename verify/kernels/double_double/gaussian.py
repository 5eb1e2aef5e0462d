"""The error function of double-doubles, from its values at multiples of 1/32 and Taylor's series about the nearest one.

With h = a - c the series is 2/sqrt(pi) exp(-c**2) times the sum of t_n/(n + 1), where t_0 = h, t_-1 = 0 and
t_n = (-2 c h t_(n-1) - 2 h**2 t_(n-2)) / n: exp(-(c + h)**2) obeys y' = -2 (c + h) y. Lowered like `elementary`.
"""

from __future__ import annotations

from verify.kernels.double_double.arithmetic import Pair, plus, plus_float, times
from verify.kernels.double_double.tables import BELLS, ERFC, ERFS, INVERSES_TO_24
from verify.kernels.elementary.bits import bits
from verify.kernels.elementary.vectorised import ROUND

Six = tuple[float, float, float, float, float, float]


def next_term(
    ah: float, al: float, bh: float, bl: float, th: float, tl: float, uh: float, ul: float, sh: float, sl: float, n: int
) -> Six:
    """t_n, t_(n-1) and the sum, for a = -2 c h and b = -2 h**2."""
    ph, pl = times(ah, al, th, tl)
    qh, ql = times(bh, bl, uh, ul)
    ph, pl = plus(ph, pl, qh, ql)
    ph, pl = times(ph, pl, INVERSES_TO_24[2 * n], INVERSES_TO_24[2 * n + 1])
    qh, ql = times(ph, pl, INVERSES_TO_24[2 * n + 2], INVERSES_TO_24[2 * n + 3])
    sh, sl = plus(sh, sl, qh, ql)
    return ph, pl, th, tl, sh, sl


def small_term(a: float, b: float, t: float, u: float, s: float, n: int) -> tuple[float, float, float]:
    """The same in float64, for terms that are small enough."""
    p = (a * t + b * u) * INVERSES_TO_24[2 * n]
    return p, t, s + p * INVERSES_TO_24[2 * n + 2]


def bell_integral(ah: float, al: float, c: float) -> Pair:
    """The sum of t_n/(n + 1): the integral of exp(c**2 - t**2) from c to a, where |a - c| <= 1/64 and 0 <= c < 8."""
    hh, hl = plus_float(ah, al, -c)
    th, tl, uh, ul, sh, sl = hh, hl, 0.0, 0.0, hh, hl
    ah, al = times(hh, hl, -2.0 * c, 0.0)
    bh, bl = times(hh, hl, -2.0 * hh, -2.0 * hl)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 1)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 2)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 3)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 4)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 5)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 6)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 7)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 8)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 9)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 10)
    th, tl, uh, ul, sh, sl = next_term(ah, al, bh, bl, th, tl, uh, ul, sh, sl, 11)
    t, u, s = small_term(ah, bh, th, uh, 0.0, 12)
    t, u, s = small_term(ah, bh, t, u, s, 13)
    t, u, s = small_term(ah, bh, t, u, s, 14)
    t, u, s = small_term(ah, bh, t, u, s, 15)
    t, u, s = small_term(ah, bh, t, u, s, 16)
    t, u, s = small_term(ah, bh, t, u, s, 17)
    t, u, s = small_term(ah, bh, t, u, s, 18)
    t, u, s = small_term(ah, bh, t, u, s, 19)
    t, u, s = small_term(ah, bh, t, u, s, 20)
    t, u, s = small_term(ah, bh, t, u, s, 21)
    return plus_float(sh, sl, s)


def error_functions(ah: float, al: float) -> tuple[float, float, float, float]:
    """erf(a) and erfc(a) for 0 <= a < 8 - 1/64."""
    t = ah * 32.0 + ROUND
    j = 2 * (bits(t) & 255)
    sh, sl = bell_integral(ah, al, (t - ROUND) / 32.0)
    sh, sl = times(sh, sl, BELLS[j], BELLS[j + 1])
    eh, el = plus(ERFS[j], ERFS[j + 1], sh, sl)
    ch, cl = plus(ERFC[j], ERFC[j + 1], -sh, -sl)
    return eh, el, ch, cl
