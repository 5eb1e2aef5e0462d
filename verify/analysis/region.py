"""The region of one input in which a finding holds: found by bisection over floats, outwards from where it was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from verify.core.errors import UsageError
from verify.core.precision import from_ordinal, ordinal

STEPS: Final = 64  # float64 has 2**64 numbers, so that this many doublings or halvings reach any of them


def failing_region(
    holds: Callable[[float], bool], at: float, low: float, high: float, steps: int = STEPS
) -> tuple[float, float]:
    """The interval around `at`, within [low, high], in which `holds` keeps being true.

    Parameters
    ----------
    holds : whether the finding holds at a coordinate; known to be true at `at`, where it is not asked
    steps : most calls of `holds` in each of four searches: outwards by doubling strides and inwards by bisection, on each side

    Returns
    -------
    Both ends are floats at which `holds` is true (or `at` itself). Where `steps` did not cut the search short, the float next
    to an end and outside is one at which it is false, or lies beyond `low` or `high`. Gaps narrower than the stride pass
    unseen, but the stride begins with one float, so that a finding at a single float is told from one over an interval.
    """
    if not low <= at <= high:
        raise UsageError(f"the point {at!r} lies outside [{low!r}, {high!r}], where the region was to be found")
    middle = ordinal(at)
    below, above = ordinal(low) - middle, ordinal(high) - middle

    def shifted(offset: int) -> bool:
        return holds(from_ordinal(middle + offset))

    left = _reach(lambda distance: shifted(-distance), -below, steps)
    right = _reach(shifted, above, steps)
    return from_ordinal(middle - left), from_ordinal(middle + right)


def _reach(holds: Callable[[int], bool], farthest: int, steps: int) -> int:
    """The largest distance up to `farthest` to which `holds` was seen to be true, from 0, where it is."""
    reached, stride = 0, 1
    for _ in range(steps):
        if reached == farthest:
            return reached
        probe = min(reached + stride, farthest)
        if not holds(probe):
            return _bisect(holds, reached, probe, steps)
        reached, stride = probe, 2 * stride
    return reached


def _bisect(holds: Callable[[int], bool], inside: int, outside: int, steps: int) -> int:
    for _ in range(steps):
        if outside - inside <= 1:
            break
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside
