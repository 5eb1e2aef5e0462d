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
