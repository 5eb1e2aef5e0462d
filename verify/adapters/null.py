"""Methods that exercise the checker: `zero` is always wrong, `honest` always right, a `liar` wrong in one operation.

They evaluate the symbolic derivative of our own graph in plain Python floats, so they share nothing with the kernels.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from verify.core.claim import Claim, Quantity
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant, variable
from verify.core.fold import fold, operations
from verify.core.method import Answer, Capabilities, Model
from verify.ops import OPERATIONS
from verify.ops.calculus import ZERO, instantiate, partial, plus, times
from verify.ops.parsing import apply_float

_POINTWISE: Final = Capabilities(quantities=frozenset({Quantity.VALUE, Quantity.DERIVATIVE}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Zero:
    """Answers 0 to everything: what a checker with an absolute tolerance lets pass wherever the truth is small."""

    name: str = "zero"
    version: str = "1"
    model: Model = Model.ROUNDING
    capabilities: Capabilities = _POINTWISE

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Zeros."""
        return Answer(values=np.zeros(len(points), dtype), evaluations=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Honest:
    """Forward differentiation by the chain rule, with one operation's partials off by the factor 1 + fault (0: honest)."""

    name: str = "honest"
    version: str = "1"
    model: Model = Model.ROUNDING
    capabilities: Capabilities = _POINTWISE
    operation: str | None = None
    fault: float = 0.0

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Values of the expression or of its derivative, each operation rounded to `dtype`."""
        program = claim.expression
        for _ in range(claim.order):
            program = derivative_with_fault(program, str(claim.wrt), self.operation)
        columns = dict(zip(claim.arguments, points.T.tolist(), strict=True))
        factor = 1.0 + self.fault if claim.order and self.operation in operations(claim.expression) else 1.0
        columns[_FACTOR] = [factor] * len(points)
        return Answer(values=np.array(_run(program, columns, len(points), dtype), dtype), evaluations=len(points))


_FACTOR: Final = "_factor"


@lru_cache(maxsize=1024)
def derivative_with_fault(root: Expression, wrt: str, operation: str | None) -> Expression:
    """The derivative of `root`, in which every partial of `operation` is multiplied by a variable called `_factor`."""
    factor = variable(_FACTOR)

    def visit(node: Expression, tangents: tuple[Expression, ...]) -> Expression:
        if node.op in (VARIABLE, CONSTANT):
            return constant(float(node.op == VARIABLE and node.name == wrt))
        total = ZERO
        for argument, tangent in enumerate(tangents):
            if tangent is ZERO:
                continue
            slope = instantiate(node, partial(node.op, argument))
            if node.op == operation and slope is not ZERO:
                slope = apply("multiply", slope, factor)
            total = plus(total, times(slope, tangent))
        return total

    return fold(root, visit)


def _run(program: Expression, columns: dict[str, list[float]], count: int, dtype: str) -> list[float]:
    rounded = _rounding(dtype)

    def visit(node: Expression, args: tuple[list[float], ...]) -> list[float]:
        if node.op == VARIABLE:
            return columns[node.name]
        if node.op == CONSTANT:
            return [node.value] * count
        row = OPERATIONS[node.op]
        if not args:
            return rounded([row.evaluate()] * count)
        try:
            return rounded(map(row.evaluate, *args))
        except (ArithmeticError, ValueError):
            return rounded(apply_float(node.op, *values) for values in zip(*args, strict=True))

    return fold(program, visit)


def _rounding(dtype: str) -> Callable[[Iterable[float]], list[float]]:
    return list if dtype == "float64" else lambda values: [_to_float32(value) for value in values]


def _to_float32(value: float) -> float:
    try:
        single: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    return single


def liar(operation: str, fault: float) -> Honest:
    """A method that is right but for the partials of `operation`, which are off by the factor 1 + fault."""
    return Honest(name=f"liar:{operation}:{fault!r}", operation=operation, fault=fault)


METHODS: Final = (Zero(), Honest())
