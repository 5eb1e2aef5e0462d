"""The row that an operation is: facts only. What can be derived from them is derived elsewhere and never written."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from verify.core.domain import EVERYWHERE, Domain, Interval, read_domain
from verify.core.errors import UsageError
from verify.core.expression import Expression, apply, variable

ARGUMENTS: Final = ("a", "b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A hard case: the exact value, and the exact partials where they exist (None where they do not), with the reason."""

    at: tuple[float, ...]
    value: float
    partials: tuple[float | None, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Facts about one operation. Formulas are expressions over the argument names `a` and `b`.

    name : as written in expressions
    meaning : one line of prose or mathematics
    evaluate : scalar evaluation, floats in, float out; only `math`, so that it is Python and numba source alike
    partials : one formula an argument, stable (a few ulps) wherever the operation is smooth
    textbook : the same by the formula of the textbooks, which may cancel; empty where it is the same
    naive : the value by the formula that libraries use, where that loses digits which `evaluate` keeps
    domain : where the value exists
    smooth : where the partials exist; the domain if None
    kink : directional derivative where the operation is continuous but not smooth, in the movements `da` and `db`
    accuracy : error of `evaluate` in ulps of `magnitude`: 0.5 for correctly rounded, 4 granted to elementary functions
    magnitude : formula, or None for the result itself
    spec : the operation in terms of others; None for those that are primitive
    flint, sympy, numpy : its name there; None where `spec` or special code of ours must do
    complex : evaluation on complex numbers, analytic along the real axis; None where there is none
    critical : two interior points of an interval where monotonicity may change, NaN in place of those that there are not, and
        infinity where there are too many, so that only `range` is known; left out for operations monotone in each argument.
        Python and numba source alike
    range : what no value leaves
    auxiliary : occurs in derivatives only; not drawn by generators
    """

    name: str
    meaning: str
    evaluate: Callable[..., float]
    partials: tuple[str, ...]
    reference: str
    textbook: tuple[str, ...] = ()
    naive: str | None = None
    domain: str = ""
    smooth: str | None = None
    kink: str | None = None
    accuracy: float = 4.0
    magnitude: str | None = None
    spec: str | None = None
    flint: str | None = None
    sympy: str | None = None
    numpy: str | None = None
    complex: Callable[..., Any] | None = None
    critical: Callable[[float, float], tuple[float, float]] | None = None
    range: Interval | None = None
    auxiliary: bool = False
    edges: tuple[Edge, ...] = ()

    def __post_init__(self) -> None:
        if self.textbook and len(self.textbook) != self.arity:
            raise UsageError(f"operation {self.name}: {len(self.textbook)} textbook formulas for {self.arity} arguments")
        for edge in self.edges:
            if len(edge.at) != self.arity or len(edge.partials) != self.arity:
                raise UsageError(f"operation {self.name}: edge case at {edge.at} does not fit arity {self.arity}")
        read_domain(self.domain), read_domain(self.smooth or "")

    @property
    def arity(self) -> int:
        return len(self.partials)

    def turns(self, lo: float, hi: float) -> list[float] | None:
        """Interior points where monotonicity may change; None where only `range` is known."""
        found = self.critical(lo, hi) if self.critical is not None else ()
        return None if math.inf in found else [point for point in found if not math.isnan(point)]

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the arguments in the formulas."""
        return ARGUMENTS[: self.arity]

    @property
    def node(self) -> Expression:
        """The operation applied to its argument names."""
        return apply(self.name, *(variable(name) for name in self.arguments))

    @property
    def where(self) -> Domain:
        """Where the value exists."""
        return read_domain(self.domain)

    @property
    def where_smooth(self) -> Domain:
        """Where the partials exist."""
        return self.where if self.smooth is None else read_domain(self.smooth)

    @property
    def everywhere_smooth(self) -> bool:
        return self.where_smooth == EVERYWHERE
