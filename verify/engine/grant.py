"""What libraries are granted beyond our own kernels: elementary functions that are merely inaccurate are no proof of a fault.

Our kernels are held to the accuracy in the operations' rows. Whoever else is asked computes with a library whose functions
may lose more, by the formulas of textbooks: that is INACCURATE and is calibrated, and only what exceeds it is WRONG.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from verify.adapters.null import Honest, Zero
from verify.core.budget import SAFETY, library_ulps
from verify.core.claim import Claim, Quantity
from verify.core.expression import Expression, apply
from verify.core.fold import fold, operations
from verify.core.method import Method
from verify.core.precision import Precision
from verify.engine.methods import is_ours
from verify.engine.rounding import rounding_bounds
from verify.ops import OPERATIONS
from verify.ops.calculus import instantiate, partial
from verify.ops.parsing import parse

# IEEE 754 asks for correct rounding of the rest: 1/2 ulp, or none at all.
_CORRECT: Final = 0.5

# Operations of which a partial is the result itself: what the result has lost, the slope has lost as well.
_COPIED: Final = frozenset(
    name for name, row in OPERATIONS.items() for argument in range(row.arity) if partial(name, argument) is row.node
)
_ORDERS: Final = MappingProxyType({Quantity.MIXED: 2, Quantity.HVP: 2})
_NAIVE: Final = MappingProxyType({name: parse(row.naive) for name, row in OPERATIONS.items() if row.naive is not None})


def needs_grant(method: Method) -> bool:
    """Whether a method computes with functions that we do not know: all but our kernels and the null adapters."""
    return not is_ours(method) and not isinstance(method, Honest | Zero)


@cache
def granted_accuracy(precision: Precision) -> MappingProxyType[str, float]:
    """Ulps granted to every operation that is not rounded correctly anyway."""
    least = library_ulps(precision)
    return MappingProxyType({name: max(row.accuracy, least) for name, row in OPERATIONS.items() if row.accuracy > _CORRECT})


def granted_bounds(claim: Claim, points: Any, precision: Precision) -> Any:
    """The textbook budget of a library, float64[n], for any claim that is not an integral; `points` is float64[n, k]."""
    found = _granted(claim, points, precision)
    if not _NAIVE.keys() & set(operations(claim.expression)):
        return found
    with np.errstate(all="ignore"):
        naive = _granted(replace(claim, expression=as_libraries_write(claim.expression)), points, precision)
    return np.where(np.isfinite(naive), np.maximum(found, naive), found)  # a removable singularity is removed by everybody


def _granted(claim: Claim, points: Any, precision: Precision) -> Any:
    found = rounding_bounds(claim, points, precision, granted_accuracy(precision))
    if claim.quantity is Quantity.VALUE:
        return found.textbook
    copies = _ORDERS.get(claim.quantity, max(claim.order, 1)) * _copies(claim.expression)
    with np.errstate(invalid="ignore", over="ignore"):
        copied = SAFETY * copies * library_ulps(precision) * 2.0 * precision.unit_roundoff * found.magnitude
    return found.textbook + np.where(np.isnan(copied), np.inf, copied)


def as_libraries_write(root: Expression) -> Expression:
    """`root` with the operations that libraries compute by a formula of their own written out."""

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        made = apply(node.op, *args) if args else node
        return instantiate(made, _NAIVE[node.op]) if node.op in _NAIVE else made

    return fold(root, visit)


def _copies(root: Expression) -> int:
    """The largest number of slopes on one path that are copies of a result."""
    return fold(root, lambda node, args: max(args, default=0) + (node.op in _COPIED))
