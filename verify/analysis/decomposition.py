"""The error of a number as a sum over the operations that made it: what each added, and how far that grew on its way."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Final

from verify.analysis.lost_bits import lost_bits
from verify.analysis.trace import Trace
from verify.core.expression import Expression

MOST_SHARES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One operation's part in the error of the result.

    born : log2 of the relative error that the operation itself adds, in unit roundoffs; at most 0 if it is correctly rounded
    amplified : log2 of the condition number of the result by this node: every atomic condition number on the way, multiplied
        along each path and summed over paths; negative where errors die out
    bits : born + amplified, log2 of the part in unit roundoffs of the result
    sign : 1 or -1; parts of unlike sign make up for each other
    """

    operation: str
    expression: str
    born: float
    amplified: float
    bits: float
    sign: int


def shares(traced: Trace) -> tuple[Share, ...]:
    """The operations that err at all, the heaviest first, equals in order of evaluation."""
    found = [share for node in traced.order if (share := _share(traced, node)) is not None]
    return tuple(sorted(found, key=lambda share: -share.bits))


def _share(traced: Trace, node: Expression) -> Share | None:
    part, local = traced.contribution(node), traced.local[node]
    value, result = traced.exact[node].high, traced.exact[traced.root].high
    born, bits = (_relative_bits(*pair, traced.precision.unit_roundoff) for pair in ((local, value), (part, result)))
    if born is None or bits is None:
        return None
    sign = 1 if part > 0.0 else -1
    return Share(operation=node.op, expression=str(node), born=born, amplified=bits - born, bits=bits, sign=sign)


def _relative_bits(error: float, value: float, unit: float) -> float | None:
    """log2 of |error/value| in units; None where there is no error, no value, or no number."""
    if error == 0.0 or value == 0.0 or not math.isfinite(error) or not math.isfinite(value):
        return None
    return math.log2(abs(error)) - math.log2(abs(value)) - math.log2(unit)


def total(traced: Trace) -> float:
    """The error of the result by first-order analysis, signed, absolute: all parts together; NaN if one is unknown.

    Parts often exceed their sum by far, as when two roots round alike before they are subtracted; so they are added exactly.
    """
    parts = [traced.contribution(node) for node in traced.order]
    return math.fsum(parts) if all(map(math.isfinite, parts)) else math.nan


def accounted_bits(traced: Trace) -> float | None:
    """Bits lost by the result, as far as `total` accounts for them; None where it is unknown."""
    return lost_bits(total(traced), traced.exact[traced.root].high, traced.precision)


def effective(traced: Trace) -> list[Expression]:
    """Nodes without those whose parts are equal and opposite, which undo each other exactly."""
    parts = {node: traced.contribution(node) for node in traced.order}
    unpaired = Counter(parts.values())
    return [node for node, part in parts.items() if part == 0.0 or unpaired[part] > unpaired[-part]]
