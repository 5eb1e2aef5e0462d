"""The rounding error of a product: one fused multiply-add in compiled code, Dekker's splitting in plain Python."""

from __future__ import annotations

from typing import Final

_SPLIT: Final = 2.0**27 + 1.0


def product_error(a: float, b: float, product: float) -> float:
    """a b - product, where product is a b rounded: without error, both ways, but near the ends of float64's range.

    Dekker (1971), Numerische Mathematik 18, 224-242.
    """
    t, s = _SPLIT * a, _SPLIT * b
    upper, other = t - (t - a), s - (s - b)
    lower, rest = a - upper, b - other
    return ((upper * other - product) + upper * rest + lower * other) + lower * rest
