"""One case at a time: a method, an expression, a point, and a verdict that prints well."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

import verify
from verify import oracle
from verify.core.claim import Claim, Quantity, area_slope_of, derivative_of, improper_of, integral_of, value_of
from verify.core.errors import UsageError
from verify.core.exact import Enclosures
from verify.core.expression import CONSTANT, Expression, apply, as_expression, constant
from verify.core.fold import fold
from verify.core.method import Functional, Method
from verify.core.observation import point_text
from verify.core.precision import Precision, precision
from verify.core.verdict import Kind, Verdict
from verify.engine.ask import ask, can_answer
from verify.engine.bounds import Bounds
from verify.engine.exact import enclose
from verify.engine.judge import judge as judge_points
from verify.engine.methods import find_method, is_method
from verify.engine.replay import read_replay_id, replay_id
from verify.engine.telling import told
from verify.ops.parsing import check, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One judged number. Absolute errors are in the unit of the number itself.

    exact : two decimal strings that enclose the exact value
    tight, textbook : budgets
    replay : the word that repeats the case; empty for a method that was given as an object and has no name to be found by
    functional : how a difference or quadrature formed the number; None of other methods
    """

    method: str
    claim: Claim
    point: Mapping[str, float]
    dtype: str
    verdict: Verdict
    kind: Kind
    computed: float
    exact: tuple[str, str]
    error: float
    ulps: float
    lost_bits: float
    tight: float
    textbook: float
    condition: float
    replay: str
    functional: Functional | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        place = point_text(self.point)
        lines = [
            f"{self.verdict.name}  {self.claim}" + (f" at {place}" if place else "") + f"  by {self.method} in {self.dtype}",
            f"  computed  {self.computed!r}",
            f"  exact     {_common(self.exact)}",
            f"  error     {self.error:.3g} ({self.ulps:.3g} ulps, {self.lost_bits:.1f} bits lost)",
            f"  budget    {self.tight:.3g} tight, {self.textbook:.3g} textbook",
            f"  because   {self.verdict.value}" + ("" if self.kind is Kind.NONE else f"; {self.kind.value}"),
        ]
        if self.replay:
            lines.append(f"  repeat    verify replay {self.replay}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return verify.to_html(told(self))


def judge(
    method: str | Method,
    expression: str | Expression | Claim,
    *,
    at: Mapping[str, float],
    quantity: str = "derivative",
    wrt: str | None = None,
    order: int = 1,
    lower: str | float | None = None,
    upper: str | float | None = None,
    dtype: str = "float64",
) -> Judgement:
    """Ask one method for one number and judge it.

    Parameters
    ----------
    method : a name (`verify list methods`) or an object with `answer`
    expression : text such as "x**2*exp(x)", an expression, or a whole claim, such as one entry of a Hessian
        (`verify.VectorFunction`); what follows `at` says nothing then, but for `dtype`
    at : the value of every free variable
    quantity : "value", "derivative", "integral", "improper integral" (limits may be "-inf" and "inf"), or "area slope"
        (d/dx of the integral from `lower` to x)
    wrt : variable of differentiation or integration; may be left out if there is only one
    lower, upper : limits of an integral

    Raises
    ------
    UsageError : a name, number or text cannot be used, a variable has no value, or the method does not answer such claims.

    Examples
    --------
    >>> print(judge("dual", "x**2*exp(x)", at={"x": 2.0}).verdict.name)
    AGREES
    """
    form = precision(dtype)
    if isinstance(expression, Claim):
        claim = replace(expression, expression=rounded(check(expression.expression), form))
    else:
        root = rounded(parse(expression) if isinstance(expression, str) else check(expression), form)
        claim = _claim(root, quantity, wrt, order, lower, upper)
    chosen = find_method(method) if isinstance(method, str) else method
    return judge_claim(chosen, claim, at, dtype, method if isinstance(method, str) else chosen.name)


def judge_claim(method: Method, claim: Claim, at: Mapping[str, float], dtype: str, name: str | None = None) -> Judgement:
    """The same for a claim; `name` is how the method is found again, if not by its own name."""
    form = precision(dtype)
    points = point_row(claim, at, form)
    label = name or method.name
    if not can_answer(method, claim, dtype):
        raise UsageError(f"method {label!r} does not answer {claim.quantity.value} claims like {claim} in {dtype}")
    bounds = Bounds(form)
    reply = ask(method, claim, points, bounds)
    exact = enclose(claim, points)
    judged = judge_points(reply.computed, exact, reply.allowed, form)
    point = dict(zip(claim.arguments, points[0].tolist(), strict=True))
    return Judgement(
        method=label,
        claim=claim,
        point=point,
        dtype=dtype,
        verdict=Verdict.from_code(int(judged.verdict[0])),
        kind=Kind[str(judged.kind[0]).upper()],
        computed=float(reply.computed[0]),
        exact=_exact_text(claim, point, exact),
        error=float(judged.error[0]),
        ulps=float(judged.ulps[0]),
        lost_bits=float(judged.lost_bits[0]),
        tight=float(reply.allowed.tight[0]),
        textbook=float(reply.allowed.textbook[0]),
        condition=float(exact.condition[0]),
        replay=replay_id(claim, point, label, dtype) if is_method(label) else "",
        functional=bounds.consult(method, claim, points).answer.functional,
    )


def replay(word: str) -> Judgement:
    """Repeat a case from its replay ID alone.

    Raises
    ------
    UsageError : the ID is damaged, or its method is not installed here.
    """
    claim, point, method, dtype = read_replay_id(word)
    return judge_claim(find_method(method), claim, point, dtype, method)


def point_row(claim: Claim, at: Mapping[str, float], form: Precision) -> Any:
    """`at` as a float64[1, k] row in the order of the claim's arguments, every entry exact in `form`."""
    missing = [name for name in claim.arguments if name not in at]
    if missing:
        raise UsageError(f"no value for {', '.join(missing)}; give all of {', '.join(claim.arguments)}, such as x=2")
    row = [float(at[name]) for name in claim.arguments]
    for name, value in zip(claim.arguments, row, strict=True):
        if not math.isfinite(value):
            raise UsageError(f"{name}={value!r} is not finite")
    return np.array([row], form.name).astype(np.float64).reshape(1, len(row))


def rounded(root: Expression, form: Precision) -> Expression:
    """`root` with its constants rounded to `form`, as a program in that precision would hold them."""
    if form.name == "float64":
        return root

    def visit(node: Expression, args: tuple[Expression, ...]) -> Expression:
        if node.op == CONSTANT:
            return constant(float(np.dtype(form.name).type(node.value)))
        return apply(node.op, *args) if args else node

    return fold(root, visit)


_TOLD_BY_TEXT: Final = frozenset({
    Quantity.VALUE, Quantity.DERIVATIVE, Quantity.INTEGRAL, Quantity.IMPROPER, Quantity.AREA_SLOPE,
})  # fmt: skip


def _claim(
    root: Expression, quantity: str, wrt: str | None, order: int, lower: str | float | None, upper: str | float | None
) -> Claim:
    names = {member.value: member for member in Quantity}
    if quantity not in names:
        raise UsageError(f"quantity {quantity!r} is not valid; it must be one of {', '.join(names)}")
    if names[quantity] not in _TOLD_BY_TEXT:
        raise UsageError(
            f"a {quantity} needs more than text says; give a claim, such as verify.mixed_of(...), as the expression"
        )
    if names[quantity] is Quantity.VALUE:
        return value_of(root)
    variable = wrt or _only_variable(root)
    match names[quantity]:
        case Quantity.DERIVATIVE:
            return derivative_of(root, variable, order)
        case Quantity.AREA_SLOPE:
            return area_slope_of(root, variable, _limit(lower, "lower"))
        case Quantity.INTEGRAL:
            return integral_of(root, variable, _limit(lower, "lower"), _limit(upper, "upper"))
    return improper_of(root, variable, _open_limit(lower, "lower"), _open_limit(upper, "upper"))


def _open_limit(given: str | float | None, name: str) -> Expression | None:
    """A limit, or None for an infinite one, written -inf (lower) or inf (upper)."""
    infinite = {"lower": ("-inf", -math.inf), "upper": ("inf", math.inf)}[name]
    return None if given in infinite else _limit(given, name)


def _limit(given: str | float | None, name: str) -> Expression:
    if given is None:
        raise UsageError(f"an integral needs its limits; {name} is missing, such as {name}=0")
    return parse(given) if isinstance(given, str) else as_expression(given)


def _only_variable(root: Expression) -> str:
    names = value_of(root).arguments
    if len(names) != 1:
        raise UsageError(f"wrt must name the variable: the expression has {', '.join(names) or 'none'}")
    return names[0]


def _exact_text(claim: Claim, point: Mapping[str, float], exact: Enclosures) -> tuple[str, str]:
    if not math.isfinite(float(exact.exact[0])):
        return ("undefined", "undefined") if math.isnan(float(exact.exact[0])) else ("out of range", "out of range")
    return oracle.interval_text(claim, point)


def _common(ends: tuple[str, str]) -> str:
    return ends[0] if ends[0] == ends[1] else f"between {ends[0]} and {ends[1]}"
