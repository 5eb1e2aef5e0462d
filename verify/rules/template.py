"""Sides of rules, written in a notation of their own, and what becomes of them once operands are known.

A template is an expression over operand names, the rule's variables and these pseudo-operations, where `x` stands for the
rule's variable:

    D(e)                 derivative of e by x              D(e, y)             by y
    along(e, x, u, y, v) derivative of e along the direction with components u by x and v by y, not normalised
    vjp(e, x)            entry x of the covector times the Jacobian, where e is the sum over covector times function
    I(e, lo, hi)         integral of e over x              I(e, lo, hi, s)     over s; a limit may be `inf` or `-inf`
    improper(e, lo, hi)  the same where e is unbounded at a limit
    at(e, t)             e with t for x                    at(e, y, t, z, s)   e with t for y and s for z, at once
    compose(f, g)        f, which contains one outer operand, with g for that operand's variable
    sum(e, k, lo, hi)    the sum of e over whole k from lo to hi, which are numbers;  prod(e, k, lo, hi)   the product

D of D by another variable is a mixed derivative, `along` of D a Hessian-vector product, I of I a double integral.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from verify.core.claim import Claim, value_of
from verify.core.errors import ExpressionError, UsageError
from verify.core.expression import VARIABLE, Expression, apply
from verify.core.fold import nodes, variables
from verify.core.reader import read
from verify.ops import OPERATIONS
from verify.rules.expansion import Expander
from verify.rules.piece import INFINITY

# name: numbers of arguments that are understood
PSEUDO: Final = {
    "D": (1, 2), "along": (3, 5, 7, 9), "vjp": (2,), "I": (3, 4), "improper": (3, 4), "at": (2, 3, 5, 7, 9, 11, 13),
    "compose": (2,), "sum": (4,), "prod": (4,),
}  # fmt: skip
# name: where the arguments stand that must be variables
_VARIABLES: Final = {
    "D": slice(1, None), "along": slice(1, None, 2), "vjp": slice(1, None), "I": slice(3, None), "improper": slice(3, None),
    "sum": slice(1, 2), "prod": slice(1, 2),
}  # fmt: skip
_BINDING: Final = frozenset({"I", "improper", "sum", "prod"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a rule's instance.

    combination : the side with each derivative and integral replaced by a hole, a variable `_d0`, `_i0`, ...; whoever fills
        the holes with numbers evaluates it in floating point
    holes : what is claimed for each hole
    fixed : variables that occur in claims of holes but not in `arguments`, with the value they have at every point; so
        `f'(g(x))` is claimed as d/ds f(g(x) + s) at s = 0
    exact : the side as one expression, derivatives worked out symbolically; None if it contains an integral
    claim : set where the side is one single claim, without `fixed`; a side without holes claims its value
    arguments : free variables of the side, sorted
    """

    combination: Expression
    holes: Mapping[str, Claim]
    fixed: Mapping[str, float]
    exact: Expression | None
    claim: Claim | None
    arguments: tuple[str, ...]


@cache
def read_template(text: str) -> Expression:
    """The template as a tree in which pseudo-operations are nodes.

    Raises
    ------
    ExpressionError : the text is no expression, or uses unknown operations or wrong numbers of arguments.
    """
    return read(text, _build)


def names(template: str) -> tuple[str, ...]:
    """Names in a template, sorted: operands and variables, without those that an integral, a sum or a product binds."""
    root = read_template(template)
    bound = {name.name for node in nodes(root) if node.op in _BINDING for name in _variable_arguments(node.op, node.args)}
    return tuple(name for name in variables(root) if name not in bound and name != INFINITY)


def expand(template: str, operands: Mapping[str, Expression], wrt: str = "x", outer: Mapping[str, str] | None = None) -> Side:
    """The side that `template` becomes with these operands.

    Parameters
    ----------
    operands : expression for each operand name
    wrt : the rule's variable
    outer : outer operand -> its variable, needed for `compose`

    Raises
    ------
    UsageError : a pseudo-operation is used on what it is not defined for, such as a derivative of a sum with an integral.
    """
    return side_of(Expander(operands, wrt, outer or {}), template)


def side_of(expander: Expander, template: str) -> Side:
    """The same, by an expander that other templates with the same operands use too; it remembers the side."""
    if template not in expander.sides:
        expander.sides[template] = _side(expander, template)
    side: Side = expander.sides[template]
    return side


def _side(expander: Expander, template: str) -> Side:
    piece = expander.expand(read_template(template))
    combination, holes, fixed = piece.finished()
    arguments = _arguments(combination, holes, fixed)
    if INFINITY in arguments:
        raise UsageError(f"{INFINITY} stands for a limit of an integral only, not for a number as in {template!r}")
    return Side(
        combination=combination,
        holes=holes,
        fixed=fixed,
        exact=piece.exact,
        claim=_single(combination, holes, fixed),
        arguments=arguments,
    )


def _single(combination: Expression, holes: Mapping[str, Claim], fixed: Mapping[str, float]) -> Claim | None:
    if not holes:
        return value_of(combination)
    return holes.get(combination.name) if combination.op == VARIABLE and not fixed else None


def _arguments(combination: Expression, holes: Mapping[str, Claim], fixed: Iterable[str]) -> tuple[str, ...]:
    free = set(variables(combination)) - set(holes)
    for claim in holes.values():
        free |= set(claim.arguments)
    return tuple(sorted(free - set(fixed)))


def _build(name: str, args: tuple[Expression, ...], column: int) -> Expression:
    if name not in PSEUDO and name not in OPERATIONS:
        raise ExpressionError(f"unknown operation {name!r}; besides the usual ones there are {', '.join(PSEUDO)}", column)
    allowed = PSEUDO.get(name) or (OPERATIONS[name].arity,)
    if len(args) not in allowed:
        raise ExpressionError(f"{name} takes {' or '.join(map(str, allowed))} arguments, not {len(args)}", column)
    for argument in _variable_arguments(name, args):
        if argument.op != VARIABLE:
            raise ExpressionError(f"{name} needs the name of a variable, not {argument}", column)
    return apply(name, *args)


def _variable_arguments(name: str, args: tuple[Expression, ...]) -> tuple[Expression, ...]:
    if name == "at":
        return args[1::2] if len(args) > 2 else ()
    return args[_VARIABLES[name]] if name in _VARIABLES else ()
