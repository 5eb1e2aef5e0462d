"""A method that raises at some points of many: the others keep their answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from verify.core.method import Answer

Raised = dict[int, Exception]

_PROBES: Final = 8


def in_parts(ask: Callable[[Any], Answer], points: Any) -> tuple[Answer, Raised]:
    """The answer at all points at once; where that raises, at halves of them, and so on, NaN at points that raise alone.

    For answers that are values and estimates, as those of other people's methods are. Where all of a few points raise errors of
    one type, every point does, it is taken: a fault of all answers is known after a few questions.

    Raises
    ------
    Exception : what was raised at all points, if it is so at every one.
    """
    try:
        return ask(points), {}
    except Exception as error:
        if len(points) < 2 or _at_all(ask, points[:: -(-len(points) // _PROBES)]):
            raise
        whole = Answer(values=np.full(len(points), np.nan), estimate=np.full(len(points), np.nan))
        raised = _fill(whole, ask, points, 0)
        if len(raised) == len(points):
            raise error
        return whole, raised


def _fill(whole: Answer, ask: Callable[[Any], Answer], points: Any, start: int) -> Raised:
    """Puts the answers at `points`, of which the first is number `start`, into their places of the whole."""
    raised, middle = Raised(), len(points) // 2
    for low, high in ((0, middle), (middle, len(points))):
        here = slice(start + low, start + high)
        try:
            found = ask(points[low:high])
            whole.values[here] = found.values
            whole.estimate[here] = np.nan if found.estimate is None else found.estimate
        except Exception as error:
            raised |= {start + low: error} if high - low == 1 else _fill(whole, ask, points[low:high], start + low)
    return raised


def _at_all(ask: Callable[[Any], Answer], points: Any) -> bool:
    """Whether each of the points raises by itself, and errors of one type."""
    raised = set()
    for number in range(len(points)):
        try:
            ask(points[number : number + 1])
        except Exception as error:
            raised.add(type(error))
        else:
            return False
    return len(raised) == 1
