"""Where an integrand may be singular inside its path: places to cut an improper integral at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from verify.core.claim import Claim, value_of
from verify.core.exact import Status
from verify.core.expression import CONSTANT, Expression, apply, constant
from verify.core.fold import nodes, substitute
from verify.engine.exact import enclose
from verify.ops.parsing import apply_float, evaluate

_MOST_CONSTANTS: Final = 20
_TURNS: Final = 8  # multiples of pi/2 on either side


def pieces(claim: Claim, point: Mapping[str, float]) -> Iterator[tuple[Claim, Claim]]:
    """The integral in two, cut at each guessed place inside the path where the integrand has no value."""
    lower = -math.inf if claim.lower is None else evaluate(claim.lower, dict(point))
    upper = math.inf if claim.upper is None else evaluate(claim.upper, dict(point))
    for cut in _guesses(claim.expression):
        place = evaluate(cut, {})
        if min(lower, upper) < place < max(lower, upper) and _has_no_value(claim, cut, point):
            yield replace(claim, upper=cut), replace(claim, lower=cut)


def _guesses(integrand: Expression) -> Iterator[Expression]:
    """Zero, the constants of the integrand and quotients of integers as they stand in it, and multiples of pi/2."""
    written = [node for node in nodes(integrand) if node.op == CONSTANT or _constant_quotient(node)][:_MOST_CONSTANTS]
    yield constant(0.0)
    for node in written:
        yield from (node, apply("negate", node))
    for turns in range(1, _TURNS + 1):
        place = apply("divide", apply("multiply", constant(float(turns)), apply("pi")), constant(2.0))
        yield from (place, apply("negate", place))


def _constant_quotient(node: Expression) -> bool:
    if node.op != "divide" or any(arg.op != CONSTANT for arg in node.args):
        return False
    return math.isfinite(apply_float("divide", *(arg.value for arg in node.args)))


def _has_no_value(claim: Claim, cut: Expression, point: Mapping[str, float]) -> bool:
    there = value_of(substitute(claim.expression, {str(claim.wrt): cut}))
    row = np.array([[point[name] for name in there.arguments]], np.float64).reshape(1, len(there.arguments))
    return bool(enclose(there, row).status[0] != Status.DECIDED)
