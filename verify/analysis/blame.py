"""Blame: in which operation an error is born, which operation amplifies it, and which subtraction cancels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from verify.analysis.cancellation import Cancellation, worst_cancellation
from verify.analysis.decomposition import MOST_SHARES, Share, accounted_bits, effective, shares
from verify.analysis.lost_bits import grown_bits, lost_bits
from verify.analysis.program import program_of, tangents_of
from verify.analysis.trace import Exact, Trace, exact_values, run, trace
from verify.core.claim import Claim
from verify.core.errors import VerifyError
from verify.core.expression import Expression
from verify.core.fold import nodes
from verify.core.precision import Precision, precision

Point = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLoss:
    """One node of the claim's expression, in order of evaluation.

    value : as computed in the dtype; None where that is no finite number
    lost_bits : of that value against the exact one; None where there is no exact one
    derivative_bits : the same of the node's derivative by the claim's variable; None for claims of values
    """

    expression: str
    op: str
    value: float | None
    lost_bits: float | None
    derivative_bits: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A node of the program that computes the claim. `bits` it cost the result, or by which it amplified an error."""

    operation: str
    expression: str
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Where the digits of one number went.

    nodes : the claim's expression, node by node
    program : what was taken apart: the expression itself, or the chain rule written out for a derivative
    born_at : largest local error times adjoint; None where every operation happens to be exact
    amplified_by : largest atomic condition number between there and the result; None where nothing on the way amplifies
    cancellation : the most harmful one, if any
    shares : the operations that add most to the error, with how much was born there and how far it grew
    accounted_bits : bits lost according to all shares together; None where something is unknown
    """

    program: str
    nodes: tuple[NodeLoss, ...]
    born_at: Place | None
    amplified_by: Place | None
    cancellation: Cancellation | None
    shares: tuple[Share, ...] = ()
    accounted_bits: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists, strings, numbers and None, all numbers finite."""
        return {**asdict(self), "nodes": [asdict(row) for row in self.nodes], "shares": [asdict(one) for one in self.shares]}


def explain(claim: Claim, point: Point, dtype: str, *, computed: float | None = None) -> Explanation:
    """The explanation of a VALUE or DERIVATIVE (or AREA_SLOPE) claim at a point; other claims have an empty one.

    Parameters
    ----------
    computed : what a method returned. Derivatives are explained by the program that comes nearest to it: the chain rule over
        stable partials, or over the formulas of the textbooks. Without it, stable ones.

    Raises
    ------
    UsageError : `dtype` is unknown. Undefined values, overflow and unknown operations raise nothing: entries are None.
    """
    form = precision(dtype)
    try:
        program = program_of(claim, point, form, computed)
    except VerifyError:
        program = None
    rows = node_losses(claim, point, form)
    if program is None:
        return Explanation(program="", nodes=rows, born_at=None, amplified_by=None, cancellation=None)
    traced = trace(program, point, form, computed)
    source = birthplace(traced)
    return Explanation(
        program=str(program),
        nodes=rows,
        born_at=None if source is None else born(traced, source),
        amplified_by=None if source is None else amplifier(traced, source),
        cancellation=worst_cancellation(traced),
        shares=shares(traced)[:MOST_SHARES],
        accounted_bits=accounted_bits(traced),
    )


def node_losses(claim: Claim, point: Point, form: Precision) -> tuple[NodeLoss, ...]:
    """A row for each node of the claim's expression."""
    order = nodes(claim.expression)
    tangents = tangents_of(claim)
    # One order of evaluation for nodes and tangents, which share most of their parts.
    union = list(dict.fromkeys(part for root in (*order, *tangents.values()) for part in nodes(root)))
    computed, exact = run(union, point, form), exact_values(union, point)
    return tuple(_row(node, tangents.get(node), computed, exact, form) for node in order)


def _row(
    node: Expression,
    tangent: Expression | None,
    computed: Mapping[Expression, float],
    exact: Mapping[Expression, Exact],
    form: Precision,
) -> NodeLoss:
    def loss(root: Expression) -> float | None:
        return lost_bits(exact[root].error_of(computed[root]), exact[root].high, form)

    return NodeLoss(
        expression=str(node),
        op=node.op,
        value=computed[node] if math.isfinite(computed[node]) else None,
        lost_bits=loss(node),
        derivative_bits=None if tangent is None else loss(tangent),
    )


def birthplace(traced: Trace) -> Expression | None:
    """The node whose own error weighs most in the result; the first of equals. None if none errs, or nothing is known.

    Errors that undo each other exactly weigh nothing, such as those of two equal roots of which one is subtracted.
    An operation that leaves the range has no error to weigh; it is blamed where roundings explain less than was lost.
    """
    known = [(abs(traced.contribution(node)), node) for node in effective(traced)]
    weight, node = max(((w, n) for w, n in known if not math.isnan(w)), key=lambda one: one[0], default=(0.0, traced.root))
    overflow = next((n for n in traced.order if traced.overflows(n)), None)
    if overflow is not None and result_loss(traced) > born(traced, node).bits + 1.0:
        return overflow
    return node if weight > 0.0 else None


def born(traced: Trace, source: Expression) -> Place:
    """The birthplace with the bits that its own error costs the result; all that were lost, if it overflowed."""
    own = lost_bits(traced.contribution(source), traced.exact[traced.root].high, traced.precision)
    bits = result_loss(traced) if traced.overflows(source) else own
    return Place(operation=source.op, expression=str(source), bits=bits or 0.0)


def result_loss(traced: Trace) -> float:
    """Bits that the result has lost; 0 where that is unknown."""
    root = traced.exact[traced.root]
    error = root.error_of(traced.computed[traced.root])
    return lost_bits(math.inf if math.isnan(error) else error, root.high, traced.precision) or 0.0


def amplifier(traced: Trace, source: Expression) -> Place | None:
    """The step of the heaviest path from `source` to the result that multiplies a relative error most, if by more than one."""
    steps = [(condition, node) for node, condition in conditions_on_path(traced, source) if not math.isnan(condition)]
    condition, node = max(steps, key=lambda step: step[0], default=(0.0, source))
    bits = grown_bits(condition, traced.precision)
    return Place(operation=node.op, expression=str(node), bits=bits) if bits is not None and bits > 0.0 else None


def conditions_on_path(traced: Trace, source: Expression) -> list[tuple[Expression, float]]:
    """Nodes from the result down to what uses `source`, each with its atomic condition number |phi v_operand / v_node|."""
    tangent = _tangents_from(traced, source)
    path, node = [], traced.root
    while node is not source and node.args:
        passed = [abs(slope * tangent[arg]) for arg, slope in zip(node.args, traced.partials[node], strict=True)]
        heaviest = max(range(len(passed)), key=lambda j: -math.inf if math.isnan(passed[j]) else passed[j])
        arg = node.args[heaviest]
        path.append((node, _atomic(traced.partials[node][heaviest], traced.exact[arg].high, traced.exact[node].high)))
        node = arg
    return path


def _atomic(slope: float, operand: float, result: float) -> float:
    if result == 0.0:
        return math.inf if slope * operand else math.nan
    return abs(slope * (operand / result))


def _tangents_from(traced: Trace, source: Expression) -> dict[Expression, float]:
    """Derivative of every node by `source`."""
    tangent: dict[Expression, float] = {}
    for node in traced.order:
        terms = (s * tangent[arg] for arg, s in zip(node.args, traced.partials[node], strict=True) if tangent[arg] != 0.0)
        tangent[node] = 1.0 if node is source else sum(terms)
    return tangent
