"""The row that a rule of calculus is. It checks itself when it is made, so that a slip cannot be imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from verify.core.errors import UsageError, unknown
from verify.core.expression import Expression, apply, variable
from verify.core.fold import variables
from verify.ops.parsing import parse
from verify.rules.template import Side, expand, names, read_template

# kind: what is drawn for it
KINDS: Final = MappingProxyType({
    "expression": "a random expression in `variables`",
    "outer": "a random expression in its own `variables`, whose boxes contain the values of `inner`",
    "constant": "a number",
    "exponent": "a number n such that inner**n and inner**(n - 1) are smooth: whole, negative or fractional",
    "limit": "a variable of that name, which ranges over the box of the rule's variable",
})  # fmt: skip

Sides = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """What a rule is instantiated with, and the hypotheses that it must meet; `KINDS` says what each kind is.

    inner : for `outer`, one template for each variable, over operands declared before and the rule's variables, free of
        pseudo-operations; for `exponent`, the base
    nonzero, positive : on the whole box
    smooth : differentiable on the whole box
    """

    name: str
    kind: str = "expression"
    variables: tuple[str, ...] = ("x",)
    inner: tuple[str, ...] = ()
    nonzero: bool = False
    positive: bool = False
    smooth: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise unknown("kind of operand", self.kind, KINDS)
        if self.kind == "outer" and len(self.inner) != len(self.variables):
            raise UsageError(f"operand {self.name}: {len(self.inner)} inner texts for variables {', '.join(self.variables)}")
        if self.kind == "exponent" and len(self.inner) != 1:
            raise UsageError(f"operand {self.name}: an exponent names its base in `inner`, as one text")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One statement of calculus: left side = right side, wherever the hypotheses hold.

    statement : one line of mathematics
    where : the hypotheses, in words or symbols
    left, right : templates (see `template`); tuples of them, entry by entry, where the sides are vectors
    wrt : the rule's variable
    broken : name -> a wrong right side; every one must be refuted
    beyond : cases in which the hypotheses fail

    Raises
    ------
    UsageError, ExpressionError : a template does not read, uses a name that nobody declared, or equals the right side though
        it is a broken twin; fewer than two twins; no case beyond the hypotheses.
    """

    name: str
    statement: str
    where: str
    operands: tuple[Operand, ...]
    left: Sides
    right: Sides
    broken: Mapping[str, Sides]
    beyond: tuple[Case, ...]
    reference: str
    wrt: str = "x"
    outer: Mapping[str, str] = field(init=False)  # outer operand -> its variable, where it has one only

    def __post_init__(self) -> None:
        single = {op.name: op.variables[0] for op in self.operands if op.kind == "outer" and len(op.variables) == 1}
        object.__setattr__(self, "broken", MappingProxyType(dict(self.broken)))
        object.__setattr__(self, "outer", MappingProxyType(single))
        self._check_operands()
        self._check_sides()
        self._check_twins()
        self._check_beyond()

    @property
    def variables(self) -> tuple[str, ...]:
        """Names that templates may use besides operands: the rule's variable and those of its operands, sorted."""
        return tuple(sorted({self.wrt}.union(*(operand.variables for operand in self.operands))))

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """Left and right template of every entry."""
        return tuple(zip(entries(self.left), entries(self.right), strict=True))

    def expand(self, template: str, operands: Mapping[str, Expression]) -> Side:
        """The side that a template of this rule becomes with these operands."""
        return expand(template, operands, self.wrt, self.outer)

    def sides(self, operands: Mapping[str, Expression]) -> list[tuple[Side, Side]]:
        """Left and right side of every entry."""
        return [(self.expand(left, operands), self.expand(right, operands)) for left, right in self.entries]

    def twins(self, operands: Mapping[str, Expression]) -> list[tuple[str, int, Side]]:
        """Name of the twin, entry, and wrong right side, for every entry that the twin breaks."""
        return [
            (name, number, self.expand(wrong, operands))
            for name, twin in self.broken.items()
            for number, (wrong, (_, right)) in enumerate(zip(entries(twin), self.entries, strict=True))
            if wrong != right
        ]

    def _check_operands(self) -> None:
        known: set[str] = {self.wrt}
        for operand in self.operands:
            if operand.name in known:
                self._refuse(f"operand {operand.name!r} is declared twice, or is the rule's variable")
            for text in operand.inner:
                self._check_names(text, known | set(self.variables), f"inner text of {operand.name}")
            known.add(operand.name)

    def _check_sides(self) -> None:
        if len(entries(self.left)) != len(entries(self.right)):
            self._refuse(f"left has {len(entries(self.left))} entries, right has {len(entries(self.right))}")
        for left, right in self.entries:
            self._check_template(left, "left side")
            self._check_template(right, "right side")

    def _check_twins(self) -> None:
        if len(self.broken) < 2:
            self._refuse(f"{len(self.broken)} broken twins; at least two are needed")
        for name, twin in self.broken.items():
            if len(entries(twin)) != len(self.entries):
                self._refuse(f"broken twin {name!r} has {len(entries(twin))} entries, not {len(self.entries)}")
            for wrong in entries(twin):
                self._check_template(wrong, f"broken twin {name!r}")
            if all(read_template(w) is read_template(right) for w, (_, right) in zip(entries(twin), self.entries, strict=True)):
                self._refuse(f"broken twin {name!r} equals the right side")

    def _check_beyond(self) -> None:
        if not self.beyond:
            self._refuse("no case beyond its hypotheses; at least one is needed")
        for case in self.beyond:
            if set(case.operands) != {operand.name for operand in self.operands}:
                self._refuse(f"case {dict(case.operands)} must give every operand and nothing else")
            if not 0 <= case.entry < len(self.entries):
                self._refuse(f"case entry {case.entry} does not exist; entries are 0 to {len(self.entries) - 1}")
            for side in self.sides(case.expressions)[case.entry]:
                missing = sorted(set(side.arguments) - set(case.at))
                if missing:
                    self._refuse(f"case {dict(case.operands)} gives no value for {', '.join(missing)}")

    def _check_template(self, template: str, what: str) -> None:
        self._check_names(template, {operand.name for operand in self.operands} | set(self.variables), what)
        try:
            self.expand(template, self._samples())
        except UsageError as error:
            self._refuse(f"{what} {template!r}: {error}")

    def _check_names(self, template: str, valid: set[str], what: str) -> None:
        for name in names(template):
            if name not in valid:
                raise UsageError(f"rule {self.name}, {what} {template!r}: {unknown('operand or variable', name, valid)}")

    def _samples(self) -> dict[str, Expression]:
        """The simplest operands, for a trial expansion."""
        return {operand.name: _sample(operand) for operand in self.operands}

    def _refuse(self, why: str) -> None:
        raise UsageError(f"rule {self.name}: {why}")


def entries(sides: Sides) -> tuple[str, ...]:
    """The entries of a side: itself, unless it is a vector."""
    return (sides,) if isinstance(sides, str) else sides


def _sample(operand: Operand) -> Expression:
    if operand.kind in ("constant", "exponent"):
        return parse("3")
    if operand.kind == "limit":
        return variable(operand.name)
    total = variable(operand.variables[0])
    for name in operand.variables[1:]:
        total = apply("multiply", total, variable(name))
    assert set(variables(total)) == set(operand.variables)
    return total
