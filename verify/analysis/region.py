"""The region of one input in which a finding holds: searched over floats, outwards from where it was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context
from typing import Final

from verify.core.errors import UsageError
from verify.core.precision import Precision, from_ordinal, ordinal

# Whether the finding holds at each of several coordinates; asked for many at once, as judging them together is cheaper.
Holds = Callable[[Sequence[float]], Sequence[bool]]
Interval = tuple[float, float]

_STRIDES: Final = 16  # doublings asked at once on each side
_SECTIONS: Final = 8  # parts into which a bracket is cut, on each side
EXACTLY: Final = 0
TO_THREE_DIGITS: Final = 2**40  # floats that share twelve leading bits
_DIGITS: Final = range(3, 18)
_TURNED: Final = {"<": ">", "<=": ">="}


def failing_region(
    holds: Holds, at: float, low: float, high: float, *, grain: int = 1, bracket: int = EXACTLY
) -> tuple[float, float]:
    """The interval around `at`, within [low, high], in which `holds` keeps being true.

    Parameters
    ----------
    holds : whether the finding holds at coordinates; known to be true at `at`, where it is not asked
    grain : float64s from one number of the precision under test to the next; 2**29 for float32
    bracket : float64s within which each end is to be known; EXACTLY for the last float

    Returns
    -------
    Both ends are floats at which `holds` is true (or `at` itself). At most max(grain, bracket) floats further outside it is
    false, or `low` or `high` ends the search. Gaps narrower than the stride pass unseen, but the stride begins with one
    number, so that a finding at a single number is told from one over an interval.

    Notes
    -----
    Strides double outwards, sixteen of them at once on both sides; then every question cuts both brackets in eight. Some
    200 numbers are looked at for three digits of both ends, and 500 for the last float.
    """
    if not low <= at <= high:
        raise UsageError(f"the point {at!r} lies outside [{low!r}, {high!r}], where the region was to be found")
    middle = ordinal(at)
    sides = [_Side(distance // grain, bracket // grain) for distance in (middle - ordinal(low), ordinal(high) - middle)]
    while any(questions := [side.questions() for side in sides]):
        signed = [sign * distance for sign, asked in zip((-1, 1), questions, strict=True) for distance in asked]
        answers = list(holds([from_ordinal(middle + grain * offset) for offset in signed]))
        sides[0].hear(questions[0], answers[: len(questions[0])])
        sides[1].hear(questions[1], answers[len(questions[0]) :])
    return from_ordinal(middle - grain * sides[0].inside), from_ordinal(middle + grain * sides[1].inside)


class _Side:
    """Distances on one side: `inside` is the largest at which it held, `outside` one at which it did not, if any is known."""

    def __init__(self, farthest: int, bracket: int) -> None:
        self.farthest, self.bracket = farthest, max(bracket, 1)
        self.inside, self.outside, self.stride = 0, farthest + 1, 1

    def questions(self) -> list[int]:
        """The next distances to ask about, in rising order; none when the end is known."""
        if self.outside - self.inside <= (1 if self.outside > self.farthest else self.bracket):
            return []
        if self.outside > self.farthest:
            strides = [self.inside + self.stride * (2**k - 1) for k in range(1, _STRIDES + 1)]
            return sorted({min(distance, self.farthest) for distance in strides})
        width = self.outside - self.inside
        return sorted({self.inside + width * part // _SECTIONS for part in range(1, _SECTIONS)} - {self.inside})

    def hear(self, asked: Sequence[int], answers: Sequence[bool]) -> None:
        """Move the ends to the first answer that is no."""
        searching = self.outside > self.farthest
        for distance, answer in zip(asked, answers, strict=True):
            if not answer:
                self.outside = distance
                return
            self.inside = distance
        if searching:
            self.stride *= 2**_STRIDES


def region_text(name: str, intervals: Sequence[Interval], form: Precision) -> str:
    """Intervals of a variable in words: "x >= 17.3", "0.25 <= |x| <= 3", "x <= -1 or x >= 8", "any x".

    Parameters
    ----------
    intervals : disjoint, rising
    form : an interval that reaches its largest number has no end; one that reaches its smallest ends at zero, without it
    """
    lines = [_one(name, low, high, form) for low, high in intervals]
    if len(intervals) == 2 and intervals[0][1] < 0.0 < intervals[1][0]:
        mirrored = _one(f"|{name}|", -intervals[0][1], -intervals[0][0], form)
        if mirrored == _one(f"|{name}|", *intervals[1], form):
            return mirrored
    return " or ".join(dict.fromkeys(lines))


def _one(name: str, low: float, high: float, form: Precision) -> str:
    if low == high:
        return f"{name} = {low:g}" if float(f"{low:g}") == low else f"{name} = {low!r}"
    open_below, open_above = low <= -form.huge, high >= form.huge
    if open_below and open_above:
        return f"any {name}"
    first, last = short_ends(low, high)
    below = "" if open_below else "0 < " if 0.0 < low <= form.smallest else f"{first} <= "
    above = "" if open_above else " < 0" if 0.0 < -high <= form.smallest else f" <= {last}"
    if below and above:
        return f"{below}{name}{above}"
    return f"{name}{above}" if above else f"{name} {_TURNED[below.split()[-1]]} {below.split()[0]}"


def short_ends(low: float, high: float) -> tuple[str, str]:
    """Both ends of an interval in the fewest digits, three or more, that stay inside it and apart."""
    for digits in _DIGITS:
        first = float(Context(prec=digits, rounding=ROUND_CEILING).create_decimal(low))
        last = float(Context(prec=digits, rounding=ROUND_FLOOR).create_decimal(high))
        if low <= first < last <= high and math.isfinite(first + last):
            return f"{first:.{digits}g}", f"{last:.{digits}g}"
    return repr(low), repr(high)
