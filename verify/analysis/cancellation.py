"""Catastrophic cancellation: the subtraction of nearly equal numbers that already carry errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from verify.analysis.lost_bits import grown_bits, lost_bits
from verify.analysis.trace import Trace
from verify.core.expression import Expression
from verify.ops import OPERATIONS

# Operations whose result may be far smaller than both operands: two operands, each passed on with factor 1 or -1.
SUMS: Final = frozenset(name for name, row in OPERATIONS.items() if row.arity == 2 and set(row.partials) <= {"1", "-1"})
DIGITS: Final = 17  # enough to tell any two float64 apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """A sum or difference whose operands agree in their leading digits, so that their errors lead in the result.

    left, right : both operands as computed, decimal, 17 significant digits
    shared_digits : leading decimal digits that both have in common and that the result has lost
    bits : the same in bits
    """

    operation: str
    expression: str
    left: str
    right: str
    shared_digits: int
    bits: float


def worst_cancellation(trace: Trace) -> Cancellation | None:
    """The one that does most harm to the result; None where nothing that carries an error cancels, as in x - 1 near 1."""
    found = [(harm, bits, node) for node in trace.order if node.op in SUMS for harm, bits in _harm(trace, node)]
    if not found:
        return None
    _, bits, node = max(found, key=lambda one: one[:2])
    left, right = (_text(trace.computed[arg]) for arg in node.args)
    return Cancellation(
        operation=node.op,
        expression=str(node),
        left=left,
        right=right,
        shared_digits=shared_digits(bits),
        bits=bits,
    )


def _harm(trace: Trace, node: Expression) -> list[tuple[float, float]]:
    """Bits lost in the result through the node's error, and bits cancelled in the node: one pair, or none."""
    result = trace.computed[node]
    largest = max(abs(trace.computed[arg]) for arg in node.args)
    exact = trace.exact[node]
    error = exact.error_of(result)
    bits = grown_bits(largest / abs(result) if result else math.inf, trace.precision)
    own = lost_bits(error, exact.high, trace.precision)
    passed = lost_bits(error * trace.adjoint[node], trace.exact[trace.root].high, trace.precision)
    if not math.isfinite(largest) or bits is None or bits < 1.0 or not own or passed == 0.0:
        return []
    return [(own if passed is None else passed, bits)]


def shared_digits(bits: float) -> int:
    """Decimal digits in so many bits. By size of the difference, not by text: 0.9999 and 1.0001 share three, not none."""
    return min(math.floor(bits * math.log10(2.0)), DIGITS)


def _text(value: float) -> str:
    return f"{value:.{DIGITS}g}"
