"""The numbers of a finding, whichever of its fields hold them."""

from __future__ import annotations

import re
from decimal import Decimal

from verify.reporting import digits
from verify.reporting.source import Record


def truth(case: Record) -> object:
    """The exact value, as decimal text; None where the finding has none."""
    ends = case.get("exact")
    return case.get("exact_decimal") or (ends[0] if isinstance(ends, list) and ends else ends)


def error_of(case: Record) -> Decimal | None:
    """The absolute error, or None where computed or exact value is not finite."""
    computed, exact = digits.decimal(case.get("computed")), digits.decimal(truth(case))
    return None if computed is None or exact is None else abs(computed - exact)


def account(case: Record) -> list[str]:
    """What was lost against what may be lost: the error, the budget, and that of textbook formulas, each a phrase.

    Where one of the three is not known, its phrase says why.
    """
    budget, textbook = digits.decimal(case.get("budget")), digits.decimal(case.get("textbook"))
    error = error_of(case)
    said = [_error_phrase(case, error)]
    if budget is None:
        stated = case.get("budget") is not None
        reason = "no budget is known: first-order analysis fails here" if stated else "budget not recorded"
        return [*said, reason]
    over = f" ({digits.brief(error / budget)} times it)" if error is not None and budget and error > budget else ""
    said.append(f"budget {digits.brief(budget)}{over}")
    if textbook is not None:
        return [*said, f"with textbook formulas {digits.brief(textbook)}"]
    return [*said, "no bound is known for textbook formulas"] if case.get("textbook") is not None else said


def _error_phrase(case: Record, error: Decimal | None) -> str:
    if error is not None:
        return f"error {digits.brief(error)}"
    computed, exact = case.get("computed"), truth(case)
    if computed is None or exact is None:
        return "error not recorded"
    if digits.decimal(computed) is None:
        return f"no error can be stated for {digits.plain(computed)}"
    return f"no error can be stated, as the exact value is {digits.plain(exact)}"


def point_text(case: Record) -> str:
    """The point as text, such as x=2, y=-1."""
    point = case.get("point")
    if isinstance(point, dict):
        return ", ".join(f"{name}={digits.plain(value)}" for name, value in point.items())
    return "" if point is None else str(point)


def variable_of(case: Record) -> str:
    """The variable of differentiation or integration, or nothing where the finding does not tell."""
    stated = case.get("wrt")
    if stated:
        return str(stated)
    told = re.search(r", ([A-Za-z_]\w*)(?:, \d+)?\)\Z", str(case.get("claim", "")))
    names = case.get("variables")
    return told[1] if told else str(names[0]) if isinstance(names, list) and len(names) == 1 else ""
