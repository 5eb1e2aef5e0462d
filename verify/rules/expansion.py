"""From a template and operands to holes and claims: the calculus of the pseudo-operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from verify.core.claim import Claim, Quantity, area_slope_of, derivative_of, integral_of
from verify.core.errors import UsageError
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, variable
from verify.core.fold import fold, nodes, substitute, variables
from verify.ops.calculus import differentiate, fold_exact

_LETTER: Final = {Quantity.DERIVATIVE: "d", Quantity.AREA_SLOPE: "d", Quantity.INTEGRAL: "i"}

T = TypeVar("T")
Replacement = Mapping[str, Expression]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a part of a template has become: see `template.Side`. `outer` names the outer operands that it mentions."""

    combination: Expression
    holes: Mapping[str, Claim] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)
    exact: Expression | None
    outer: frozenset[str] = frozenset()

    @property
    def claim(self) -> Claim | None:
        """The claim that this piece is, if it is nothing else."""
        return self.holes.get(self.combination.name) if self.combination.op == VARIABLE else None

    def finished(self) -> tuple[Expression, dict[str, Claim], dict[str, float]]:
        """Combination, holes and fixed variables, with holes numbered in order of appearance."""
        combination = fold_exact(self.combination)
        used = [node.name for node in nodes(combination) if node.op == VARIABLE and node.name in self.holes]
        count: dict[str, int] = {}
        holes, renamed = {}, {}
        for name in used:
            letter = _LETTER[self.holes[name].quantity]
            number = count[letter] = count.get(letter, -1) + 1
            holes[f"_{letter}{number}"] = self.holes[name]
            renamed[name] = variable(f"_{letter}{number}")
        needed = {name for claim in holes.values() for name in claim.arguments}
        fixed = {name: value for name, value in self.fixed.items() if name in needed}
        return substitute(combination, renamed), holes, fixed


class Expander:
    """Folds a template into a `Piece`, for one set of operands."""

    def __init__(self, operands: Replacement, wrt: str, outer: Mapping[str, str]) -> None:
        self._operands = operands
        self._wrt = wrt
        self._outer = outer
        self._holes = 0
        self._shifts = 0
        self._pseudo: dict[str, Callable[[tuple[Piece, ...]], Piece]] = {
            "D": self._derivative,
            "I": self._integral,
            "at": self._at,
            "compose": self._compose,
        }

    def expand(self, template: Expression) -> Piece:
        """The piece that the whole template becomes."""
        return fold(template, self._visit)

    def _visit(self, node: Expression, args: tuple[Piece, ...]) -> Piece:
        if node.op == VARIABLE:
            return self._leaf(node)
        if node.op in self._pseudo:
            return self._pseudo[node.op](args)
        if not args:
            return Piece(combination=node, exact=node)
        parts = [arg.exact for arg in args if arg.exact is not None]
        return Piece(
            combination=apply(node.op, *(arg.combination for arg in args)),
            holes=_merged([arg.holes for arg in args]),
            fixed=_merged([arg.fixed for arg in args]),
            exact=fold_exact(apply(node.op, *parts)) if len(parts) == len(args) else None,
            outer=_mentioned(args),
        )

    def _leaf(self, node: Expression) -> Piece:
        found = self._operands.get(node.name, node)
        return Piece(combination=found, exact=found, outer=frozenset({node.name} & self._outer.keys()))

    def _derivative(self, args: tuple[Piece, ...]) -> Piece:
        wrt = args[1].combination.name if len(args) == 2 else self._wrt
        of = args[0]
        claim = of.claim
        if claim is not None and claim.quantity is Quantity.INTEGRAL:
            return self._hole(self._area_slope(claim, wrt), None, of.outer)
        if of.exact is None:
            raise UsageError(f"the derivative of {of.combination} with an integral inside is no claim that methods answer")
        exact = differentiate(of.exact, wrt)
        if claim is not None and claim.quantity is Quantity.DERIVATIVE and claim.wrt == wrt:
            return self._hole(derivative_of(claim.expression, wrt, claim.order + 1), exact, of.outer)
        return self._hole(derivative_of(of.exact, wrt), exact, of.outer)

    def _area_slope(self, claim: Claim, wrt: str) -> Claim:
        assert claim.lower is not None
        assert claim.upper is not None
        if claim.upper is not variable(wrt) or wrt in variables(claim.lower):
            raise UsageError(f"d/d{wrt} of {claim} is no area slope: the upper limit must be {wrt}, the lower free of it")
        if claim.wrt != wrt and wrt in variables(claim.expression):
            raise UsageError(f"d/d{wrt} of {claim}: the integrand must not contain {wrt}")
        return area_slope_of(substitute(claim.expression, {str(claim.wrt): variable(wrt)}), wrt, claim.lower)

    def _integral(self, args: tuple[Piece, ...]) -> Piece:
        over = args[3].combination.name if len(args) == 4 else self._wrt
        of, lower, upper = args[:3]
        if of.exact is None or lower.exact is None or upper.exact is None:
            raise UsageError(f"an integral within the integral over {over} is no claim that methods answer")
        return self._hole(integral_of(of.exact, over, lower.exact, upper.exact), None, of.outer)

    def _at(self, args: tuple[Piece, ...]) -> Piece:
        if len(args) == 2:
            return self._replace(args[0], {self._wrt: _plain(args[1])})
        names = (arg.combination.name for arg in args[1::2])
        return self._replace(args[0], dict(zip(names, map(_plain, args[2::2]), strict=True)))

    def _compose(self, args: tuple[Piece, ...]) -> Piece:
        if len(args[0].outer) != 1:
            raise UsageError(f"compose needs exactly one outer operand on its left, not {sorted(args[0].outer)}")
        (name,) = args[0].outer
        return self._replace(args[0], {self._outer[name]: _plain(args[1])})

    def _replace(self, piece: Piece, replacement: Replacement) -> Piece:
        holes: dict[str, Claim] = {}
        fixed = dict(piece.fixed)
        renamed: dict[str, Expression] = dict(replacement)
        for name, claim in piece.holes.items():
            claim, shift = self._replaced(claim, replacement)
            fixed |= shift
            fresh = self._fresh()
            holes[fresh], renamed[name] = claim, variable(fresh)
        return Piece(
            combination=substitute(piece.combination, renamed),
            holes=holes,
            fixed=fixed,
            exact=None if piece.exact is None else fold_exact(substitute(piece.exact, replacement)),
            outer=piece.outer,
        )

    def _replaced(self, claim: Claim, replacement: Replacement) -> tuple[Claim, dict[str, float]]:
        """The claim at the replaced variables, and the variables that this fixes."""
        wrt = str(claim.wrt)
        if claim.quantity is Quantity.INTEGRAL:
            return self._replaced_integral(claim, replacement), {}
        if wrt not in replacement:
            expression = substitute(claim.expression, replacement)
            return _with(claim, expression, wrt, replacement), {}
        shift = f"_s{self._shifts}"
        self._shifts += 1
        place = replacement[wrt]
        if place.op == CONSTANT:
            moved, value = variable(shift), place.value
        elif claim.quantity is Quantity.AREA_SLOPE:
            raise UsageError(f"{claim} can be taken at a number only, not at {place}")
        else:
            moved, value = apply("add", place, variable(shift)), 0.0
        expression = substitute(claim.expression, {**replacement, wrt: moved})
        return _with(claim, expression, shift, replacement), {shift: value}

    def _replaced_integral(self, claim: Claim, replacement: Replacement) -> Claim:
        bound = f"_v{self._shifts}"
        self._shifts += 1
        inside = {name: value for name, value in replacement.items() if name != claim.wrt}
        captured = any(claim.wrt in variables(value) for value in inside.values())
        wrt = bound if captured else str(claim.wrt)
        return _with(claim, substitute(claim.expression, {**inside, str(claim.wrt): variable(wrt)}), wrt, replacement)

    def _hole(self, claim: Claim, exact: Expression | None, outer: frozenset[str]) -> Piece:
        name = self._fresh()
        return Piece(combination=variable(name), holes={name: claim}, exact=exact, outer=outer)

    def _fresh(self) -> str:
        # Renumbered at the end; the letter keeps these apart from finished names.
        self._holes += 1
        return f"_hole{self._holes}"


def _with(claim: Claim, expression: Expression, wrt: str, limits: Replacement) -> Claim:
    lower, upper = (None if limit is None else substitute(limit, limits) for limit in (claim.lower, claim.upper))
    return Claim(quantity=claim.quantity, expression=expression, wrt=wrt, order=claim.order, lower=lower, upper=upper)


def _plain(piece: Piece) -> Expression:
    if piece.holes or piece.exact is None:
        raise UsageError(f"what is put in for a variable must be free of D and I, not {piece.combination}")
    return piece.exact


def _merged(mappings: Iterable[Mapping[str, T]]) -> dict[str, T]:
    return {name: value for mapping in mappings for name, value in mapping.items()}


def _mentioned(args: tuple[Piece, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(arg.outer for arg in args))
