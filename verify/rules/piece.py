"""What a part of a template becomes, and what can be made of such parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from verify.core.claim import INTEGRALS, Claim, Quantity
from verify.core.errors import UsageError
from verify.core.expression import CONSTANT, VARIABLE, Expression, apply, variable
from verify.core.fold import nodes, substitute, variables
from verify.ops.calculus import exactly, fold_exact

# What limits of integrals call infinity.
INFINITY: Final = "inf"
_ABOVE: Final = variable(INFINITY)
INFINITE: Final = {"lower": apply("negate", _ABOVE), "upper": _ABOVE}

T = TypeVar("T")


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

    @property
    def slope(self) -> Claim | None:
        """The claim that this piece is, if that is a first derivative taken where its variables say."""
        claim = self.claim
        first = claim is not None and claim.quantity is Quantity.DERIVATIVE and claim.order == 1 and not self.fixed
        return claim if first else None

    @property
    def plain(self) -> Expression:
        """The expression that this piece is.

        Raises
        ------
        UsageError : it contains D or I.
        """
        if self.holes or self.exact is None:
            raise UsageError(f"what is put in for a variable must be free of D and I, not {self.combination}")
        return self.exact

    @property
    def whole(self) -> int:
        """The whole number that this piece is.

        Raises
        ------
        UsageError : it is none.
        """
        number = None if self.exact is None else fold_exact(self.exact)
        if number is None or number.op != CONSTANT or number.value != int(number.value):
            raise UsageError(f"sums and products run over whole numbers; {self.combination} is none")
        return int(number.value)

    def limit(self, end: str) -> Expression | None:
        """This piece as the `lower` or `upper` limit of an integral; None if it is infinite.

        Raises
        ------
        UsageError : it is the wrong infinity, or contains D or I.
        """
        if self.combination is INFINITE[end]:
            return None
        if INFINITY in variables(self.combination):
            raise UsageError(f"{self.combination} is no {end} limit; infinite ones are -inf below and inf above")
        return self.plain

    def finished(self) -> tuple[Expression, dict[str, Claim], dict[str, float]]:
        """Combination, holes and fixed variables, with holes numbered in order of appearance."""
        used = [node.name for node in nodes(self.combination) if node.op == VARIABLE and node.name in self.holes]
        count: dict[str, int] = {}
        holes, renamed = {}, {}
        for name in used:
            letter = "i" if self.holes[name].quantity in INTEGRALS else "d"
            number = count[letter] = count.get(letter, -1) + 1
            holes[f"_{letter}{number}"] = self.holes[name]
            renamed[name] = variable(f"_{letter}{number}")
        needed = {name for claim in holes.values() for name in claim.arguments}
        fixed = {name: value for name, value in self.fixed.items() if name in needed}
        return substitute(self.combination, renamed), holes, fixed


def applied(op: str, args: tuple[Piece, ...]) -> Piece:
    """An ordinary operation on pieces."""
    parts = [arg.exact for arg in args if arg.exact is not None]
    holes = _merged([arg.holes for arg in args])
    combination = exactly(op, *[arg.combination for arg in args])
    whole = combination if not holes else exactly(op, *parts) if len(parts) == len(args) else None
    return Piece(
        combination=combination,
        holes=holes,
        fixed=_merged([arg.fixed for arg in args]),
        exact=whole,
        outer=frozenset[str]().union(*[arg.outer for arg in args]),
    )


def _merged(mappings: Iterable[Mapping[str, T]]) -> dict[str, T]:
    return {name: value for mapping in mappings for name, value in mapping.items()}
