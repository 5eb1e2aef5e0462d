"""A floating-point program at one point, taken apart: each node's computed and exact value, local error and adjoint.

By first-order analysis the error of the result is the sum over nodes of local error times adjoint, where the local error of
a node is what its one rounding (or inaccurate evaluation) added, its operands taken as they were.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from verify.analysis.simplicity import round_to
from verify.core.errors import VerifyError
from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import nodes
from verify.core.precision import FLOAT64, Precision
from verify.kernels.blame import node_values
from verify.ops import OPERATIONS
from verify.ops.calculus import partial
from verify.ops.parsing import apply_float, evaluate
from verify.oracle.nodes import enclose_nodes, rounding_errors

Point = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Exact:
    """A double-double: the exact value is high + low to about 106 bits. NaN where there is none, high infinite beyond range."""

    high: float
    low: float

    def error_of(self, computed: float) -> float:
        """|computed - exact|; NaN where either is unknown."""
        return abs((computed - self.high) - self.low) if math.isfinite(self.high) else math.nan


UNKNOWN = Exact(math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened at every node of a program, in evaluation order; the last node is the result.

    local : error that the node itself added, signed, absolute; NaN where unknown
    adjoint : derivative of the result by the node at exact operands; NaN where unknown
    partials : derivative of the node by each operand there
    """

    order: tuple[Expression, ...]
    precision: Precision
    computed: Mapping[Expression, float]
    exact: Mapping[Expression, Exact]
    local: Mapping[Expression, float]
    adjoint: Mapping[Expression, float]
    partials: Mapping[Expression, tuple[float, ...]]

    @property
    def root(self) -> Expression:
        return self.order[-1]

    def overflows(self, node: Expression) -> bool:
        """Whether the node leaves the range of the precision, from operands within it."""
        return not math.isfinite(self.computed[node]) and all(math.isfinite(self.computed[arg]) for arg in node.args)

    def contribution(self, node: Expression) -> float:
        """What the node's own rounding did to the result, absolute and signed; 0 for nodes that round nothing."""
        return 0.0 if self.local[node] == 0.0 else self.local[node] * self.adjoint[node]


def trace(program: Expression, point: Point, precision: Precision, returned: float | None = None) -> Trace:
    """The program taken apart at `point`, whose coordinates are numbers of `precision`.

    returned : what a method gave for it. Elementary functions differ in their last bits: the C library's are taken, unless
        those of our kernels lead nearer to this number.
    """
    order = nodes(program)
    computed = run(order, point, precision)
    if returned is not None and computed[program] != returned:
        others = run_by_kernels(order, point, precision)
        computed = min(computed, others, key=lambda values: distance(values[program], returned))
    exact = exact_values(order, point)
    partials = {node: _partials(node, exact) for node in order}
    return Trace(
        order=tuple(order),
        precision=precision,
        computed=computed,
        exact=exact,
        local=_local_errors(order, computed),
        adjoint=_adjoints(order, partials),
        partials=partials,
    )


def run(order: Sequence[Expression], point: Point, precision: Precision) -> dict[Expression, float]:
    """Every node's value as a program in `precision` computes it; operands come before what uses them."""
    values: dict[Expression, float] = {}
    for node in order:
        if node.op == VARIABLE:
            value = float(point.get(node.name, math.nan))
        elif node.op == CONSTANT:
            value = node.value
        else:
            value = apply_float(node.op, *(values[arg] for arg in node.args))
        values[node] = value if precision.name == "float64" else round_to(value, precision.name)
    return values


def run_by_kernels(order: Sequence[Expression], point: Point, precision: Precision) -> dict[Expression, float]:
    """The same by our own kernels; NaN throughout where they do not know an operation."""
    names = tuple(sorted(point))
    row = np.array([[float(point[name]) for name in names]], dtype=np.float64)
    try:
        values = node_values(order[-1], names, row, precision.name)[:, 0].tolist()
    except VerifyError:
        values = [math.nan] * len(order)
    return dict(zip(order, values, strict=True))


def distance(a: float, b: float) -> float:
    """|a - b|, 0 for the same infinity or two NaN, infinite where it is no number."""
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    return abs(a - b) if math.isfinite(a - b) else math.inf


def exact_values(order: Sequence[Expression], point: Point) -> dict[Expression, Exact]:
    """Every node's exact value; UNKNOWN where it has none, or where the exact side has no formula."""
    names = tuple(sorted(point))
    try:
        found = enclose_nodes(order, names, [point[name] for name in names])
    except VerifyError:
        return dict.fromkeys(order, UNKNOWN)
    rows = zip(order, found.high.tolist(), found.low.tolist(), found.radius.tolist(), strict=True)
    return {node: Exact(high, low) if _known(high, radius) else UNKNOWN for node, high, low, radius in rows}


def _known(high: float, radius: float) -> bool:
    """Whether the enclosure is a number as far as float64 can tell."""
    return radius <= max(FLOAT64.unit_roundoff * abs(high), FLOAT64.smallest)


def _local_errors(order: Sequence[Expression], computed: Mapping[Expression, float]) -> dict[Expression, float]:
    """Computed value minus the exact result of the one operation on the computed operands; all nodes of a kind together."""
    local = dict.fromkeys(order, math.nan) | {node: 0.0 for node in order if node.op in (VARIABLE, CONSTANT)}
    by_operation: dict[str, list[Expression]] = defaultdict(list)
    for node in order:
        if node.op not in (VARIABLE, CONSTANT) and all(math.isfinite(computed[part]) for part in (node, *node.args)):
            by_operation[node.op].append(node)
    for name, group in by_operation.items():
        operands = np.array([[computed[arg] for arg in node.args] for node in group], dtype=np.float64)  # [n, 0] for pi
        results = np.array([computed[node] for node in group], dtype=np.float64)
        with suppress(VerifyError):
            local.update(zip(group, rounding_errors(name, operands, results).tolist(), strict=True))
    return local


def _partials(node: Expression, exact: Mapping[Expression, Exact]) -> tuple[float, ...]:
    """Derivatives by the operands, at their exact values rounded; those by constants are never needed and 0 here."""
    if not node.args:
        return ()
    at = dict(zip(OPERATIONS[node.op].arguments, (exact[arg].high for arg in node.args), strict=True))
    return tuple(0.0 if arg.op == CONSTANT else evaluate(partial(node.op, j), at) for j, arg in enumerate(node.args))


def _adjoints(order: Sequence[Expression], partials: Mapping[Expression, tuple[float, ...]]) -> dict[Expression, float]:
    adjoint = dict.fromkeys(order, 0.0)
    adjoint[order[-1]] = 1.0
    for node in reversed(order):
        for arg, slope in zip(node.args, partials[node], strict=True):
            if adjoint[node] != 0.0 and slope != 0.0:
                adjoint[arg] += adjoint[node] * slope
    return adjoint
