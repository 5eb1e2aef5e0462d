"""The one walker over expressions, and what is immediate from it. Never recursive, so depth is no limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from verify.core.expression import CONSTANT, VARIABLE, Expression, apply

T = TypeVar("T")


@lru_cache(maxsize=4096)
def nodes(root: Expression) -> tuple[Expression, ...]:
    """Every distinct node below and including `root`, operands before what uses them."""
    order: dict[Expression, None] = {}
    stack = [root]
    while stack:
        node, height = stack[-1], len(stack)
        if node not in order:  # spelled out, as this is done a million times in a run
            for arg in node.args[::-1]:
                if arg not in order:
                    stack.append(arg)
        if len(stack) == height:
            order[stack.pop()] = None
    return tuple(order)


def fold(root: Expression, visit: Callable[[Expression, tuple[T, ...]], T]) -> T:
    """`visit(node, results of its operands)` from the leaves up, once per distinct node.

    Every interpretation of an expression is a fold: evaluation, printing, differentiation, compilation.
    """
    results: dict[Expression, T] = {}
    for node in nodes(root):
        args = node.args
        if not args:
            results[node] = visit(node, ())
        elif len(args) == 1:  # spelled out, as this is done a million times in a run
            results[node] = visit(node, (results[args[0]],))
        else:
            results[node] = visit(node, tuple([results[arg] for arg in args]))
    return results[root]


@lru_cache(maxsize=4096)
def variables(root: Expression) -> tuple[str, ...]:
    """Names of the free variables, sorted."""
    return tuple(sorted(node.name for node in nodes(root) if node.op == VARIABLE))


@lru_cache(maxsize=4096)
def operations(root: Expression) -> tuple[str, ...]:
    """Names of the operations used, sorted."""
    return tuple(sorted({node.op for node in nodes(root)} - {VARIABLE, CONSTANT}))


def substitute(root: Expression, replacement: Mapping[str, Expression]) -> Expression:
    """`root` with variables replaced by expressions, all at once."""

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        if node.op == VARIABLE:
            return replacement.get(node.name, node)
        return apply(node.op, *args) if args else node

    return fold(root, visit)


def size(root: Expression) -> int:
    """Number of nodes of the tree: a shared node counts as often as it is used."""
    return fold(root, lambda _, args: 1 + sum(args))


def depth(root: Expression) -> int:
    """Operations on the longest path; a leaf has depth 0."""
    return fold(root, lambda _, args: 1 + max(args) if args else 0)
