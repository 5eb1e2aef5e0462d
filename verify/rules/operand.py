"""What a rule is instantiated with: operands, the hypotheses that they must meet, and cases that break them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from verify.core.errors import UsageError, unknown
from verify.core.expression import Expression, apply, variable
from verify.ops.parsing import parse

# kind: what is drawn for it
KINDS: Final = MappingProxyType({
    "expression": "a random expression in `variables`",
    "outer": "a random expression in its own `variables`, whose boxes contain the values of `inner`",
    "constant": "a number",
    "count": "a whole number from 2 to 5",
    "exponent": "a number n such that inner**n and inner**(n - 1) are smooth: whole, negative or fractional",
    "limit": "a variable of that name, which ranges over the box of the first of `variables`",
    "variable": "a variable of that name, whose box lies in `within`; it may be the rule's variable",
    "choice": "one of the expressions `among`, in its own `variables`",
    "invertible": "a random expression in one variable that is strictly monotone by construction",
    "inverse": "in its own variable, the inverse of the invertible operand that `inner` names",
})  # fmt: skip

# Kinds of one text in `inner`, with what it names.
_NAMING: Final = {"exponent": "an exponent names its base", "inverse": "an inverse names the operand that it inverts"}
# Functions of a variable of their own, which `compose` can fill.
_FUNCTIONS: Final = frozenset({"outer", "choice", "inverse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """What a rule is instantiated with, and the hypotheses that it must meet; `KINDS` says what each kind is.

    inner : for `outer`, one template for each variable, over operands declared before and the rule's variables, free of
        pseudo-operations; an operand named there stands for its values. For `exponent` the base, for `inverse` the operand
    nonzero, positive : on the whole box
    within : lower and upper end, either may be infinite, between which the values lie on the whole box
    among : for `choice`, the texts of the expressions
    smooth : differentiable on the whole box
    curved : with a second derivative by every variable that occurs, where a rule says nothing of straight lines
    nodes : at most so many, where the run allows more: high derivatives of large trees say nothing but take long

    Raises
    ------
    UsageError : an unknown kind, or a field that does not fit the kind.
    """

    name: str
    kind: str = "expression"
    variables: tuple[str, ...] = ("x",)
    inner: tuple[str, ...] = ()
    nonzero: bool = False
    positive: bool = False
    smooth: bool = True
    curved: bool = False
    within: tuple[float, float] | None = None
    among: tuple[str, ...] = ()
    nodes: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise unknown("kind of operand", self.kind, KINDS)
        if self.kind == "outer" and len(self.inner) != len(self.variables):
            self._refuse(f"{len(self.inner)} inner texts for variables {', '.join(self.variables)}")
        if self.kind in _NAMING and len(self.inner) != 1:
            self._refuse(f"{_NAMING[self.kind]} in `inner`, as one text")
        if self.within is not None and not self.within[0] <= self.within[1]:
            self._refuse(f"within is {self.within}; the first end must not exceed the second")
        if self.kind == "variable" and self.within is None:
            self._refuse("a variable says in `within` where its box lies")
        if self.nodes is not None and self.nodes < 1:
            self._refuse(f"nodes is {self.nodes}; it must be at least 1")
        if (self.kind == "choice") != bool(self.among):
            self._refuse("`among` holds at least one text for a choice, and none for other kinds")

    @property
    def own(self) -> str | None:
        """The variable that `compose` puts something in for, where there is exactly one."""
        return self.variables[0] if self.kind in _FUNCTIONS and len(self.variables) == 1 else None

    @property
    def sample(self) -> Expression:
        """The simplest operand, for a trial."""
        if self.kind in ("constant", "count", "exponent"):
            return parse("3")
        if self.kind in ("limit", "variable"):
            return variable(self.name)
        if self.kind == "choice":
            return parse(self.among[0])
        total = variable(self.variables[0])
        for name in self.variables[1:]:
            total = apply("multiply", total, variable(name))
        return total

    def _refuse(self, why: str) -> None:
        raise UsageError(f"operand {self.name}: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Operands and a point that break a rule's hypotheses; `entry` is the entry of the sides that must come out undefined."""

    operands: Mapping[str, str]
    at: Mapping[str, float]
    why: str
    entry: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "operands", MappingProxyType(dict(self.operands)))
        object.__setattr__(self, "at", MappingProxyType(dict(self.at)))

    @property
    def expressions(self) -> dict[str, Expression]:
        """The operands, read."""
        return {name: parse(text) for name, text in self.operands.items()}
