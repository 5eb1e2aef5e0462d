"""From a template and operands to holes and claims: the calculus of the pseudo-operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, reduce
from itertools import count
from typing import Any, NoReturn

from verify.core.claim import (
    Claim,
    Quantity,
    area_slope_of,
    derivative_of,
    double_of,
    hvp_of,
    improper_of,
    integral_of,
    jvp_of,
    mixed_of,
    vjp_of,
)
from verify.core.errors import UsageError
from verify.core.expression import VARIABLE, Expression, constant, variable
from verify.core.fold import nodes, substitute, variables
from verify.ops.calculus import ZERO, differentiate, fold_exact, plus, times
from verify.rules.piece import Piece, applied
from verify.rules.replacement import Replacement, replaced


class Expander:
    """Folds templates into pieces, for one set of operands; what templates have in common is worked out once."""

    def __init__(self, operands: Replacement, wrt: str, outer: Mapping[str, str]) -> None:
        self._operands = operands
        self._wrt = wrt
        self._outer = outer
        self._known: dict[Expression, Piece] = {}
        self.sides: dict[str, Any] = {}  # by template; see `template.side_of`
        # Holes are renumbered at the end; the letters keep these apart from finished names.
        self._holes = (f"_hole{number}" for number in count(1))
        self._numbers = count()
        self._pseudo: dict[str, Callable[[tuple[Piece, ...]], Piece]] = {
            "D": self._derivative,
            "along": self._along,
            "vjp": self._pulled_back,
            "I": self._integral,
            "improper": partial(self._integral, improper=True),
            "at": self._at,
            "compose": self._compose,
            "sum": partial(self._repeated, "add"),
            "prod": partial(self._repeated, "multiply"),
        }

    def expand(self, template: Expression) -> Piece:
        """The piece that the whole template becomes."""
        known = self._known
        for node in nodes(template):
            if node not in known:
                known[node] = self._visit(node, tuple([known[arg] for arg in node.args]))
        return known[template]

    def _visit(self, node: Expression, args: tuple[Piece, ...]) -> Piece:
        if node.op == VARIABLE:
            return self._leaf(node)
        if node.op in self._pseudo:
            return self._pseudo[node.op](args)
        return applied(node.op, args) if args else Piece(combination=node, exact=node)

    def _leaf(self, node: Expression) -> Piece:
        found = self._operands.get(node.name, node)
        return Piece(combination=found, exact=found, outer=frozenset({node.name} & self._outer.keys()))

    def _derivative(self, args: tuple[Piece, ...]) -> Piece:
        wrt = args[1].combination.name if len(args) == 2 else self._wrt
        of = args[0]
        claim = of.claim
        if claim is not None and claim.quantity is Quantity.INTEGRAL:
            return self._hole(_area_slope(claim, wrt), None, of)
        if of.exact is None:
            raise UsageError(f"the derivative of {of.combination} with an integral inside is no claim that methods answer")
        exact = differentiate(of.exact, wrt)
        if claim is not None and claim.quantity is Quantity.DERIVATIVE and claim.wrt == wrt:
            return self._hole(derivative_of(claim.expression, wrt, claim.order + 1), exact, of)
        if of.slope is not None:
            return self._hole(mixed_of(of.slope.expression, str(of.slope.wrt), wrt), exact, of)
        return self._hole(derivative_of(of.exact, wrt), exact, of)

    def _along(self, args: tuple[Piece, ...]) -> Piece:
        of = args[0]
        along = [(name.combination.name, component.plain) for name, component in zip(args[1::2], args[2::2], strict=True)]
        if of.exact is None:
            raise UsageError(f"the derivative of {of.combination} along a direction is no claim that methods answer")
        exact = reduce(plus, (times(component, differentiate(of.exact, name)) for name, component in along), ZERO)
        slope = of.slope
        claim = jvp_of(of.exact, along) if slope is None else hvp_of(slope.expression, str(slope.wrt), along)
        return self._hole(claim, exact, of)

    def _pulled_back(self, args: tuple[Piece, ...]) -> Piece:
        of, wrt = args[0], args[1].combination.name
        if of.exact is None:
            raise UsageError(f"{of.combination} with an integral inside cannot be pulled back")
        return self._hole(vjp_of(of.exact, wrt), differentiate(of.exact, wrt), of)

    def _integral(self, args: tuple[Piece, ...], improper: bool = False) -> Piece:
        over = args[3].combination.name if len(args) == 4 else self._wrt
        of, claim = args[0], args[0].claim
        if any(arg.exact is None for arg in args[1:3]):
            _refuse_nested(over)
        lower, upper = args[1].limit("lower"), args[2].limit("upper")
        if of.exact is None and (claim is None or improper or lower is None or upper is None):
            _refuse_nested(over)
        if improper or lower is None or upper is None:
            assert of.exact is not None
            return self._hole(improper_of(of.exact, over, lower, upper), None, of)
        if of.exact is not None:
            return self._hole(integral_of(of.exact, over, lower, upper), None, of)
        assert claim is not None
        if claim.quantity is not Quantity.INTEGRAL or claim.wrt == over or claim.lower is None or claim.upper is None:
            _refuse_nested(over)
        inner = (str(claim.wrt), claim.lower, claim.upper)
        return self._hole(double_of(claim.expression, inner, (over, lower, upper)), None, of)

    def _at(self, args: tuple[Piece, ...]) -> Piece:
        if len(args) == 2:
            return self._replace(args[0], {self._wrt: args[1].plain})
        return self._replace(args[0], {n.combination.name: to.plain for n, to in zip(args[1::2], args[2::2], strict=True)})

    def _compose(self, args: tuple[Piece, ...]) -> Piece:
        if len(args[0].outer) != 1:
            raise UsageError(f"compose needs exactly one outer operand on its left, not {sorted(args[0].outer)}")
        (name,) = args[0].outer
        return self._replace(args[0], {self._outer[name]: args[1].plain})

    def _repeated(self, join: str, args: tuple[Piece, ...]) -> Piece:
        body, index, first, last = args
        if index.combination.op != VARIABLE or index.combination.name in self._operands:
            raise UsageError(f"{index.combination} is an operand; the index of a sum or product has a name of its own")
        numbers = range(first.whole, last.whole + 1)
        if not numbers:
            raise UsageError(f"a sum or product from {first.combination} to {last.combination} has no terms")
        terms = [self._replace(body, {index.combination.name: constant(number)}) for number in numbers]
        return reduce(lambda total, term: applied(join, (total, term)), terms)

    def _replace(self, piece: Piece, replacement: Replacement) -> Piece:
        holes: dict[str, Claim] = {}
        fixed = dict(piece.fixed)
        renamed: dict[str, Expression] = dict(replacement)
        for name, claim in piece.holes.items():
            claim, shift = replaced(claim, replacement, lambda letter: f"_{letter}{next(self._numbers)}")
            fixed |= shift
            fresh = next(self._holes)
            holes[fresh], renamed[name] = claim, variable(fresh)
        return Piece(
            combination=fold_exact(substitute(piece.combination, renamed)),
            holes=holes,
            fixed=fixed,
            exact=None if piece.exact is None else fold_exact(substitute(piece.exact, replacement)),
            outer=piece.outer,
        )

    def _hole(self, claim: Claim, exact: Expression | None, of: Piece) -> Piece:
        name = next(self._holes)
        return Piece(combination=variable(name), holes={name: claim}, exact=exact, outer=of.outer)


def _area_slope(claim: Claim, wrt: str) -> Claim:
    """The slope by `wrt` of an integral with that upper limit."""
    assert claim.lower is not None
    assert claim.upper is not None
    if claim.upper is not variable(wrt) or wrt in variables(claim.lower):
        raise UsageError(f"d/d{wrt} of {claim} is no area slope: the upper limit must be {wrt}, the lower free of it")
    if claim.wrt != wrt and wrt in variables(claim.expression):
        raise UsageError(f"d/d{wrt} of {claim}: the integrand must not contain {wrt}")
    return area_slope_of(substitute(claim.expression, {str(claim.wrt): variable(wrt)}), wrt, claim.lower)


def _refuse_nested(over: str) -> NoReturn:
    raise UsageError(f"an integral within the integral over {over} is no claim that methods answer")
