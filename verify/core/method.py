"""Methods: whatever answers claims. Kernels and adapters implement this; the engine asks and judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from verify.core.claim import Claim, Quantity


class Model(Enum):
    """How a method errs; the value says it."""

    ROUNDING = "rounding only: exact up to the arithmetic"
    TRUNCATION = "truncation of a stated order, besides rounding"
    SELF_ESTIMATING = "adaptive, with an error estimate of its own that is judged too"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a method declares that it answers; the engine asks for nothing else.

    operations : None for all that there are
    orders : the orders of derivative
    """

    quantities: frozenset[Quantity]
    dtypes: frozenset[str] = frozenset({"float64", "float32"})
    operations: frozenset[str] | None = None
    orders: frozenset[int] = frozenset({1})


@dataclass(slots=True, kw_only=True)
class Taylor:
    """Truncation of a difference: at most coefficient * max |f^(order)| over [low, high], all float64[n].

    f is the claim's expression as a function of its variable; the coefficient is sum_i |w_i| |x_i - x|**order / order!.
    """

    order: int
    coefficient: Any
    low: Any
    high: Any


@dataclass(slots=True, kw_only=True)
class Panels:
    """Truncation of a quadrature rule that, on each panel, has positive weights and is exact up to `degree`.

    ends : float64[n, k + 1], ends of the panels in order; NaN pads a row at its end
    scale : float64[n], factor on the integral's error
    """

    ends: Any
    degree: int
    scale: Any


@dataclass(slots=True, kw_only=True)
class Functional:
    """A number formed as sum_i weights[i] * f(nodes[i]): every finite difference and every quadrature rule.

    Its truncation and rounding bounds follow from these facts, which are about the method alone and not about f.

    nodes : float64[n, m], values of the claim's variable where the expression was evaluated
    weights : float64[n, m]; 0 pads
    shifts : float64[n, m], by how much each node differs from the one the weights were made for, or None
    truncation : what the functional misses in exact arithmetic; bounds add up; None where no bound is known
    also, also_shifts : float64[n, m], the same of the claim's second variable, for double integrals
    """

    nodes: Any
    weights: Any
    shifts: Any = None
    truncation: tuple[Taylor | Panels, ...] | None = ()
    also: Any = None
    also_shifts: Any = None


@dataclass(slots=True, kw_only=True)
class Answer:
    """What a method returned for one claim at n points.

    values : array [n] in the dtype asked for
    functional : how the values were formed from values of the expression; None for methods that only round
    estimate : float64[n], the method's own error estimate, or None
    steps : float64[n], the step h used, or None
    evaluations : int, how often the expression was evaluated over all points
    absolute : float64[n], absolute error that underflow of the method's own intermediates may cause, to first order, infinite
        where it knows no bound, or None for none; believed of the built-in kernels only
    """

    values: Any
    functional: Functional | None = None
    estimate: Any = None
    steps: Any = None
    evaluations: int = 0
    absolute: Any = None


class Method(Protocol):
    """Anything that can answer claims. `kernels` and `adapters` each export theirs as constants."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def model(self) -> Model: ...
    @property
    def capabilities(self) -> Capabilities: ...

    def answer(self, claim: Claim, points: Any, dtype: str) -> Answer:
        """Answers at `points`, a float64[n, len(claim.arguments)] array whose entries are exact in `dtype`."""
        ...


def supports(method: Method, claim: Claim, operations: Sequence[str], dtype: str) -> bool:
    """Whether `method` declares that it answers `claim`, whose expression uses `operations`."""
    can = method.capabilities
    return (
        claim.quantity in can.quantities
        and dtype in can.dtypes
        and (claim.quantity is not Quantity.DERIVATIVE or claim.order in can.orders)
        and (can.operations is None or can.operations.issuperset(operations))
    )
