"""Areas under sampled curves, such as ROC curves: nothing is known between the samples but what the rule assumes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from verify.core.errors import UsageError, unknown

_RULES: Final = ("trapezoid", "simpson")


def area_under(xs: Any, ys: Any, rule: str = "trapezoid") -> Any:
    """The area under the curve through the samples, from the first abscissa to the last.

    Parameters
    ----------
    xs : float64[n], n >= 2, not falling; two equal ones are a vertical step, which has no area. Strictly rising for "simpson",
        with n >= 3
    ys : float64[..., n], one curve or many
    rule : "trapezoid", exact for broken lines; or "simpson", a parabola for each two intervals, exact for one parabola

    Returns
    -------
    float64[...], the areas; of order 2 or 3 in the largest interval for smooth curves, 4 for "simpson" on equal intervals of
    even number

    Raises
    ------
    UsageError : shapes do not fit, too few samples, abscissae in another order or not finite.
    """
    x, y = np.asarray(xs, np.float64), np.asarray(ys, np.float64)
    if rule not in _RULES:
        raise unknown("rule", rule, _RULES)
    _check(x, y, rule)
    if rule == "trapezoid":
        return (np.diff(x) * (y[..., 1:] + y[..., :-1]) / 2.0).sum(axis=-1)
    return _simpson(x, y)


def _check(x: Any, y: Any, rule: str) -> None:
    least = 2 if rule == "trapezoid" else 3
    if x.ndim != 1 or len(x) < least:
        raise UsageError(f"xs has shape {x.shape}; the {rule} rule needs (n,) with n at least {least}")
    if y.ndim < 1 or y.shape[-1] != len(x):
        raise UsageError(f"ys has shape {y.shape}; its last length must be that of xs, {len(x)}")
    if not np.isfinite(x).all():
        raise UsageError(f"xs[{int(np.argmin(np.isfinite(x)))}] is not a finite number")
    steps = np.diff(x)
    wrong = steps < 0.0 if rule == "trapezoid" else steps <= 0.0
    if wrong.any():
        k = int(np.argmax(wrong))
        order = "must not fall" if rule == "trapezoid" else "must rise"
        raise UsageError(f"xs {order}, but xs[{k}] = {x[k]:.17g} is followed by {x[k + 1]:.17g}; sort them, or reverse both")


def _simpson(x: Any, y: Any) -> Any:
    """Parabolas through samples 0, 1, 2; 2, 3, 4; and so on; a last interval left over has that of the last three."""
    h = np.diff(x)
    even = len(h) // 2 * 2
    a, b = h[0:even:2], h[1:even:2]
    left, middle, right = y[..., 0:even:2], y[..., 1 : even + 1 : 2], y[..., 2 : even + 1 : 2]
    pairs = (a + b) / 6.0 * ((2.0 - b / a) * left + (a + b) ** 2 / (a * b) * middle + (2.0 - a / b) * right)
    total = pairs.sum(axis=-1)
    if even == len(h):
        return total
    a, b = h[-2], h[-1]
    first, second, last = y[..., -3], y[..., -2], y[..., -1]
    rest = (3.0 * a + 2.0 * b) / (a + b) * last + (3.0 * a + b) / a * second - b**2 / (a * (a + b)) * first
    return total + b / 6.0 * rest
