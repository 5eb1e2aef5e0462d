"""Double-doubles: pairs of float64 whose sum is the number, high the float64 nearest to it.

Plain Python, lowered to instructions. Algorithms and bounds, in units of u**2 = 2**-106: Joldes, Muller and Popescu (2017),
Tight and rigorous error bounds for basic building blocks of double-word arithmetic, ACM TOMS 44(2), 15; the root is that of
Lefevre, Louvet, Muller, Picot and Rideau (2023), Accurate calculation of Euclidean norms using double-word arithmetic, ACM TOMS
49(1), 1.
"""

from __future__ import annotations

import math

from verify.kernels.elementary.fused import product_error

Pair = tuple[float, float]


def two_sum(a: float, b: float) -> Pair:
    """a + b without error (Knuth)."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def quick_sum(a: float, b: float) -> Pair:
    """a + b without error where |a| >= |b| (Dekker)."""
    s = a + b
    return s, b - (s - a)


def two_product(a: float, b: float) -> Pair:
    """a b without error."""
    p = a * b
    return p, product_error(a, b, p)


def plus(ah: float, al: float, bh: float, bl: float) -> Pair:
    """a + b, relative error below 3 + 13 u (algorithm 6)."""
    sh, sl = two_sum(ah, bh)
    th, tl = two_sum(al, bl)
    vh, vl = quick_sum(sh, sl + th)
    return quick_sum(vh, tl + vl)


def plus_float(ah: float, al: float, b: float) -> Pair:
    """a + b for a float64 b, relative error at most 2 (algorithm 4)."""
    sh, sl = two_sum(ah, b)
    return quick_sum(sh, al + sl)


def times(ah: float, al: float, bh: float, bl: float) -> Pair:
    """a b, relative error at most 5 (algorithm 10, as bounded by Muller and Rideau 2022, ACM TOMS 48(1), 9)."""
    p, e = two_product(ah, bh)
    return quick_sum(p, e + (ah * bl + al * bh))


def times_float(ah: float, al: float, b: float) -> Pair:
    """a b for a float64 b, relative error at most 3/2 + 4 u (algorithm 7)."""
    p, e = two_product(ah, b)
    th, tl = quick_sum(p, al * b)
    return quick_sum(th, tl + e)


def over(ah: float, al: float, bh: float, bl: float) -> Pair:
    """a / b, relative error at most 15 + 56 u (algorithm 17)."""
    q = ah / bh
    rh, rl = times_float(bh, bl, q)
    return quick_sum(q, ((ah - rh) + (al - rl)) / bh)


def root(ah: float, al: float) -> Pair:
    """sqrt(a) for a > 0, relative error at most 25/8."""
    s = math.sqrt(ah)
    p, e = two_product(s, s)
    return quick_sum(s, (al + ((ah - p) - e)) / (2.0 * s))
