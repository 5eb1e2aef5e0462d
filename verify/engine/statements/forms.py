"""What can be claimed of an expression, as text writes it: diff, grad, jacobian, hessian, integrate, limit and so on."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from verify.core.claim import (
    Claim,
    Component,
    area_slope_of,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    jvp_of,
    mixed_of,
    value_of,
    vjp_of,
)
from verify.core.errors import ExpressionError, UsageError
from verify.core.expression import Expression, variable
from verify.core.fold import substitute, variables
from verify.core.mapping import VectorFunction
from verify.engine.statements.riemann import limit_of_sum
from verify.engine.statements.statement import Array
from verify.engine.statements.terms import Terms

Claims = Array[Claim]


def read_claims(node: ast.expr, terms: Terms) -> Claims:
    """The claims that a left side makes, in rows if it is a list of lists.

    Raises
    ------
    ExpressionError : with the column, for what is no claim.
    """
    if isinstance(node, ast.List | ast.Tuple):
        return stacked([read_claims(item, terms) for item in node.elts], node)
    name = called(node)
    if name not in FORMS:
        return _single(value_of(terms.expression(node)))
    try:
        return FORMS[name](_Call(name, node, terms))
    except ExpressionError:
        raise
    except UsageError as error:
        raise ExpressionError(f"{name}: {error}", node.col_offset + 1) from None


def called(node: ast.expr) -> str:
    """The name of the function that is called, if it is a call of a name."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def stacked(parts: list[Array[Any]], node: ast.expr) -> Array[Any]:
    """One array from its rows or numbers."""
    column = node.col_offset + 1
    if not parts:
        raise ExpressionError("an empty list claims nothing", column)
    shapes = {part.shape for part in parts}
    if len(shapes) > 1 or len(parts[0].shape) > 1:
        raise ExpressionError("a list has numbers, or rows that are equally long", column)
    return Array((len(parts), *parts[0].shape), tuple(entry for part in parts for entry in part.entries))


class _Call:
    """The operands of one form."""

    def __init__(self, name: str, node: ast.expr, terms: Terms) -> None:
        assert isinstance(node, ast.Call)
        self.name, self.node, self.terms, self.args = name, node, terms, node.args
        if node.keywords:
            raise self.error(f"{name} takes no named arguments")
        if not node.args:
            raise self.error(f"{name} needs an expression, such as {EXAMPLES[name]}")

    def error(self, sentence: str, node: ast.expr | None = None) -> ExpressionError:
        return ExpressionError(sentence, (node or self.node).col_offset + 1)

    def outputs(self) -> tuple[Expression, ...]:
        """The first operand: an expression, or several in brackets."""
        first = self.args[0]
        items = first.elts if isinstance(first, ast.List | ast.Tuple) else [first]
        return tuple(self.terms.expression(item) for item in items)

    def output(self) -> Expression:
        if isinstance(self.args[0], ast.List | ast.Tuple):
            raise self.error(f"{self.name} takes one expression; for several write jacobian", self.args[0])
        return self.terms.expression(self.args[0])

    def name_of(self, node: ast.expr) -> str:
        if not isinstance(node, ast.Name):
            raise self.error(f"{self.name} needs a variable here, such as {EXAMPLES[self.name]}", node)
        return variable(node.id).name

    def inputs(self) -> tuple[str, ...]:
        """The variables of the second operand, or, without one, all that occur, sorted."""
        if len(self.args) > 2:
            raise self.error(f"{self.name} takes an expression and the variables, such as {EXAMPLES[self.name]}")
        if len(self.args) == 1:
            return tuple(sorted({name for output in self.outputs() for name in variables(output)}))
        given = self.args[1]
        return tuple(self.name_of(item) for item in (given.elts if isinstance(given, ast.List | ast.Tuple) else [given]))

    def pairs(self, start: int) -> tuple[Component, ...]:
        """Operands (x, 2), (y, 3) from `start` on."""
        return tuple((self.name_of(first), self.terms.expression(second)) for first, second in self.tuples(start, 2))

    def tuples(self, start: int, length: int) -> list[list[ast.expr]]:
        given = self.args[start:]
        if not given or not all(isinstance(item, ast.Tuple | ast.List) and len(item.elts) == length for item in given):
            raise self.error(f"{self.name} is written like {EXAMPLES[self.name]}")
        return [item.elts for item in given if isinstance(item, ast.Tuple | ast.List)]


def _single(claim: Claim) -> Claims:
    return Array((), (claim,))


def _diff(call: _Call) -> Claims:
    if called(call.args[0]) == "integrate":
        return _area_slope(call)
    by = call.terms.orders(call.name, call.args[1:], call.node)
    while called(call.args[0]) == "diff":
        call = _Call("diff", call.args[0], call.terms)
        by = call.terms.orders(call.name, call.args[1:], call.node) + by
    if isinstance(call.args[0], ast.List | ast.Tuple):
        parts = [_diff_of(output, by, call) for output in call.outputs()]
        return Array((len(parts),), tuple(parts))
    return _single(_diff_of(call.output(), by, call))


def _diff_of(root: Expression, by: list[str], call: _Call) -> Claim:
    by = by or _only(root, call)
    if len(set(by)) == 1:
        return derivative_of(root, by[0], len(by))
    *inner, first, last = by
    return mixed_of(call.terms.written_out(root, inner, call.node.col_offset + 1), first, last)


def _only(root: Expression, call: _Call) -> list[str]:
    if len(variables(root)) != 1:
        raise call.error(f"diff must name its variable, such as {EXAMPLES['diff']}")
    return list(variables(root))


def _area_slope(call: _Call) -> Claims:
    """diff(integrate(f(t), (t, a, x)), x): the slope of an area function."""
    by = call.terms.orders(call.name, call.args[1:], call.node)
    inner = _Call("integrate", call.args[0], call.terms)
    ((moving, lower, upper),) = inner.tuples(1, 3) if len(inner.args) == 2 else ((call.node, call.node, call.node),)
    t, x = inner.name_of(moving), by[0] if len(by) == 1 else ""
    body = inner.output()
    if not (isinstance(upper, ast.Name) and upper.id == x and (t == x or x not in variables(body))):
        raise call.error("of integrals, only diff(integrate(f, (t, a, x)), x) with x as the upper limit alone can be claimed")
    start = call.terms.expression(lower)
    if x in variables(start):
        raise call.error(f"the lower limit of an area function must not contain {x}", lower)
    return _single(area_slope_of(substitute(body, {t: variable(x)}), x, start))


def _grad(call: _Call) -> Claims:
    root, names = call.output(), call.inputs()
    return Array((len(names),), tuple(derivative_of(root, name) for name in names))


def _jacobian(call: _Call) -> Claims:
    function = VectorFunction(call.outputs(), call.inputs())
    rows = function.jacobian()
    return Array((len(rows), len(rows[0])), tuple(entry for row in rows for entry in row))


def _hessian(call: _Call) -> Claims:
    root, names = call.output(), call.inputs()
    return Array((len(names), len(names)), tuple(mixed_of(root, first, second) for first in names for second in names))


def _jvp(call: _Call) -> Claims:
    along = call.pairs(1)
    outputs = call.outputs()
    shape = (len(outputs),) if isinstance(call.args[0], ast.List | ast.Tuple) else ()
    return Array(shape, tuple(jvp_of(output, along) for output in outputs))


def _vjp(call: _Call) -> Claims:
    names = call.inputs()
    if len(names) != 1:
        raise call.error(f"vjp is written like {EXAMPLES['vjp']}")
    return _single(vjp_of(call.output(), names[0]))


def _hvp(call: _Call) -> Claims:
    if len(call.args) < 3:
        raise call.error(f"hvp is written like {EXAMPLES['hvp']}")
    return _single(hvp_of(call.output(), call.name_of(call.args[1]), call.pairs(2)))


def _integrate(call: _Call) -> Claims:
    ranges = call.tuples(1, 3)
    ends = [(call.name_of(name), call.terms.limit(lower, -1), call.terms.limit(upper, 1)) for name, lower, upper in ranges]
    body = call.output()
    if len(ends) == 1:
        name, lower, upper = ends[0]
        if lower is not None and upper is not None:
            return _single(integral_of(body, name, lower, upper))
        return _single(improper_of(body, name, lower, upper))
    limits = [(name, lower, upper) for name, lower, upper in ends if lower is not None and upper is not None]
    if len(ends) != 2 or len(limits) != 2:
        raise call.error("integrate takes one range, or two finite ones")
    return _single(double_of(body, limits[0], limits[1]))


def _limit(call: _Call) -> Claims:
    """limit(sum(f(k/n)/n, (k, 1, n)), n, inf)"""
    if called(call.args[0]) != "sum" or len(call.args) != 3 or not call.terms.is_infinite(call.args[2]):
        raise call.error(f"of limits, only those of Riemann sums can be claimed, such as {EXAMPLES['limit']}")
    inner = _Call("sum", call.args[0], call.terms)
    ranges = inner.tuples(1, 3)
    if len(ranges) != 1:
        raise inner.error(f"limit takes a sum over one index, such as {EXAMPLES['limit']}")
    ((index, first, last),) = ranges
    ends = (call.terms.expression(first), call.terms.expression(last))
    return _single(limit_of_sum(inner.output(), inner.name_of(index), *ends, call.name_of(call.args[1])))


FORMS: Final = MappingProxyType[str, Callable[[_Call], Claims]](
    {
        "diff": _diff, "grad": _grad, "gradient": _grad, "jacobian": _jacobian, "hessian": _hessian, "integrate": _integrate,
        "jvp": _jvp, "vjp": _vjp, "hvp": _hvp, "limit": _limit,
    }
)  # fmt: skip

EXAMPLES: Final = {
    "diff": "diff(x**2*y, x) or diff(x**5, x, 2)",
    "grad": "grad(x**2*y, (x, y))",
    "gradient": "gradient(x**2*y, (x, y))",
    "jacobian": "jacobian((2*x*y, x**2*y), (x, y))",
    "hessian": "hessian(x**2*y, (x, y))",
    "integrate": "integrate(x**2, (x, 0, 2))",
    "jvp": "jvp(x**2*y, (x, 2), (y, 3))",
    "vjp": "vjp(x**2*y, x)",
    "hvp": "hvp(x**2*y, x, (x, 2), (y, 3))",
    "limit": "limit(sum(k**2/n**3, (k, 1, n)), n, inf)",
    "sum": "sum(k**2, (k, 1, 10))",
}
