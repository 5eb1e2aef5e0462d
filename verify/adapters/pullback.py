"""A pulled-back derivative as libraries are asked for it: from one expression back to outputs and their weights."""

from __future__ import annotations

from verify.core.expression import CONSTANT, VARIABLE, Expression, constant
from verify.core.fold import variables

ONE = constant(1.0)


def outputs_of(paired: Expression, wrt: str) -> tuple[list[Expression], list[Expression]]:
    """Weights v_i and outputs f_i of a sum of products v_i f_i; a weight is a constant or a variable other than `wrt`.

    Terms that are no such product have weight 1, so that any expression is answered for.
    """
    terms, stack = [], [paired]
    while stack:
        node = stack.pop()
        if node.op == "add":
            stack.extend(reversed(node.args))
        else:
            terms.append(node)
    pairs = [_split(term, wrt) for term in terms]
    return [weight for weight, _ in pairs], [output for _, output in pairs]


def _split(term: Expression, wrt: str) -> tuple[Expression, Expression]:
    if term.op == "multiply":
        weight, output = term.args
        if weight.op in (CONSTANT, VARIABLE) and wrt not in variables(weight):
            return weight, output
    return ONE, term
