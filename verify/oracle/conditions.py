"""Domain conditions on balls: proved, refuted, or open at this precision."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from verify.core.domain import Condition, Domain
from verify.ops import OPERATIONS
from verify.oracle.balls import evaluate
from verify.oracle.primitives import Ball

Truth = bool | None  # None: open


@lru_cache(maxsize=256)
def domain(name: str, *, smooth: bool) -> Domain:
    """Where an operation is defined, or where its partials are."""
    where: Domain = OPERATIONS[name].where_smooth if smooth else OPERATIONS[name].where
    return where


def holds(where: Domain, balls: Mapping[str, Ball]) -> Truth:
    """Whether a domain contains all points of the balls (True), none (False), or neither is proved (None)."""
    answers = [conjunction(conditions, balls) for conditions in where]
    if any(answer is True for answer in answers):
        return True
    return False if all(answer is False for answer in answers) else None


def conjunction(conditions: tuple[Condition, ...], balls: Mapping[str, Ball]) -> Truth:
    """Whether all conditions hold."""
    answers = [condition(each, balls) for each in conditions]
    if any(answer is False for answer in answers):
        return False
    return True if all(answer is True for answer in answers) else None


def condition(one: Condition, balls: Mapping[str, Ball]) -> Truth:
    """Whether one condition holds on the balls."""
    left = evaluate(one.left, balls)
    if not left.is_finite():
        return None
    match one.relation:
        case ">":
            return _decide(left > 0, left <= 0)
        case ">=":
            return _decide(left >= 0, left < 0)
        case "!=":
            return _decide(not left.contains(0), left.is_zero())
    return _decide(left.is_exact() and left.is_integer(), not left.contains_integer())


def _decide(proved: bool, refuted: bool) -> Truth:
    return True if proved else (False if refuted else None)
