"""Exact values: by the compiled filter where that is final, by ball arithmetic elsewhere. The one way to them in the engine."""

from __future__ import annotations

from typing import Any

from verify import kernels, oracle
from verify.core.claim import Claim
from verify.core.exact import Enclosures
from verify.core.expression import Expression
from verify.oracle import Comparison


def enclose(claim: Claim, points: Any) -> Enclosures:
    """`oracle.enclose`, filtered."""
    return oracle.enclose(claim, points, kernels.filter_balls)


def compare(left: Expression, right: Expression, arguments: tuple[str, ...], points: Any) -> Comparison:
    """`oracle.compare`, filtered."""
    return oracle.compare(left, right, arguments, points, kernels.filter_balls)
