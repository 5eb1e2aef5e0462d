"""Where a derivative comes from: adjoints of every node, and how much each operation's partials contribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.core.expression import CONSTANT, VARIABLE, Expression
from verify.core.fold import nodes
from verify.kernels.machine import node_adjoints, node_tangents


@dataclass(slots=True, kw_only=True)
class NodeArrays:
    """float64[nodes, n], nodes in the order of `core.fold.nodes`: values, and derivatives of the root by each node."""

    values: Any
    adjoints: Any


def adjoints(expression: Expression, arguments: Sequence[str], points: Any) -> NodeArrays:
    """Value and adjoint of every node at every point, in float64."""
    values, found = node_adjoints(expression, arguments, points, "float64")
    return NodeArrays(values=values, adjoints=found)


def node_values(expression: Expression, arguments: Sequence[str], points: Any, dtype: str) -> Any:
    """float64[nodes, n]: what our kernels compute at every node, in the order of `core.fold.nodes`."""
    return node_adjoints(expression, arguments, points, dtype)[0].astype(np.float64)


def contributions(expression: Expression, arguments: Sequence[str], points: Any, wrt: str) -> Mapping[str, Any]:
    """float64[n] for each operation: |change of d/dwrt per relative fault of all partials of that operation|.

    It is |sum over its nodes of adjoint * tangent|, as a node's tangent is proportional to its partials. Operations that the
    variable does not reach are left out.
    """
    order = nodes(expression)
    _, adjoint = node_adjoints(expression, arguments, points, "float64")
    _, tangent = node_tangents(expression, arguments, points, wrt, "float64")
    with np.errstate(all="ignore"):
        flows = np.where(tangent == 0.0, 0.0, adjoint * tangent)
    found: dict[str, Any] = {}
    for node, flow in zip(order, flows, strict=True):
        if node.op not in (VARIABLE, CONSTANT) and flow.any():
            with np.errstate(over="ignore", invalid="ignore"):
                found[node.op] = found.get(node.op, 0.0) + flow
    return {name: np.abs(found[name]) for name in sorted(found)}
