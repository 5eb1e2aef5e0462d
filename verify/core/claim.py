"""Claims: which number of which expression is asked for. Methods answer them, the oracle encloses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.fold import variables


class Quantity(Enum):
    """What can be claimed of an expression; the value is how it is written."""

    VALUE = "value"
    DERIVATIVE = "derivative"
    INTEGRAL = "integral"
    AREA_SLOPE = "area slope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A quantity of an expression, still without a point.

    `wrt` is the variable of differentiation or integration. For an integral, `lower` and `upper` are expressions in the
    remaining variables (or constants). An area slope is d/dt of the integral from `lower` to t, where t is called `wrt`
    too; by the fundamental theorem it is the expression's value. A gradient is one DERIVATIVE claim for each entry.
    """

    quantity: Quantity
    expression: Expression
    wrt: str | None = None
    order: int = 0
    lower: Expression | None = None
    upper: Expression | None = None
    arguments: tuple[str, ...] = field(init=False)  # free variables of the claim, sorted: the columns of its points

    def __post_init__(self) -> None:
        if self.quantity is Quantity.VALUE:
            _require(self.order == 0 and self.wrt is None, "a value has no order and no variable", self)
        else:
            _require(self.wrt is not None, f"a {self.quantity.value} needs its variable", self)
        if self.quantity is Quantity.DERIVATIVE:
            _require(self.order >= 1, f"order {self.order} of a derivative is not valid; it starts at 1", self)
        if self.quantity is Quantity.INTEGRAL:
            _require(self.lower is not None and self.upper is not None, "an integral needs both limits", self)
        if self.quantity is Quantity.AREA_SLOPE:
            _require(self.lower is not None, "an area function needs its lower limit", self)
        object.__setattr__(self, "arguments", self._arguments())

    def _arguments(self) -> tuple[str, ...]:
        names = set(variables(self.expression))
        if self.quantity is Quantity.INTEGRAL:
            names.discard(str(self.wrt))
        elif self.wrt is not None:
            names.add(self.wrt)
        for limit in (self.lower, self.upper):
            if limit is not None:
                names |= set(variables(limit))
        return tuple(sorted(names))

    def __str__(self) -> str:
        match self.quantity:
            case Quantity.VALUE:
                return str(self.expression)
            case Quantity.DERIVATIVE:
                times = f", {self.order}" if self.order > 1 else ""
                return f"diff({self.expression}, {self.wrt}{times})"
            case Quantity.INTEGRAL:
                return f"integrate({self.expression}, ({self.wrt}, {self.lower}, {self.upper}))"
            case Quantity.AREA_SLOPE:
                return f"diff(integrate({self.expression}, ({self.wrt}, {self.lower}, {self.wrt})), {self.wrt})"


def value_of(expression: Expression) -> Claim:
    """The claim of the expression's value."""
    return Claim(quantity=Quantity.VALUE, expression=expression)


def derivative_of(expression: Expression, wrt: str, order: int = 1) -> Claim:
    """The claim of its (partial) derivative."""
    return Claim(quantity=Quantity.DERIVATIVE, expression=expression, wrt=wrt, order=order)


def integral_of(expression: Expression, wrt: str, lower: Expression, upper: Expression) -> Claim:
    """The claim of its definite integral."""
    return Claim(quantity=Quantity.INTEGRAL, expression=expression, wrt=wrt, lower=lower, upper=upper)


def area_slope_of(expression: Expression, wrt: str, lower: Expression) -> Claim:
    """The claim of the derivative of its area function from `lower`."""
    return Claim(quantity=Quantity.AREA_SLOPE, expression=expression, wrt=wrt, lower=lower)


def _require(holds: bool, sentence: str, claim: Claim) -> None:
    if not holds:
        raise UsageError(f"{sentence} (expression {claim.expression})")
