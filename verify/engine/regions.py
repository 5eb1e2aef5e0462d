"""In which intervals of its inputs a finding holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from verify.analysis.region import TO_THREE_DIGITS, Interval, failing_region, region_text
from verify.core.claim import BY_INTEGRATION, Claim
from verify.core.errors import VerifyError
from verify.core.method import Method
from verify.core.precision import FLOAT64, Precision, precision
from verify.core.verdict import Verdict
from verify.engine.ask import ask
from verify.engine.bounds import Bounds
from verify.engine.exact import enclose
from verify.engine.judge import Floats
from verify.engine.judge import judge as judge_points
from verify.engine.one import Judgement

# Regions of findings in more variables than this are of little help: each holds only along its own line.
_MOST_COORDINATES: Final = 3


def region_of(method: Method, judged: Judgement) -> str | None:
    """Where else the verdict of `judged` holds, in words: "|x| >= 17.3", or "x >= 2 at y = 3; any y at x = 5".

    Each coordinate moves alone, and is looked at on both sides of zero. None where no region is searched for: for integrals,
    whose exact values cost too much, and in many variables.
    """
    claim, form = judged.claim, precision(judged.dtype)
    if claim.quantity in BY_INTEGRATION or not 0 < len(claim.arguments) <= _MOST_COORDINATES:
        return None
    lines = [_line(method, judged, column, form) for column in range(len(claim.arguments))]
    return "; ".join(lines)


def _line(method: Method, judged: Judgement, column: int, form: Precision) -> str:
    claim, names = judged.claim, judged.claim.arguments
    start = np.array([judged.point[name] for name in names], np.float64)
    at = float(start[column])

    def holds(coordinates: Sequence[float]) -> list[bool]:
        rows = np.tile(start, (len(coordinates), 1))
        rows[:, column] = coordinates
        found = verdicts(method, claim, rows, form)
        return [verdict is judged.verdict for verdict in found]

    grain = 2 ** (FLOAT64.bits - form.bits)
    intervals: list[Interval] = []
    for centre in (at, -at):
        fresh = not any(low <= centre <= high for low, high in intervals)
        if fresh and (centre == at or holds([centre])[0]):
            low, high = -form.huge, form.huge
            intervals.append(failing_region(holds, centre, low, high, grain=grain, bracket=TO_THREE_DIGITS))
    text = region_text(names[column], sorted(intervals), form)
    others = ", ".join(f"{name} = {judged.point[name]:g}" for name in names if name != names[column])
    return f"{text} at {others}" if others else text


def verdicts(method: Method, claim: Claim, points: Floats, form: Precision) -> list[Verdict | None]:
    """The verdict at each of the points, float64[n, k] and exact in `form`; None where nothing can be judged."""
    try:
        reply = ask(method, claim, points, Bounds(form))
        judged = judge_points(reply.computed, enclose(claim, points), reply.allowed, form)
        return [Verdict.from_code(int(code)) for code in judged.verdict]
    except VerifyError:
        return [None] * len(points)
    except Exception:  # the method's own, and perhaps at one of the points only
        if len(points) == 1:
            return [Verdict.CRASHED]
    return [verdicts(method, claim, points[i : i + 1], form)[0] for i in range(len(points))]
