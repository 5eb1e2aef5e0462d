"""Taylor arithmetic, derived from the rows' partials alone: the second witness, and bounds of high derivatives.

Coefficients are expressions that share their parts, so that one compiler turns them into ball code. The field operations have
their own recurrences; every other operation y = f(u) follows from y' = sum_j phi_j(u) u_j', read as
k y_k = sum_j sum_{i<k} phi_{j,i} (k - i) u_{j,k-i}, where the partial phi_j(u) is needed to one order less.
Griewank and Walther (2008), Evaluating Derivatives, chapter 13.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from flint import arb

from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, constant
from verify.core.fold import fold, nodes, operations
from verify.ops import OPERATIONS
from verify.ops.calculus import ONE, ZERO, depends, fold_exact, partial, plus, times
from verify.oracle.balls import Column, compile_program
from verify.oracle.primitives import STRICT, Arithmetic

# Nodes whose series are kept for later expressions; about 100 MB.
_MOST_KNOWN: Final = 50_000

Series = list[Expression]  # Taylor coefficients, lowest first; ZERO where one vanishes by structure


@lru_cache(maxsize=256)
def taylor(root: Expression, wrt: str, order: int) -> tuple[Expression, ...]:
    """The Taylor coefficients f^(k)/k! of `root` in `wrt`, for k = 0 to `order`, as expressions."""
    shared = _shared(wrt)
    if len(shared.known) > _MOST_KNOWN:
        shared.known.clear()
    return tuple(shared.of(exponential_powers(root, wrt), order))


@lru_cache(maxsize=8)
def _shared(wrt: str) -> _Taylor:
    """Series of sub-expressions serve every expression that contains them: operands of a rule stand in both its sides."""
    return _Taylor(wrt)


def derivative_balls(
    root: Expression, arguments: tuple[str, ...], wrt: str, order: int, columns: list[Column], arithmetic: Arithmetic = STRICT
) -> Column:
    """Enclosures of the derivative of that order, over columns of argument balls, at the current precision."""
    return derivatives_balls(root, arguments, wrt, (order,), columns, arithmetic)[0]


def derivatives_balls(
    root: Expression,
    arguments: tuple[str, ...],
    wrt: str,
    orders: tuple[int, ...],
    columns: list[Column],
    arithmetic: Arithmetic = STRICT,
) -> list[Column]:
    """The same for several orders, which share their work."""
    series = taylor(root, wrt, max(orders))
    # A kink leaves no trace in higher coefficients: the first one must exist as well, and the expression itself.
    outputs = (root, series[min(max(orders), 1)], *(series[order] for order in orders))
    value, slope, *found = compile_program(outputs, arguments, arithmetic, wrt).run(columns, len(columns[0]))
    exists = [a.is_finite() and b.is_finite() for a, b in zip(value, slope, strict=True)]
    return [_scaled(column, exists, math.factorial(order)) for order, column in zip(orders, found, strict=True)]


def _scaled(column: Column, exists: list[bool], factorial: int) -> Column:
    factor = arb(factorial)
    return [ball * factor if fine and ball.is_finite() else arb.nan() for ball, fine in zip(column, exists, strict=True)]


def exponential_powers(root: Expression, wrt: str) -> Expression:
    """`root` with a**b as exp(b*log(a)) where b depends on the variable: such a power has a derivative for a > 0 only.

    The row's own partial is also right for a <= 0 and constant b, by a case distinction that must not be differentiated.
    """

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        if node.op == "power" and depends(node.args[1], wrt):
            return apply("exp", args[1] * apply("log", args[0]))
        return apply(node.op, *args) if args else node

    return fold(root, visit) if "power" in operations(root) else root


class _Taylor:
    """Series of nodes, each extended as far as it is asked for."""

    def __init__(self, wrt: str) -> None:
        self.wrt = wrt
        self.known: dict[Expression, Series] = {}

    def of(self, root: Expression, order: int) -> Series:
        """Operands come first, so that nothing here recurses more than once per order."""
        for node in nodes(root):
            self.extend(node, order)
        return self.known[root][: order + 1]

    def extend(self, node: Expression, order: int) -> Series:
        series = self.known.setdefault(node, [node])
        for k in range(len(series), order + 1):
            series.append(self.coefficient(node, k))
        return series

    def coefficient(self, node: Expression, k: int) -> Expression:
        if not node.args:
            return ONE if k == 1 and node.op == VARIABLE and node.name == self.wrt else ZERO
        operands = [self.known[arg] for arg in node.args]
        if all(term is ZERO for series in operands for term in series[1 : k + 1]):
            return ZERO
        rule = _FIELD.get(node.op)
        return self.chain(node, operands, k) if rule is None else rule(k, self.known[node], *operands)

    def chain(self, node: Expression, operands: list[Series], k: int) -> Expression:
        """y_k = phi_0 u_k + (sum_{0<i<k} phi_i (k - i) u_{k-i}) / k, summed over the operands."""
        leading, rest = ZERO, ZERO
        for argument, u in enumerate(operands):
            if all(term is ZERO for term in u[1 : k + 1]):
                continue
            phi = self.formula(node, partial(node.op, argument), k - 1)
            leading = plus(leading, times(phi[0], u[k]))
            for i in range(1, k):
                rest = plus(rest, times(phi[i], times(constant(k - i), u[k - i])))
        return plus(leading, rest if rest is ZERO else apply("divide", rest, k))

    def formula(self, node: Expression, formula: Expression, order: int) -> Series:
        """The series of a formula over argument names, at the node's operands."""
        named = dict(zip(OPERATIONS[node.op].arguments, node.args, strict=True))

        def visit(part: Expression, args: tuple[Expression, ...]) -> Expression:
            instance = named[part.name] if part.op == VARIABLE else apply(part.op, *args) if args else part
            if args and all(arg.op == CONSTANT for arg in args):
                instance = fold_exact(instance)
            self.extend(instance, order)
            return instance

        return self.known[fold(formula, visit)]


def _multiply(k: int, _: Series, u: Series, v: Series) -> Expression:
    total = ZERO
    for i in range(k + 1):
        total = plus(total, times(u[i], v[k - i]))
    return total


def _divide(k: int, y: Series, u: Series, v: Series) -> Expression:
    total = u[k]
    for i in range(k):
        total = plus(total, _negate(times(y[i], v[k - i])))
    return total if total is ZERO else apply("divide", total, v[0])


def _negate(term: Expression) -> Expression:
    return term if term is ZERO else apply("negate", term)


_FIELD: Final[Mapping[str, Callable[..., Expression]]] = {
    "add": lambda k, _, u, v: plus(u[k], v[k]),
    "subtract": lambda k, _, u, v: plus(u[k], _negate(v[k])),
    "negate": lambda k, _, u: _negate(u[k]),
    "multiply": _multiply,
    "divide": _divide,
}
