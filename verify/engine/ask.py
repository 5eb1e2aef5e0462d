"""Asking methods: one claim, or a side of a rule assembled from several, each with the error it is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np

from verify import kernels, oracle
from verify.core.budget import NEGLIGIBLE, SAFETY
from verify.core.claim import BY_INTEGRATION, Claim
from verify.core.expression import Expression
from verify.core.fold import operations
from verify.core.method import Answer, Functional, Method, Model, Panels, supports
from verify.engine.bounds import Bounds
from verify.engine.grant import needs_grant
from verify.engine.judge import Allowance, Floats
from verify.engine.slopes import Slopes
from verify.rules.template import Side


@dataclass(slots=True, kw_only=True)
class Reply:
    """What a method said at n points (float64), what it may err, the step it used (NaN for none), and seconds inside it.

    raised : what it raised instead, by the number of the point
    """

    computed: Floats
    allowed: Allowance
    steps: Floats
    seconds: float
    raised: Mapping[int, Exception] = field(default_factory=dict)


def can_answer(method: Method, claim: Claim, dtype: str) -> bool:
    """Whether the method declares the claim's quantity, operations and precision."""
    return supports(method, claim, operations(claim.expression), dtype)


def ask(method: Method, claim: Claim, points: Floats, bounds: Bounds) -> Reply:
    """The method's answers to one claim with their budgets.

    Raises
    ------
    Exception : whatever the method raises; the caller turns it into CRASHED.
    """
    asked = bounds.consult(method, claim, points)
    computed = np.asarray(asked.answer.values, np.float64)
    steps = _or_nan(asked.answer.steps, len(points))
    allowed = _allowance(method, claim, points, asked.answer, bounds)
    return Reply(computed=computed, allowed=allowed, steps=steps, seconds=asked.seconds, raised=asked.raised)


def _allowance(method: Method, claim: Claim, points: Floats, answer: Answer, bounds: Bounds) -> Allowance:
    model = method.model
    estimate = _or_nan(answer.estimate, len(points))
    absolute = SAFETY * np.asarray(0.0 if answer.absolute is None else answer.absolute, np.float64)
    if answer.functional is None and claim.quantity in BY_INTEGRATION:
        return _own_word(estimate)
    if answer.functional is None:
        granted = bounds.granted(claim, points) if needs_grant(method) else 0.0
        allowed = Allowance.of_rounding(bounds.of(claim, points), granted, absolute)
        if model is not Model.ROUNDING:
            # Differences whose steps nobody tells are held to their own estimate, beside what the expression itself rounds.
            allowed.truncation = np.where(np.isnan(estimate), np.inf, estimate)
            allowed.tight = allowed.tight + allowed.truncation
            allowed.textbook = np.full(len(points), np.inf)
        allowed.estimate = estimate
        return allowed
    rounding = bounds.of_sum(claim, points, answer.functional)
    granted = bounds.granted_of_sum(claim, points, answer.functional) if needs_grant(method) else rounding
    truncation = truncation_bound(claim, points, answer.functional, bounds.slopes(claim, points), NEGLIGIBLE * rounding)
    # Where no bound is proved, an adaptive method's own estimate is all there is to hold it to; missing it proves nothing.
    own = ~np.isfinite(truncation) & np.isfinite(estimate)
    truncation = np.where(own, estimate, truncation)
    tight = rounding + truncation + absolute
    textbook = np.where(own, np.inf, np.maximum(rounding, granted) + truncation + absolute)
    return Allowance(
        tight=tight,
        textbook=textbook,
        truncation=truncation,
        overflow=np.zeros(len(points), bool),
        underflow=np.zeros(len(points), bool),
        estimate=estimate,
    )


def _own_word(estimate: Floats) -> Allowance:
    """An integral whose nodes nobody tells is held to its own estimate; missing that proves nothing."""
    never = np.zeros(len(estimate), bool)
    unknown = np.full(len(estimate), np.inf)
    tight = np.where(np.isnan(estimate), np.inf, estimate)
    return Allowance(tight=tight, textbook=unknown, truncation=tight, overflow=never, underflow=never, estimate=estimate)


def truncation_bound(
    claim: Claim, points: Floats, functional: Functional, slopes: Slopes, enough: Floats | float = 0.0
) -> Floats:
    """Rigorous bound, float64[n], of what the functional misses in exact arithmetic; infinite where none is known.

    enough : float64[n], what a difference's bound need not be sharper than
    """
    if functional.truncation is None:
        return np.full(len(points), np.inf)
    total = np.zeros(len(points))
    for part in functional.truncation:
        if isinstance(part, Panels):
            total = total + oracle.bound_quadrature(claim, points, part, kernels.taylor_ranges)
        else:
            with np.errstate(invalid="ignore", divide="ignore"):  # a step of zero where no bound is proved: nothing is known
                total = total + part.coefficient * slopes.bound(part, enough / part.coefficient)
    return total


def assemble(method: Method, side: Side, points: Floats, arguments: tuple[str, ...], bounds: Bounds) -> Reply:
    """A side put together in floating point from the method's answers to its parts.

    Errors of the parts enter the budget of the combination as errors of its arguments.
    """
    replies = {name: ask(method, hole, part, bounds) for name, (hole, part) in parts_of(side, points, arguments).items()}
    names = (*arguments, *replies)
    table = np.column_stack([points, *(reply.computed for reply in replies.values())])
    computed = np.asarray(kernels.evaluate(side.combination, names, table, bounds.precision.name), np.float64)
    tight = _combined(side.combination, names, table, replies, "tight", bounds)
    same = all(np.array_equal(reply.allowed.tight, reply.allowed.textbook) for reply in replies.values())
    textbook = tight if same else _combined(side.combination, names, table, replies, "textbook", bounds)
    allowed = Allowance(
        tight=tight.error,
        textbook=textbook.error,
        truncation=_inherited(side.combination, names, table, replies, bounds),
        overflow=reduce(np.logical_or, (reply.allowed.overflow for reply in replies.values()), tight.overflow),
        underflow=reduce(np.logical_or, (reply.allowed.underflow for reply in replies.values()), tight.underflow),
        estimate=np.full(len(points), np.nan),
    )
    seconds = sum(reply.seconds for reply in replies.values())
    raised = {row: error for reply in replies.values() for row, error in reply.raised.items()}
    return Reply(computed=computed, allowed=allowed, steps=_first_steps(replies, len(points)), seconds=seconds, raised=raised)


def parts_of(side: Side, points: Floats, arguments: tuple[str, ...]) -> dict[str, tuple[Claim, Floats]]:
    """The claims that a side is assembled from, each at its own points."""
    return {name: (hole, columns_of(hole, points, arguments, side.fixed)) for name, hole in side.holes.items()}


def _combined(
    combination: Expression, names: tuple[str, ...], table: Floats, replies: Mapping[str, Reply], part: str, bounds: Bounds
) -> Any:
    """Bounds of the combination, with that part of the parts' allowances as errors of its arguments."""
    initial = np.zeros_like(table)
    for column, reply in enumerate(replies.values(), start=len(names) - len(replies)):
        initial[:, column] = getattr(reply.allowed, part)
    return kernels.bounds(combination, names, table, bounds.precision, accuracy=bounds.accuracy, initial=initial)


def _inherited(
    combination: Expression, names: tuple[str, ...], table: Floats, replies: Mapping[str, Reply], bounds: Bounds
) -> Floats:
    """What of the combination's allowance is truncation of its parts."""
    if not any(reply.allowed.truncation.any() for reply in replies.values()):
        return np.zeros(len(table))
    whole = _combined(combination, names, table, replies, "truncation", bounds)
    own = kernels.bounds(combination, names, table, bounds.precision, accuracy=bounds.accuracy)
    with np.errstate(invalid="ignore"):
        found = np.clip(whole.error - own.error, 0.0, None)
    return np.where(np.isnan(found), np.inf, found)


def columns_of(claim: Claim, points: Floats, arguments: tuple[str, ...], fixed: Mapping[str, float]) -> Floats:
    """The points as the claim's own arguments want them: columns chosen from `points` or filled with `fixed` values."""
    if claim.arguments == arguments:
        return points
    chosen = [
        np.full(len(points), fixed[name]) if name in fixed else points[:, arguments.index(name)] for name in claim.arguments
    ]
    return np.column_stack(chosen) if chosen else np.empty((len(points), 0))


def _first_steps(replies: Mapping[str, Reply], count: int) -> Floats:
    return next((reply.steps for reply in replies.values()), np.full(count, np.nan))


def _or_nan(values: Any, count: int) -> Floats:
    return np.full(count, np.nan) if values is None else np.asarray(values, np.float64)
