"""Proofs over boxes: that an expression is defined, or smooth, everywhere in one. By balls, with bisection."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
from flint import arb

from verify.core.budget import PRECISIONS_TRIED
from verify.core.domain import Interval
from verify.core.expression import Expression
from verify.core.fold import variables
from verify.ops import OPERATIONS
from verify.ops import interval as floats
from verify.oracle.jets import exponential_powers
from verify.oracle.kinks import Obstacle, value_obstacle
from verify.oracle.precision import working_precision

Box = Mapping[str, Interval]

# Boxes examined before a proof is given up: enough for a few narrow places in two variables, and under 0.1 s.
_BOXES: Final = 256


def prove_domain(expression: Expression, box: Box) -> bool:
    """Whether the expression is proved to be defined at every point of the box; False where no proof was found."""
    return _prove(expression, box, ())


def prove_smooth(expression: Expression, box: Box) -> bool:
    """Whether all partial derivatives are proved to exist at every point of the box; False where no proof was found."""
    for name in variables(expression):
        expression = exponential_powers(expression, name)  # 0**2 is smooth in its base, not in its exponent
    return _prove(expression, box, OPERATIONS)


def _prove(expression: Expression, box: Box, smooth: Collection[str]) -> bool:
    names = variables(expression)
    pending = [{name: box[name] for name in names}]
    with working_precision(PRECISIONS_TRIED[0]):
        for _ in range(_BOXES):
            if not pending:
                return True
            piece = pending.pop()
            if not smooth and floats.enclose(expression, piece) is not None:
                continue  # exact ends, where a ball would reach over the edge of a closed domain
            balls = {name: arb(side.lo).union(arb(side.hi)) for name, side in piece.items()}
            obstacle = value_obstacle(expression, balls, smooth=smooth)
            if obstacle is Obstacle.NONE:
                continue
            halves = _halves(piece) if obstacle is Obstacle.OPEN else None
            if halves is None:
                return False
            pending.extend(halves)
    return False


def _halves(piece: dict[str, Interval]) -> list[dict[str, Interval]] | None:
    """The box cut across its widest side, at a number with few bits so that balls of the halves have exact ends."""
    name = max(piece, key=lambda each: piece[each].hi - piece[each].lo, default=None)
    if name is None:
        return None
    side = piece[name]
    middle = float(np.float32(side.lo / 2 + side.hi / 2))
    if not side.lo < middle < side.hi:
        return None
    return [{**piece, name: Interval(side.lo, middle)}, {**piece, name: Interval(middle, side.hi)}]
