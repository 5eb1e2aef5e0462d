"""Claims: which number of which expression is asked for. Methods answer them, the oracle encloses them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from verify.core.errors import UsageError
from verify.core.expression import Expression
from verify.core.fold import variables


class Quantity(Enum):
    """What can be claimed of an expression; the value is how it is written."""

    VALUE = "value"
    DERIVATIVE = "derivative"
    MIXED = "mixed derivative"
    JVP = "directional derivative"
    VJP = "pulled-back derivative"
    HVP = "Hessian-vector product"
    INTEGRAL = "integral"
    IMPROPER = "improper integral"
    DOUBLE = "double integral"
    AREA_SLOPE = "area slope"

    __hash__ = object.__hash__  # a member is itself alone; Enum hashes its name, in Python, at every look into a table


INTEGRALS: Final = frozenset({Quantity.INTEGRAL, Quantity.IMPROPER, Quantity.DOUBLE})
# What is answered by integrating: its error comes from nodes and weights, not from any operation's partials.
BY_INTEGRATION: Final = INTEGRALS | {Quantity.AREA_SLOPE}

# A variable and its component of a direction.
Component = tuple[str, Expression]
# A variable with its lower and its upper limit.
Limits = tuple[str, Expression, Expression]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A quantity of an expression, still without a point.

    Every claim is one number at each point; vectors and matrices are claimed entry by entry (`verify.core.mapping`).

    DERIVATIVE : by `wrt`, of the given order
    MIXED : by `wrt` and then by `also`, another variable
    JVP : sum_j u_j d/dx_j, over the pairs (x_j, u_j) of `along`
    VJP : the derivative by `wrt` of the expression, which is sum_i v_i f_i
    HVP : sum_j u_j d^2/(d wrt d x_j), over the pairs (x_j, u_j) of `along`
    INTEGRAL : over `wrt` from `lower` to `upper`, expressions in the remaining variables
    IMPROPER : the same, with None for an infinite limit, or an integrand that is unbounded at a limit
    DOUBLE : the integral over `also`, from `also_lower` to `also_upper`, of the integral over `wrt`
    AREA_SLOPE : d/dt of the integral from `lower` to t, where t is called `wrt` too; by the fundamental theorem it is the
        expression's value
    """

    quantity: Quantity
    expression: Expression
    wrt: str | None = None
    order: int = 0
    lower: Expression | None = None
    upper: Expression | None = None
    also: str | None = None
    also_lower: Expression | None = None
    also_upper: Expression | None = None
    along: tuple[Component, ...] = ()
    arguments: tuple[str, ...] = field(init=False)  # free variables of the claim, sorted: the columns of its points

    def __post_init__(self) -> None:
        _check(self)
        object.__setattr__(self, "arguments", self._arguments())

    def _arguments(self) -> tuple[str, ...]:
        bound = self.quantity in INTEGRALS
        names = _with_variable(set(variables(self.expression)), self.wrt, bound) | _mentioned(self.lower, self.upper)
        names = _with_variable(names, self.also, bound) | _mentioned(self.also_lower, self.also_upper)
        for name, component in self.along:
            names |= {name} | _mentioned(component)
        return tuple(sorted(names))

    @property
    def moving(self) -> tuple[str, ...]:
        """The variables that are differentiated by or integrated over, each once."""
        named = (self.wrt, self.also, *(name for name, _ in self.along))
        return tuple(dict.fromkeys(name for name in named if name is not None))

    def __str__(self) -> str:
        e, x = self.expression, self.wrt
        match self.quantity:
            case Quantity.VALUE:
                return str(e)
            case Quantity.DERIVATIVE:
                return f"diff({e}, {x}, {self.order})" if self.order > 1 else f"diff({e}, {x})"
            case Quantity.MIXED:
                return f"diff(diff({e}, {x}), {self.also})"
            case Quantity.JVP:
                return f"jvp({e}, {self._direction()})"
            case Quantity.VJP:
                return f"vjp({e}, {x})"
            case Quantity.HVP:
                return f"hvp({e}, {x}, {self._direction()})"
            case Quantity.INTEGRAL | Quantity.IMPROPER:
                return f"integrate({e}, ({x}, {_end(self.lower, '-inf')}, {_end(self.upper, 'inf')}))"
            case Quantity.DOUBLE:
                return f"integrate({e}, ({x}, {self.lower}, {self.upper}), ({self.also}, {self.also_lower}, {self.also_upper}))"
            case Quantity.AREA_SLOPE:
                return f"diff(integrate({e}, ({x}, {self.lower}, {x})), {x})"

    def _direction(self) -> str:
        return ", ".join(f"({name}, {component})" for name, component in self.along)


def value_of(expression: Expression) -> Claim:
    """The claim of the expression's value."""
    return Claim(quantity=Quantity.VALUE, expression=expression)


def derivative_of(expression: Expression, wrt: str, order: int = 1) -> Claim:
    """The claim of its (partial) derivative."""
    return Claim(quantity=Quantity.DERIVATIVE, expression=expression, wrt=wrt, order=order)


def integral_of(expression: Expression, wrt: str, lower: Expression, upper: Expression) -> Claim:
    """The claim of its definite integral."""
    return Claim(quantity=Quantity.INTEGRAL, expression=expression, wrt=wrt, lower=lower, upper=upper)


def improper_of(expression: Expression, wrt: str, lower: Expression | None, upper: Expression | None) -> Claim:
    """The claim of an integral with infinite limits (None), or of an integrand that is unbounded at a limit."""
    return Claim(quantity=Quantity.IMPROPER, expression=expression, wrt=wrt, lower=lower, upper=upper)


def double_of(expression: Expression, inner: Limits, outer: Limits) -> Claim:
    """The claim of a double integral; each of `inner` and `outer` is (variable, lower, upper).

    Limits of the inner integral may contain the outer variable.
    """
    (wrt, lower, upper), (also, also_lower, also_upper) = inner, outer
    return Claim(
        quantity=Quantity.DOUBLE, expression=expression, wrt=wrt, lower=lower, upper=upper,
        also=also, also_lower=also_lower, also_upper=also_upper,
    )  # fmt: skip


def mixed_of(expression: Expression, wrt: str, also: str) -> Claim:
    """The claim of the second derivative by `wrt` and then by `also`: an order-2 derivative where they are the same."""
    if wrt == also:
        return derivative_of(expression, wrt, 2)
    return Claim(quantity=Quantity.MIXED, expression=expression, wrt=wrt, also=also)


def jvp_of(expression: Expression, along: Iterable[Component]) -> Claim:
    """The claim of the derivative along a direction, not normalised: one (variable, component) for each moving variable."""
    return Claim(quantity=Quantity.JVP, expression=expression, along=tuple(along))


def vjp_of(expression: Expression, wrt: str) -> Claim:
    """The claim of one entry of v^T J; `expression` is sum_i v_i f_i."""
    return Claim(quantity=Quantity.VJP, expression=expression, wrt=wrt)


def hvp_of(expression: Expression, wrt: str, along: Iterable[Component]) -> Claim:
    """The claim of one entry, that of `wrt`, of the Hessian times a direction."""
    return Claim(quantity=Quantity.HVP, expression=expression, wrt=wrt, along=tuple(along))


def area_slope_of(expression: Expression, wrt: str, lower: Expression) -> Claim:
    """The claim of the derivative of its area function from `lower`."""
    return Claim(quantity=Quantity.AREA_SLOPE, expression=expression, wrt=wrt, lower=lower)


def _with_variable(names: set[str], variable: str | None, bound: bool) -> set[str]:
    """`names` with the variable of a differentiation, or without that of an integration."""
    if variable is None:
        return names
    return names - {variable} if bound else names | {variable}


def _mentioned(*terms: Expression | None) -> set[str]:
    return {name for term in terms if term is not None for name in variables(term)}


def _end(limit: Expression | None, infinite: str) -> str:
    return infinite if limit is None else str(limit)


def _check(claim: Claim) -> None:
    quantity = claim.quantity
    name = f"{'an' if quantity.value[0] in 'aeiou' else 'a'} {quantity.value}"
    if quantity is Quantity.VALUE:
        _require(claim.order == 0 and claim.wrt is None, "a value has no order and no variable", claim)
    elif quantity is not Quantity.JVP:
        _require(claim.wrt is not None, f"{name} needs its variable", claim)
    if quantity is Quantity.DERIVATIVE:
        whole = isinstance(claim.order, int) and claim.order >= 1
        _require(whole, f"order {claim.order} of a derivative is not valid; it must be a whole number from 1 on", claim)
    if quantity in (Quantity.INTEGRAL, Quantity.DOUBLE):
        _require(claim.lower is not None and claim.upper is not None, f"{name} needs both limits", claim)
    if quantity is Quantity.DOUBLE:
        _require(claim.also_lower is not None and claim.also_upper is not None, f"{name} needs both outer limits", claim)
    if quantity is Quantity.AREA_SLOPE:
        _require(claim.lower is not None, "an area function needs its lower limit", claim)
    if quantity in (Quantity.MIXED, Quantity.DOUBLE):
        _require(claim.also not in (None, claim.wrt), f"{name} needs two different variables, not {claim.wrt} twice", claim)
    if quantity in (Quantity.JVP, Quantity.HVP):
        names = [variable for variable, _ in claim.along]
        _require(bool(names), f"{name} needs a direction with at least one component", claim)
        _require(len(set(names)) == len(names), f"direction {', '.join(names)} names a variable twice", claim)


def _require(holds: bool, sentence: str, claim: Claim) -> None:
    if not holds:
        raise UsageError(f"{sentence} (expression {claim.expression})")
