"""The row that a rule of calculus is, and what holds for every one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from verify.core.errors import UsageError, unknown
from verify.core.expression import Expression
from verify.rules.expansion import Expander
from verify.rules.operand import Case, Operand
from verify.rules.template import Side, names, read_template, side_of
from verify.rules.typeset import equation

Sides = str | tuple[str, ...]

# relation: what a broken twin must be refuted by
RELATIONS: Final = MappingProxyType({
    "=": "left and right side differ at some point",
    "<=": "the left side is larger than the right one at some point",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One statement of calculus: left side = right side (or <=, by `relation`), wherever the hypotheses hold.

    statement : one line of mathematics
    where : the hypotheses, in words or symbols
    left, right : templates (see `template`); tuples of them, entry by entry, where the sides are vectors
    wrt : the rule's variable
    relation : one of `RELATIONS`
    broken : name -> a wrong right side; every one must be refuted
    beyond : cases in which the hypotheses fail

    Raises
    ------
    UsageError : there is no such relation. What else may be wrong, `check` finds.
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
    relation: str = "="
    outer: Mapping[str, str] = field(init=False)  # outer operand -> its variable, where it has one only

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise unknown("relation", self.relation, RELATIONS)
        single = {operand.name: operand.own for operand in self.operands if operand.own is not None}
        object.__setattr__(self, "broken", MappingProxyType(dict(self.broken)))
        object.__setattr__(self, "outer", MappingProxyType(single))

    def check(self) -> None:
        """Refuses a row with a slip: those of other packages when they are loaded, ours in the tests, as it takes 5 ms each.

        Raises
        ------
        UsageError, ExpressionError : a template does not read, uses a name that nobody declared, or equals the right side
            though it is a broken twin; fewer than two twins; no case beyond the hypotheses.
        """
        self._check_operands()
        trial = self.expander({operand.name: operand.sample for operand in self.operands})
        self._check_sides(trial)
        self._check_twins(trial)
        self._check_beyond()

    @property
    def variables(self) -> tuple[str, ...]:
        """Names that templates may use besides operands: the rule's variable and those of its operands, sorted."""
        return tuple(sorted({self.wrt}.union(*(operand.variables for operand in self.operands))))

    @property
    def typeset(self) -> tuple[str, ...]:
        """Every entry as one MathML element: left side, relation, right side."""
        return tuple(equation(left, right, self.relation) for left, right in self.entries)

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """Left and right template of every entry."""
        return tuple(zip(entries(self.left), entries(self.right), strict=True))

    def sides(self, operands: Mapping[str, Expression]) -> list[tuple[Side, Side]]:
        """Left and right side of every entry."""
        expander = self.expander(operands)
        return [(side_of(expander, left), side_of(expander, right)) for left, right in self.entries]

    def twin(self, name: str, expander: Expander) -> Iterator[tuple[Side, Side, Side]]:
        """Left, right and wrong right side of every entry that the broken twin changes, each when it is asked for.

        What twins with one expander share is the same object.
        """
        for wrong, (left, right) in zip(entries(self.broken[name]), self.entries, strict=True):
            if wrong != right:
                yield side_of(expander, left), side_of(expander, right), side_of(expander, wrong)

    def expander(self, operands: Mapping[str, Expression]) -> Expander:
        """What makes sides of this rule's templates, with these operands."""
        return Expander(operands, self.wrt, self.outer)

    def _check_operands(self) -> None:
        known: set[str] = set()
        for operand in self.operands:
            if operand.name in known or (operand.name == self.wrt and operand.kind != "variable"):
                self._refuse(f"operand {operand.name!r} is declared twice, or is the rule's variable")
            for text in operand.inner:
                self._check_names(text, known | set(self.variables), f"inner text of {operand.name}")
            known.add(operand.name)

    def _check_sides(self, trial: Expander) -> None:
        if len(entries(self.left)) != len(entries(self.right)):
            self._refuse(f"left has {len(entries(self.left))} entries, right has {len(entries(self.right))}")
        for left, right in self.entries:
            self._check_template(trial, left, "left side")
            self._check_template(trial, right, "right side")

    def _check_twins(self, trial: Expander) -> None:
        if len(self.broken) < 2:
            self._refuse(f"{len(self.broken)} broken twins; at least two are needed")
        for name, twin in self.broken.items():
            if len(entries(twin)) != len(self.entries):
                self._refuse(f"broken twin {name!r} has {len(entries(twin))} entries, not {len(self.entries)}")
            for wrong in entries(twin):
                self._check_template(trial, wrong, f"broken twin {name!r}")
            if all(read_template(w) is read_template(right) for w, (_, right) in zip(entries(twin), self.entries, strict=True)):
                self._refuse(f"broken twin {name!r} equals the right side")

    def _check_beyond(self) -> None:
        if not self.beyond:
            self._refuse("no case beyond its hypotheses; at least one is needed")
        everything = {operand.name for operand in self.operands}
        needed = {operand.name for operand in self.operands if operand.kind not in ("limit", "variable")}
        for case in self.beyond:
            # Variables stand for themselves, whether a case says so or not.
            if set(case.operands) - everything or needed - set(case.operands):
                self._refuse(f"case {dict(case.operands)} must give every operand and nothing else")
            if not 0 <= case.entry < len(self.entries):
                self._refuse(f"case entry {case.entry} does not exist; entries are 0 to {len(self.entries) - 1}")
            for side in self.sides(case.expressions)[case.entry]:
                missing = sorted(set(side.arguments) - set(case.at))
                if missing:
                    self._refuse(f"case {dict(case.operands)} gives no value for {', '.join(missing)}")

    def _check_template(self, trial: Expander, template: str, what: str) -> None:
        self._check_names(template, {operand.name for operand in self.operands} | set(self.variables), what)
        with self._reading(template, what):
            side_of(trial, template)

    def _check_names(self, template: str, valid: set[str], what: str) -> None:
        with self._reading(template, what):
            for name in names(template):
                if name not in valid:
                    raise unknown("operand or variable", name, valid)

    @contextmanager
    def _reading(self, template: str, what: str) -> Iterator[None]:
        """Whatever is wrong with a template is said of this rule and this template."""
        try:
            yield
        except UsageError as error:
            self._refuse(f"{what} {template!r}: {error}")

    def _refuse(self, why: str) -> None:
        raise UsageError(f"rule {self.name}: {why}")


def entries(sides: Sides) -> tuple[str, ...]:
    """The entries of a side: itself, unless it is a vector."""
    return (sides,) if isinstance(sides, str) else sides
